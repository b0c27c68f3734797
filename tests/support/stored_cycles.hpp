#pragma once
#include <cstdint>

#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/spread_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

namespace vk::test {

/// Two cycles, in memory and in a store of several buckets.
struct StoredCycles {
  /// As many as make a store of some buckets.
  static constexpr uint64_t kExpectedSubjects = 4'000'000;

  TempFolder folder;
  Store store = Store::open(folder.path() / "slices.store", StoreMode::read_write, kExpectedSubjects);
  uint32_t buckets = store.subjects().buckets();
  Snapshot earlier;
  Snapshot later;
  int64_t earlier_id = 0;
  int64_t later_id = 0;

  explicit StoredCycles(uint64_t seed, const SpreadShape& shape = {})
      : earlier(spread_snapshot(seed, 2025, buckets, shape)),
        later(spread_snapshot(seed + 1, 2026, buckets, shape)),
        earlier_id(store.put_snapshot(earlier, closed_entry(earlier.header), {})),
        later_id(store.put_snapshot(later, closed_entry(later.header), {})) {}
};

}  // namespace vk::test
