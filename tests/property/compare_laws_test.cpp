#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "core/compare/cell_counter.hpp"
#include "core/compare/compare.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

uint64_t seed() {
  const char* given = std::getenv("VK_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 8000;
}

/// How one random snapshot is drawn.
struct Shape {
  uint64_t presence = 90;  ///< percent of the subjects
  uint64_t most = 100000;  ///< largest amount
  bool negative = false;
  bool gap = false;  ///< thousands of slots without anybody
};

std::vector<test::Row> draw(test::Dice& dice, uint32_t buckets, const Shape& shape) {
  std::vector<test::Row> rows;
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    const auto slots = static_cast<uint32_t>(dice.roll(4000));
    for (uint32_t slot = 0; slot < slots; ++slot) {
      if (dice.roll(100) >= shape.presence || (shape.gap && slot > 500 && slot < 3100)) continue;
      test::Row row;
      row.subject = subject_number(bucket, slot);
      row.state = dice.roll(10) == 0 ? kUnmeasured : static_cast<uint8_t>(dice.roll(3));
      row.segment = static_cast<uint16_t>(dice.roll(2));
      row.activity = static_cast<uint8_t>(dice.roll(4));
      if ((row.activity & kActive) != 0) row.money = static_cast<int64_t>(dice.roll(shape.most + 1));
      if (shape.negative && dice.roll(5) == 0) row.money = -row.money;
      rows.push_back(row);
    }
  }
  return rows;
}

/// The same figures subject by subject, from the definitions and nothing else.
MoneyBridge naive_bridge(const std::vector<test::Row>& before, const std::vector<test::Row>& after) {
  std::map<SubjectNumber, std::pair<const test::Row*, const test::Row*>> subjects;
  for (const test::Row& row : before) subjects[row.subject].first = &row;
  for (const test::Row& row : after) subjects[row.subject].second = &row;
  MoneyBridge bridge;
  for (const auto& [subject, rows] : subjects) {
    const bool was = rows.first != nullptr && (rows.first->activity & kActive) != 0;
    const bool is = rows.second != nullptr && (rows.second->activity & kActive) != 0;
    const int64_t a = was ? rows.first->money : 0;
    const int64_t b = is ? rows.second->money : 0;
    bridge.opening += a;
    bridge.closing += b;
    bridge.subjects_opening += was ? 1 : 0;
    bridge.subjects_closing += is ? 1 : 0;
    if (was && is) {
      (b > a ? bridge.expansion : bridge.contraction) += b > a ? b - a : a - b;
      ++(b > a ? bridge.subjects_expanded : b < a ? bridge.subjects_contracted : bridge.subjects_flat);
    } else if (was) {
      bridge.churn += a;
      ++bridge.subjects_churned;
    } else if (is && (rows.second->activity & kActiveBefore) != 0) {
      bridge.reactivation += b;
      ++bridge.subjects_reactivated;
    } else if (is) {
      bridge.added_new += b;
      ++bridge.subjects_new;
    }
  }
  return bridge;
}

void check_twins(SnapshotReader& a, SnapshotReader& b, const Comparison& comparison) {
  const CellLayout layout(a.header(), b.header(), comparison.verdict);
  PlainCounter plain(layout);
  for (uint32_t bucket = 0; bucket < a.buckets(); ++bucket) plain.add(a.bucket(bucket), b.bucket(bucket));
  REQUIRE(plain.sums().size() == comparison.cells.size());
  size_t next = 0;
  for (const auto& [key, sums] : plain.sums()) {
    const Cell& cell = comparison.cells[next++];
    CHECK((key == CellKey{cell.segment, cell.from, cell.to, cell.movement}));
    CHECK(sums.subjects == cell.subjects);
    CHECK((sums.money_from == cell.money_from && sums.money_to == cell.money_to && sums.gain == cell.gain));
    CHECK((sums.square_from == cell.square_from && sums.square_to == cell.square_to && sums.product == cell.product));
    CHECK(cell.expanded == (key.movement == Movement::kept ? sums.expanded : 0));
    CHECK(cell.contracted == (key.movement == Movement::kept ? sums.contracted : 0));
  }
}

}  // namespace

TEST_CASE("compare: random cycles keep every law and agree with counting one by one", "[property]") {
  CAPTURE(seed());
  test::Dice dice(seed());
  for (int round = 0; round < 24; ++round) {
    const test::TempFolder folder;
    Store store = Store::open(folder / "s.db", StoreMode::read_write, round % 2 == 0 ? 1000 : 200000);
    Shape shape;
    shape.presence = 5 + dice.roll(96);
    shape.most = uint64_t{1} << dice.roll(45);
    shape.negative = dice.roll(3) == 0;
    shape.gap = dice.roll(2) == 0;
    CAPTURE(round, shape.presence, shape.most, shape.negative, shape.gap);
    const uint32_t buckets = store.subjects().buckets();
    const std::vector<test::Row> before = draw(dice, buckets, shape);
    shape.presence = 5 + dice.roll(96);
    const std::vector<test::Row> after = draw(dice, buckets, shape);
    const Snapshot earlier = test::snapshot_of(test::sample_header(2025), before);
    const Snapshot later = test::snapshot_of(test::sample_header(2026), after);
    SnapshotReader a = store.read_columns(store.put_snapshot(earlier, test::closed_entry(earlier.header), {}));
    SnapshotReader b = store.read_columns(store.put_snapshot(later, test::closed_entry(later.header), {}));
    const Comparison comparison = compare(a, b);
    REQUIRE(comparison.bridge);
    CHECK(*comparison.bridge == naive_bridge(before, after));
    CHECK(broken_laws(comparison) == std::vector<std::string>{});
    check_twins(a, b, comparison);
  }
}
