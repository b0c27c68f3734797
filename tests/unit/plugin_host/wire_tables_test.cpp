#include <catch2/catch.hpp>

#include <fcntl.h>

#include "core/base/error.hpp"
#include "core/plugin_host/wire_tables.hpp"

namespace {

using namespace vk;

constexpr uint64_t kPlenty = uint64_t{1} << 30U;

Column column(std::string name, ColumnType type) {
  Column made;
  made.name = std::move(name);
  made.type = type;
  return made;
}

/// Three rows of every kind of column; one value of each nullable one is missing.
Table every_kind() {
  Table table;
  table.rows = 3;
  Column whole = column("whole", ColumnType::int64);
  whole.int64s = {-1, 0, INT64_MAX};
  Column real = column("real", ColumnType::float64);
  real.float64s = {0.5, -0.0, 1e300};
  real.missing = {0, 1, 0};
  Column small = column("small", ColumnType::uint8);
  small.uint8s = {0, 7, 255};
  Column text = column("text", ColumnType::text);
  text.text_bytes = "onethree";
  text.text_ends = {3, 3, 8};
  text.missing = {0, 1, 0};
  Column words = column("words", ColumnType::dictionary);
  words.codes = {1, 0, 1};
  words.words = {"yes", "no"};
  table.columns = {whole, real, small, text, words};
  return table;
}

void check_equal(const Table& a, const Table& b) {
  REQUIRE(a.columns.size() == b.columns.size());
  CHECK(a.rows == b.rows);
  for (size_t at = 0; at < a.columns.size(); ++at) {
    const Column& one = a.columns[at];
    const Column& other = b.columns[at];
    INFO(one.name);
    CHECK(one.name == other.name);
    CHECK(one.type == other.type);
    CHECK(one.missing == other.missing);
    CHECK(one.int64s == other.int64s);
    CHECK(one.float64s == other.float64s);
    CHECK(one.uint8s == other.uint8s);
    CHECK(one.text_ends == other.text_ends);
    CHECK(one.text_bytes == other.text_bytes);
    CHECK(one.codes == other.codes);
    CHECK(one.words == other.words);
  }
}

/// The bytes a table is handed over as.
std::vector<std::byte> wired(const Table& table) {
  WireMemory memory;
  WireWriter writer(memory);
  write_table(writer, table);
  WireCopy copy;
  const auto bytes = copy.take(memory.descriptor(), writer.finish(), kPlenty);
  return {bytes.begin(), bytes.end()};
}

Table unwired(std::span<const std::byte> bytes) {
  WireReader reader(bytes);
  Table table = read_table(reader);
  reader.finish();
  return table;
}

}  // namespace

TEST_CASE("wire tables: every kind of column comes back as it went, missing values too") {
  check_equal(unwired(wired(every_kind())), every_kind());
  check_equal(unwired(wired(Table{})), Table{});
}

TEST_CASE("wire tables: whole numbers come back whatever their size") {
  for (const int64_t far : {int64_t{0}, int64_t{255}, int64_t{256}, int64_t{-1}, int64_t{65535}, int64_t{65536},
                            int64_t{0xFFFFFFFF}, int64_t{0x100000000}, INT64_MIN, INT64_MAX}) {
    INFO(far);
    Table table;
    table.rows = 2;
    table.columns = {column("whole", ColumnType::int64)};
    table.columns[0].int64s = {7, far};
    check_equal(unwired(wired(table)), table);
  }
  for (const size_t words : {size_t{1}, size_t{256}, size_t{257}, size_t{65536}, size_t{65537}}) {
    INFO(words);
    Table table;
    table.rows = 1;
    table.columns = {column("words", ColumnType::dictionary)};
    table.columns[0].codes = {static_cast<uint32_t>(words - 1)};
    for (size_t word = 0; word < words; ++word) table.columns[0].words.push_back(std::to_string(word));
    check_equal(unwired(wired(table)), table);
  }
}

TEST_CASE("wire tables: narrow numbers that grow beyond the reader's limit are refused") {
  Table table;
  table.rows = 1000;
  table.columns = {column("whole", ColumnType::int64)};
  table.columns[0].int64s.assign(table.rows, 7);
  const std::vector<std::byte> bytes = wired(table);
  REQUIRE(bytes.size() < 2000);
  WireReader wide(bytes, 8000);
  check_equal(read_table(wide), table);
  WireReader narrow(bytes, 7999);
  CHECK_THROWS_AS(read_table(narrow), Error);
}

