#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/store/sqlite.hpp"
#include "core/store/store.hpp"
#include "core/table/subject_resolver.hpp"
#include "tests/support/push_keys.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

std::string key_number(int number) {
  return fmt::format("customer {}", number);
}

/// Keys [first, end) as a source brings them, after which their buckets rest; gives the members in order.
std::vector<test::Row> resolved(Store& store, int first, int end) {
  SubjectIndex& index = store.subjects();
  SubjectResolver resolver(index, true);
  std::vector<std::string> keys;
  for (int i = first; i < end; ++i) keys.push_back(key_number(i));
  test::push_keys(resolver, index, keys);
  std::vector<test::Row> rows;
  for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) {
    std::vector<uint32_t> ordinals = resolver.resolve(bucket);
    std::sort(ordinals.begin(), ordinals.end());
    for (const uint32_t ordinal : ordinals) {
      test::Row row;
      row.subject = subject_number(bucket, ordinal);
      row.money = 1;
      rows.push_back(row);
    }
  }
  return rows;
}

void keep(Store& store, int year, const std::vector<test::Row>& rows) {
  const Snapshot snapshot = test::snapshot_of(test::sample_header(year), rows);
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
}

/// The code of the error that `work` throws with its message.
template <typename Work>
std::string told_by(Work work) {
  try {
    work();
  } catch (const Error& e) {
    return fmt::format("{}: {}", to_string(e.code()), e.what());
  }
  return "none";
}

}  // namespace

TEST_CASE("store: keys that rested outside of memory are kept, cycle by cycle", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  {
    Store store = Store::open(path, StoreMode::read_write, 200'000);
    store.subjects().keep_in_memory(0);
    REQUIRE(store.subjects().buckets() > 1);
    keep(store, 2025, resolved(store, 0, 3000));
    keep(store, 2026, resolved(store, 1000, 5000));
  }
  {
    Store store = Store::open(path, StoreMode::read_write);
    store.subjects().keep_in_memory(0);
    REQUIRE(store.subjects().size() == 5000);
    keep(store, 2027, resolved(store, 4000, 6000));
  }
  Store store = Store::open(path, StoreMode::read_only);
  CHECK(store.verify() == std::vector<std::string>{});
  REQUIRE(store.subjects().size() == 6000);
  SubjectIndex expected(store.subjects().bucket_bits(), store.subjects().seed());
  for (int i = 0; i < 6000; ++i) REQUIRE(store.subjects().find(key_number(i)) == expected.add(key_number(i)));
}

TEST_CASE("store: a damaged dictionary is told when its keys are asked for", "[store]") {
  struct Damage {
    const char* sql;
    const char* told;
  };
  for (const Damage& damage :
       {Damage{"UPDATE subject_keys SET keys = zeroblob(length(keys))",
               "corrupt: subject keys of bucket 0 do not fit their checksum"},
        Damage{"UPDATE subject_keys SET first_ordinal = 7", "corrupt: subject keys of bucket 0 have a gap"},
        Damage{"UPDATE subject_keys SET bucket = 5000", "corrupt: subject keys of bucket 5000 are of no bucket"}}) {
    const test::TempFolder folder;
    const std::filesystem::path path = folder / "s.db";
    {
      Store store = Store::open(path, StoreMode::read_write);
      keep(store, 2025, resolved(store, 0, 10));
    }
    Database(path, FileAccess::write).execute(damage.sql);
    Store store = Store::open(path, StoreMode::read_only);
    CHECK(told_by([&] { store.subjects().find(key_number(3)); }) == damage.told);
  }
}

TEST_CASE("store: who reads while another run moves everybody to more buckets is told to start again", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  {
    Store store = Store::open(path, StoreMode::read_write, 10);
    keep(store, 2025, resolved(store, 0, 50'000));
  }
  Store reader = Store::open(path, StoreMode::read_only);
  REQUIRE(reader.subjects().size() == 50'000);
  REQUIRE(Store::open(path, StoreMode::read_write).subjects().buckets() == 2);
  CHECK(told_by([&] { reader.subjects().find(key_number(3)); }) ==
        fmt::format("conflict: another run has reorganised store {}: start again", path.string()));
}
