#include "tests/support/spread_snapshot.hpp"

#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/sample_snapshot.hpp"

namespace vk::test {
namespace {

constexpr uint32_t kSlots = 700;

std::vector<Row> spread_rows(Dice& dice, uint32_t buckets) {
  std::vector<Row> rows;
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    if (bucket % 3 == 1) continue;
    for (uint32_t slot = 0; slot < kSlots; ++slot) {
      if (dice.roll(5) == 0) continue;
      Row row;
      row.subject = subject_number(bucket, slot);
      row.segment = static_cast<uint16_t>(dice.roll(2));
      row.state = dice.roll(3) == 0 ? static_cast<uint8_t>(dice.roll(3)) : kUnmeasured;
      row.money = static_cast<int64_t>(dice.roll(dice.roll(400) == 0 ? 90'000'000 : 9'000));
      if (dice.roll(50) == 0) row.money = -row.money;
      if (dice.roll(8) == 0) {
        row.money = 0;
        row.activity = dice.roll(2) == 0 ? uint8_t{0} : kActiveBefore;
      }
      rows.push_back(row);
    }
  }
  return rows;
}

/// Every segment in two regions; nobody in the first of all is in the frame of an odd year.
void add_regions(Snapshot& snapshot, int year) {
  SegmentScheme scheme{{"size", "region"}, {}};
  for (const std::vector<std::string>& size : snapshot.header.segments.tuples) {
    for (const char* region : {"north", "south"}) scheme.tuples.push_back({size.front(), region});
  }
  const uint16_t missing = year % 2 == 0 ? 0 : 1;
  if (missing > 0) scheme.tuples.erase(scheme.tuples.begin());
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const auto region = static_cast<uint16_t>(ordinal_of(snapshot.subjects[i]) % 2);
    const auto code = static_cast<uint16_t>(2 * snapshot.segment[i] + region);
    snapshot.segment[i] = code < missing ? uint16_t{0} : static_cast<uint16_t>(code - missing);
  }
  snapshot.header.segments = std::move(scheme);
}

}  // namespace

void add_currencies(Snapshot& snapshot, int year) {
  const Currency euro = snapshot.header.metric.currency;
  const Currency dollar = Currency::from_code("USD").value();
  const DecimalRatio rate{year % 2 == 0 ? 8 : 9, 10};
  RateTable rates(euro);
  rates.set(dollar, rate);
  LocalMoney euros{euro, {}};
  LocalMoney dollars{dollar, {}};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    dollars.values.push_back(i % 2 == 0 ? snapshot.money[i] / 3 : 0);
    euros.values.push_back(snapshot.money[i] - rates.convert({dollars.values.back(), dollar}).minor);
  }
  snapshot.local = {std::move(euros), std::move(dollars)};
  snapshot.real = snapshot.local;
  for (LocalMoney& real : snapshot.real) {
    for (int64_t& amount : real.values) amount -= amount / 11;
  }
  snapshot.header.rates = {{dollar, rate}};
  snapshot.header.prices = PriceBasis{"cpi", "2025"};
}

Snapshot spread_snapshot(uint64_t seed, int year, uint32_t buckets, const SpreadShape& shape) {
  Dice dice(seed);
  SnapshotHeader header = sample_header(year);
  if (shape.sampled) header.sample = SampleDesign{};
  Snapshot snapshot = snapshot_of(std::move(header), spread_rows(dice, buckets));
  std::vector<double> scores;
  FlagColumn flag{"would_call", {}};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const bool silent = snapshot.state[i] == kUnmeasured;
    const uint64_t kind = dice.roll(30);
    if (silent)
      snapshot.disposition[i] = static_cast<uint8_t>(kind == 0 ? Disposition::not_eligible : Disposition::non_contact);
    scores.push_back(silent ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(dice.roll(110)) / 10);
    flag.values.push_back(silent ? uint8_t{255} : static_cast<uint8_t>(dice.roll(2)));
    if (shape.sampled) snapshot.money_class.push_back(static_cast<uint8_t>(dice.roll(6)));
  }
  snapshot.scores = {{"stay", PackedDoubles(std::span<const double>(scores))}};
  snapshot.flags = {std::move(flag)};
  if (shape.currencies) add_currencies(snapshot, year);
  if (shape.regions) add_regions(snapshot, year);
  return snapshot;
}

}  // namespace vk::test