TEST_CASE("wire tables: words that many runs share are handed over with the first and known in the others") {
  Table table = every_kind();
  const NamedTable named{"answers", &table};
  HandedWords here;
  HandedWords there;
  std::vector<uint64_t> sizes;
  const auto hand_over = [&] {
    WireMemory memory;
    WireWriter writer(memory);
    write_run(writer, PluginContext{}, std::span(&named, 1), here);
    sizes.push_back(writer.finish());
    WireCopy copy;
    WireReader reader(copy.take(memory.descriptor(), sizes.back(), kPlenty));
    return read_run(reader, there);
  };
  check_equal(hand_over().tables.at(0), table);
  check_equal(hand_over().tables.at(0), table);
  CHECK(sizes[1] < sizes[0]);
  table.columns[4].words = {"ja", "nein"};
  check_equal(hand_over().tables.at(0), table);
  CHECK(sizes[2] > sizes[1]);
  table.columns[4].words.push_back("weiss nicht");
  table.columns[4].codes = {2, 0, 1};
  check_equal(hand_over().tables.at(0), table);
}

TEST_CASE("wire tables: a table that ends early is refused wherever it ends") {
  const std::vector<std::byte> whole = wired(every_kind());
  for (size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK_THROWS_AS(unwired(std::span(whole).first(size)), Error);
  }
}

TEST_CASE("wire tables: a table changed in one byte is read or refused, and never trusted") {
  const std::vector<std::byte> whole = wired(every_kind());
  size_t refused = 0;
  for (size_t at = 0; at < whole.size(); ++at) {
    std::vector<std::byte> changed = whole;
    changed[at] ^= std::byte{0xFF};
    try {
      const Table table = unwired(changed);
      for (const Column& each : table.columns) {
        for (size_t row = 0; row < table.rows; ++row)
          static_cast<void>(each.is_missing(row) || !each.text_at(row).empty());
      }
    } catch (const Error& problem) {
      CHECK(problem.code() == ErrorCode::plugin_failed);
      ++refused;
    }
  }
  CHECK(refused > whole.size() / 4);
}

TEST_CASE("wire tables: a word code beyond the words is refused with its row") {
  Table table = every_kind();
  table.columns[4].codes[2] = 2;
  CHECK_THROWS_WITH(unwired(wired(table)), "column \"words\" has dictionary code 2 of 2 words at row 2");
}

TEST_CASE("wire tables: columns of other lengths than the table are refused by name") {
  Table table = every_kind();
  table.columns[2].uint8s.pop_back();
  CHECK_THROWS_WITH(unwired(wired(table)), "column \"small\" has 2 rows instead of 3");
}

TEST_CASE("wire memory: what is no memory, is too large or holds less than was said is refused") {
  WireCopy copy;
  const Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  REQUIRE(null.is_open());
  CHECK_THROWS_WITH(copy.take(null, 0, kPlenty), "handed over something that is no memory");
  CHECK_THROWS_WITH(copy.take(Descriptor{}, 0, kPlenty), "handed over something that is no memory");
  WireMemory memory;
  WireWriter writer(memory);
  writer.bytes(std::string(4096, 'x').data(), 4096);
  const uint64_t size = writer.finish();
  REQUIRE(size == 4096);
  CHECK_THROWS_AS(copy.take(memory.descriptor(), size, size - 1), Error);
  CHECK_THROWS_WITH(copy.take(memory.descriptor(), size + 1, kPlenty), "handed over less memory than it said");
  CHECK(copy.take(memory.descriptor(), size, size).size() == size);
}

TEST_CASE("wire memory: it is written anew, and the copy taken before stays as it was") {
  WireMemory memory;
  WireWriter first(memory);
  first.text("a longer text");
  WireCopy before;
  WireReader kept(before.take(memory.descriptor(), first.finish(), kPlenty));
  WireWriter second(memory);
  second.text("short");
  WireCopy after;
  WireReader renewed(after.take(memory.descriptor(), second.finish(), kPlenty));
  CHECK(kept.text() == "a longer text");
  CHECK(renewed.text() == "short");
  renewed.finish();
}
