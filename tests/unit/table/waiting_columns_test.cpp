#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/table/read_source.hpp"
#include "tests/support/table_reading.hpp"

using vk::CellKind;
using vk::Column;
using vk::SourceBatch;
using vk::SourceTable;

namespace {

/// Rows of all kinds of columns, with values missing now and then and in no order of their subjects.
std::string rows_of_all_kinds() {
  std::string bytes = "key,text,word,whole,near,number,money,day,flag\n";
  for (int row = 0; row < 3000; ++row) {
    const auto or_none = [&](int every, const std::string& text) { return row % every == 0 ? std::string{} : text; };
    bytes += "k" + std::to_string(row * 7919 % 1900);
    bytes += "," + or_none(11, "text " + std::to_string(row));
    bytes += "," + or_none(13, "w" + std::to_string(row % 400));
    bytes += "," + or_none(17, std::to_string(row * 3'000'000'000LL));
    bytes += "," + std::to_string(row % 100 == 99 ? row * 5'000'000'000LL : row);
    bytes += "," + or_none(19, std::to_string(row) + ".25");
    bytes += "," + std::to_string(row) + ".10";
    bytes += ",2026-0" + std::to_string(1 + row % 9) + "-11";
    bytes += row % 2 == 0 ? ",yes\n" : ",no\n";
  }
  return bytes;
}

SourceTable read(const std::filesystem::path& file, vk::SubjectIndex& index, uint64_t most_rows_in_memory) {
  vk::ReadRequest request;
  request.source = "data";
  using vk::test::column;
  request.columns = {column("text", CellKind::text),      column("word", CellKind::dictionary),
                     column("whole", CellKind::integer),  column("near", CellKind::integer),
                     column("number", CellKind::decimal), column("money", CellKind::money),
                     column("day", CellKind::day),        column("flag", CellKind::flag)};
  request.key = "key";
  request.add_subjects = true;
  request.most_rows_in_memory = most_rows_in_memory;
  vk::Diagnostics diagnostics;
  const std::vector<std::filesystem::path> files{file};
  SourceTable table = vk::read_source({}, request, files, &index, diagnostics);
  REQUIRE(render(diagnostics).empty());
  return table;
}

void check_same(const Column& one, const Column& other) {
  INFO(one.name);
  CHECK(one.type == other.type);
  CHECK(one.missing == other.missing);
  CHECK(one.int64s == other.int64s);
  CHECK(one.float64s == other.float64s);
  CHECK(one.uint8s == other.uint8s);
  CHECK(one.codes == other.codes);
  CHECK(one.words == other.words);
  CHECK(one.text_bytes == other.text_bytes);
  CHECK(one.text_ends == other.text_ends);
}

}  // namespace

TEST_CASE("waiting columns: what waited in a file is what was in memory, asked for twice and given back") {
  const vk::test::TempFolder folder;
  const std::filesystem::path file = folder.write("data.csv", rows_of_all_kinds());
  vk::SubjectIndex index(2, 7);
  vk::SubjectIndex same_index(2, 7);
  const vk::SourceView held = view_of(read(file, index, 3000));
  const vk::SourceView waiting = view_of(read(file, same_index, 2999));
  REQUIRE(waiting.buckets() == 4);
  for (size_t bucket = 0; bucket < 4; ++bucket) {
    for (const bool again : {false, true}) {
      const SourceBatch expected = held.batch(bucket);
      const SourceBatch found = waiting.batch(bucket);
      INFO("bucket " << bucket << (again ? " again" : ""));
      REQUIRE(expected.table.rows > 500);
      CHECK(found.subjects == expected.subjects);
      CHECK(std::vector(found.file_rows.begin(), found.file_rows.end()) ==
            std::vector(expected.file_rows.begin(), expected.file_rows.end()));
      REQUIRE(found.table.columns.size() == 8);
      for (size_t i = 0; i < 8; ++i) check_same(found.table.columns[i], expected.table.columns[i]);
    }
    waiting.source->release(bucket);
    const SourceBatch released = waiting.batch(bucket);
    CHECK(released.table.rows == 0);
    for (const Column& column : released.table.columns) CHECK(column.rows() == 0);
  }
}
