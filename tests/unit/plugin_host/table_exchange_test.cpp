#include "core/plugin_host/table_exchange.hpp"

#include <catch2/catch.hpp>

#include "core/plugin_host/option_place.hpp"

namespace {

using namespace vk;

Table mixed_table() {
  Column number;
  number.name = "n";
  number.int64s = {1, 2, 3, 4, 5};
  number.missing = {0, 1, 0, 0, 1};
  Column text;
  text.name = "t";
  text.type = ColumnType::text;
  text.text_bytes = "aäbc";
  text.text_ends = {1, 3, 3, 4, 5};
  Column word;
  word.name = "w";
  word.type = ColumnType::dictionary;
  word.words = {"no", "yes", "unused"};
  word.codes = {0, 1, 1, 0, 0};
  word.missing = {0, 0, 0, 1, 0};
  Column flag;
  flag.name = "f";
  flag.type = ColumnType::uint8;
  flag.uint8s = {0, 1, 255, 3, 4};
  Column real;
  real.name = "r";
  real.type = ColumnType::float64;
  real.float64s = {0.5, -1, 2, 3, 4};
  return {{number, text, word, flag, real}, 5};
}

}  // namespace

TEST_CASE("table exchange: what goes out comes back, in batches of any size") {
  const Table table = mixed_table();
  for (size_t rows : {size_t{1}, size_t{2}, size_t{3}, size_t{5}, size_t{100}}) {
    INFO("batches of " << rows);
    ArrowArrayStream stream{};
    export_table(table, &stream, rows);
    Table back = import_table(&stream);
    CHECK(stream.release == nullptr);
    REQUIRE(back.rows == 5);
    for (size_t row = 0; row < 5; ++row) {
      CHECK(back.find("t")->text_at(row) == table.find("t")->text_at(row));
      CHECK(back.find("w")->is_missing(row) == table.find("w")->is_missing(row));
      if (row != 3) CHECK(back.find("w")->text_at(row) == table.find("w")->text_at(row));
      CHECK(back.find("n")->is_missing(row) == table.find("n")->is_missing(row));
    }
    CHECK(back.find("n")->int64s == table.find("n")->int64s);
    CHECK(back.find("f")->uint8s == table.find("f")->uint8s);
    CHECK(back.find("r")->float64s == table.find("r")->float64s);
  }
}

TEST_CASE("table exchange: a table without rows keeps its columns") {
  Table table = mixed_table();
  for (Column& column : table.columns) {
    column = Column{column.name, column.type, {}, {}, {}, {}, {}, {}, {}, {}};
  }
  table.rows = 0;
  ArrowArrayStream stream{};
  export_table(table, &stream);
  Table back = import_table(&stream);
  CHECK(back.rows == 0);
  CHECK(back.columns.size() == 5);
  CHECK(back.find("w")->type == ColumnType::dictionary);
}

TEST_CASE("option place: list items, fields and columns of a text are found in the calendar") {
  Diagnostics diagnostics;
  ConfigDocument document = parse_config(
      "rule = [\n  { state = \"a\", when = \"q1 > 1\" },\n  { state = \"ä\", when = \"x \\\"y\\\" zz\" },\n]\n",
      "c.toml", diagnostics);
  REQUIRE(diagnostics.empty());
  auto place = [&](const char* subject) {
    SourcePosition at = option_place(subject, document.root, document.text);
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  CHECK(place("rule") == "1:1");
  CHECK(place("rule[0].when") == "2:25");
  CHECK(place("rule[0].when:4") == "2:29");
  CHECK(place("rule[1].when:7") == "3:34");
  CHECK(place("rule[1].when:8") == "3:35");
  CHECK(place("rule[9].when:2") == "1:8");
}
