// vk_bench_ingest FOLDER STORE CYCLES
// Puts FOLDER/cycle_N.csv (see make_cycles.cpp) into a new store through the libraries that the program uses: read with
// resolved keys, sort by subject, keep. Tells how reading and keeping share the time; the whole program is timed by
// compare_with_duckdb.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/store/store.hpp"
#include "core/table/read_source.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

ReadRequest request_of(const Currency& currency) {
  ReadRequest request;
  request.source = "cycle";
  request.key = "subject";
  request.add_subjects = true;
  request.columns = {{"state", CellKind::dictionary, {}, true, {}},
                     {"amount", CellKind::money, currency, true, {}},
                     {"segment", CellKind::dictionary, {}, true, {}},
                     {"weight", CellKind::decimal, {}, false, {}},
                     {"score", CellKind::decimal, {}, false, {}}};
  return request;
}

SnapshotHeader header_of(int cycle, const Currency& currency) {
  const Day first{std::chrono::year{2025 + cycle} / std::chrono::January / 1};
  const Day end{std::chrono::year{2026 + cycle} / std::chrono::January / 1};
  SnapshotHeader header;
  header.name = {"renewal", "customers", std::to_string(2025 + cycle)};
  header.interval = {first, end};
  header.money_window = {first, end};
  header.opens = Instant{first};
  header.closes = Instant{end};
  header.as_of = Instant{end};
  header.metric = {"amount", 1, "", currency, "amount"};
  header.instrument.change = "same";
  header.states = {
      {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
  header.base.currency = currency;
  header.money_of_nobody.currency = currency;
  return header;
}

/// For each code of a dictionary column, its place in `words` (which grows when `grow`).
std::vector<uint16_t> places_in(const Column& column, std::vector<std::string>& words, bool grow) {
  std::vector<uint16_t> places;
  for (const std::string& word : column.words) {
    auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end() && grow) found = words.insert(words.end(), word);
    places.push_back(static_cast<uint16_t>(found - words.begin()));
  }
  return places;
}

Snapshot snapshot_of(const SourceTable& source, SnapshotHeader header) {
  std::vector<uint32_t> order(source.subjects.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return source.subjects[a] < source.subjects[b]; });
  const std::vector<Column>& columns = source.table.columns;
  std::vector<std::string> state_words{"committed", "uncertain", "leaving"};
  std::vector<std::string> segment_words = columns[2].words;
  std::sort(segment_words.begin(), segment_words.end());
  const std::vector<uint16_t> states = places_in(columns[0], state_words, false);
  const std::vector<uint16_t> segments = places_in(columns[2], segment_words, false);
  header.segments.dimensions = {"segment"};
  for (const std::string& word : segment_words) header.segments.tuples.push_back({word});
  header.members = order.size();
  Snapshot snapshot;
  snapshot.scores = {{"weight", {}}, {"score", {}}};
  for (const uint32_t row : order) {
    snapshot.subjects.push_back(source.subjects[row]);
    snapshot.state.push_back(static_cast<uint8_t>(states[columns[0].codes[row]]));
    snapshot.segment.push_back(segments[columns[2].codes[row]]);
    snapshot.money.push_back(columns[1].int64s[row]);
    header.base.minor += columns[1].int64s[row];
    for (size_t score = 0; score < 2; ++score) {
      const Column& column = columns[3 + score];
      const double none = std::numeric_limits<double>::quiet_NaN();
      snapshot.scores[score].values.push_back(column.is_missing(row) ? none : column.float64s[row]);
    }
  }
  snapshot.disposition.assign(order.size(), 0);
  snapshot.activity.assign(order.size(), kActive);
  snapshot.header = std::move(header);
  return snapshot;
}

void ingest(const std::string& folder, Store& store, int cycle) {
  const Currency currency = Currency::from_code("JPY").value();
  const std::vector<std::filesystem::path> files{fmt::format("{}/cycle_{}.csv", folder, cycle)};
  Diagnostics diagnostics;
  const bench::Stopwatch reading;
  const SourceTable source = read_source(SourceFormat{}, request_of(currency), files, &store.subjects(), diagnostics);
  if (diagnostics.has_errors()) throw Error(ErrorCode::invalid_input, render(diagnostics));
  fmt::print(stderr, "read {} wall {:.3f} cpu {:.3f}\n", cycle, reading.wall(), reading.cpu());
  const bench::Stopwatch sorting;
  const Snapshot snapshot = snapshot_of(source, header_of(cycle, currency));
  fmt::print(stderr, "sort {} wall {:.3f} cpu {:.3f}\n", cycle, sorting.wall(), sorting.cpu());
  const bench::Stopwatch keeping;
  LogEntry closed;
  closed.name = snapshot.header.name;
  closed.planned.name = closed.name;
  closed.event = LogEvent::closed;
  store.put_snapshot(snapshot, closed, {});
  fmt::print(stderr, "keep {} wall {:.3f} cpu {:.3f}\n", cycle, keeping.wall(), keeping.cpu());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    fmt::print(stderr, "usage: vk_bench_ingest FOLDER STORE CYCLES\n");
    return 2;
  }
  try {
    const std::string first = std::string{arguments[1]} + "/cycle_0.csv";
    const uint64_t expected = std::filesystem::file_size(first) / 40;
    Store store = Store::open(arguments[2], StoreMode::read_write, expected);
    for (int cycle = 0; cycle < std::atoi(arguments[3]); ++cycle) ingest(arguments[1], store, cycle);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
