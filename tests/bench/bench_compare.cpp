// vk_bench_compare STORE EARLIER LATER REPEAT
// Compares two snapshots of a store again and again in one process. Canonical rows [segment, from, to, n, before,
// after, up, down] go to stdout, "compare I wall S cpu S" and "read I wall S cpu S" (the pure read of the same bytes)
// to stderr.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>

#include "core/base/error.hpp"
#include "core/compare/compare.hpp"
#include "core/store/store.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

/// The state's number as the peers write it: position in the scheme, absent = number of states.
int state_number(uint8_t state, size_t states) {
  return state >= kAbsent ? static_cast<int>(states) : state;
}

void print_rows(const Comparison& comparison) {
  struct Sums {
    uint64_t subjects = 0;
    int64_t before = 0;
    int64_t after = 0;
    int64_t up = 0;
    int64_t down = 0;
  };
  std::map<std::tuple<int64_t, int, int>, Sums> rows;
  for (const Cell& cell : comparison.cells) {
    const std::string& segment = comparison.segments.tuples.at(cell.segment).at(0);
    const size_t states = comparison.states.size();
    Sums& row = rows[{std::atoll(segment.c_str()), state_number(cell.from, states), state_number(cell.to, states)}];
    row.subjects += cell.subjects;
    row.before += cell.money_from;
    row.after += cell.money_to;
    row.up += cell.gain;
    row.down += cell.loss;
  }
  const char* between = "[";
  for (const auto& [key, row] : rows) {
    fmt::print("{}[{},{},{},{},{},{},{},{}]", between, std::get<0>(key), std::get<1>(key), std::get<2>(key),
               row.subjects, row.before, row.after, row.up, row.down);
    between = ",\n";
  }
  fmt::print("]\n");
}

SnapshotReader open_snapshot(Store& store, const char* text) {
  const std::optional<OccurrenceName> name = occurrence_name_from(text);
  if (!name) throw Error(ErrorCode::invalid_input, fmt::format("\"{}\" is no occurrence name", text));
  const std::optional<StoredSnapshot> found = store.find_snapshot(*name);
  if (!found) throw Error(ErrorCode::not_found, fmt::format("the store has no {}", text));
  return store.read_columns(found->id);
}

/// Reads and checks the chunks of both sides, and nothing more.
uint64_t read_only(SnapshotReader& earlier, SnapshotReader& later) {
  uint64_t slots = 0;
  for (uint32_t bucket = 0; bucket < earlier.buckets(); ++bucket) {
    slots += earlier.open_bucket(bucket);
    slots += later.open_bucket(bucket);
  }
  return slots;
}

int run(char** arguments) {
  Store store = Store::open(arguments[1], StoreMode::read_only);
  const int repeat = std::atoi(arguments[4]);
  for (int i = 0; i < repeat; ++i) {
    const bench::Stopwatch watch;
    SnapshotReader earlier = open_snapshot(store, arguments[2]);
    SnapshotReader later = open_snapshot(store, arguments[3]);
    const Comparison comparison = compare(earlier, later);
    fmt::print(stderr, "compare {} wall {:.6f} cpu {:.6f}\n", i, watch.wall(), watch.cpu());
    if (i == 0) print_rows(comparison);
    const bench::Stopwatch read_watch;
    const uint64_t slots = read_only(earlier, later);
    fmt::print(stderr, "read {} wall {:.6f} cpu {:.6f} slots {}\n", i, read_watch.wall(), read_watch.cpu(), slots);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "usage: vk_bench_compare STORE EARLIER LATER REPEAT\n");
    return 2;
  }
  try {
    return run(arguments);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
