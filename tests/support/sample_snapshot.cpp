#include "tests/support/sample_snapshot.hpp"

#include <chrono>

namespace vk::test {

uint64_t Dice::next() {
  state_ += 0x9E3779B97F4A7C15U;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

SnapshotHeader sample_header(int year) {
  using std::chrono::January;
  const Day first{std::chrono::year{year} / January / 1};
  const Day end{std::chrono::year{year + 1} / January / 1};
  const Currency euro = Currency::from_code("EUR").value();
  SnapshotHeader header;
  header.name = {"renewal", "customers", std::to_string(year)};
  header.interval = {first, end};
  header.money_window = {first, end};
  header.opens = Instant{end} - std::chrono::days{30};
  header.closes = Instant{end};
  header.as_of = Instant{end} + std::chrono::hours{9};
  header.calendar_hash = "ca1e";
  header.population_hash = "b0b0";
  header.metric = {"annual_purchases", 1, "feed", euro, "sum of amount over the cycle"};
  header.instrument = {"loyalty", 1, "c0de", "same", {}, ""};
  header.plugin = {"survey_state", "1.0.0", "5a5a"};
  header.states = {
      {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
  header.segments = {{"size"}, {{"large"}, {"small"}}};
  header.money_of_nobody = {0, euro};
  header.base = {0, euro};
  return header;
}

Snapshot snapshot_of(SnapshotHeader header, const std::vector<Row>& rows) {
  Snapshot snapshot;
  snapshot.header = std::move(header);
  snapshot.header.members = rows.size();
  for (const Row& row : rows) {
    snapshot.subjects.push_back(row.subject);
    snapshot.state.push_back(row.state);
    snapshot.disposition.push_back(static_cast<uint8_t>(Disposition::complete));
    snapshot.segment.push_back(row.segment);
    snapshot.money.push_back(row.money);
    snapshot.activity.push_back(row.activity);
    snapshot.header.base.minor += row.money;
  }
  return snapshot;
}

LogEntry closed_entry(const SnapshotHeader& header) {
  LogEntry entry;
  entry.name = header.name;
  entry.event = LogEvent::closed;
  entry.as_of = header.as_of;
  entry.planned.name = header.name;
  entry.planned.interval = header.interval;
  return entry;
}

}  // namespace vk::test
