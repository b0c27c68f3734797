#include "core/table/csv_writer.hpp"

#include <catch2/catch.hpp>

#include <array>

using vk::CsvCell;

namespace {

std::string written(vk::CsvDialect dialect, std::initializer_list<CsvCell> cells) {
  vk::CsvWriter writer(dialect);
  const std::vector<CsvCell> row(cells);
  writer.row(row);
  return writer.text();
}

}  // namespace

TEST_CASE("csv writer: cells are quoted where a reader needs it") {
  using namespace std::string_view_literals;
  CHECK(written(vk::CsvDialect::iso, {"plain"sv, "a,b"sv, "say \"hi\""sv, "two\nlines"sv, ""sv, CsvCell{}, " x"sv}) ==
        "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"\",,\" x\"\n");
}

TEST_CASE("csv writer: what a spreadsheet would run is made text, numbers stay numbers") {
  using namespace std::string_view_literals;
  CHECK(written(vk::CsvDialect::iso, {"=1+1"sv, "@x"sv, "+358 40"sv, "-x"sv, "-3.5"sv, "+7"sv, "-"sv, int64_t{-3}}) ==
        "'=1+1,'@x,'+358 40,'-x,-3.5,+7,'-,-3\n");
}

TEST_CASE("csv writer: amounts are plain and follow the dialect") {
  const vk::Money amount{-123450, *vk::Currency::from_code("EUR")};
  CHECK(written(vk::CsvDialect::iso, {amount, int64_t{7}}) == "-1234.50,7\n");
  CHECK(written(vk::CsvDialect::excel_eu, {amount, std::string_view{"a;b"}}) == "\xEF\xBB\xBF-1234,50;\"a;b\"\r\n");
}
