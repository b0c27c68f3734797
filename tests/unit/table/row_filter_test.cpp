#include "core/table/row_filter.hpp"

#include <catch2/catch.hpp>

#include "core/table/row_place.hpp"
#include "tests/support/row_conditions.hpp"
#include "tests/support/table_reading.hpp"

using namespace vk::test;
using vk::CellKind;
using vk::SourceFormat;
using Kinds = std::map<std::string, CellKind>;

namespace {

constexpr std::string_view kAnswers =
    "id,Status,form,q1,day\n"
    "1,IP Address,A,5,02.03.2026\n"
    "2,Survey Preview,A,x,03.03.2026\n"
    "3,IP Address,B,2,04.03.2026\n"
    "4,IP Address,,\"4,5\",05.03.2026\n"
    "5,Imported,A,,\n";

std::vector<int64_t> taken(const std::string& text, const Kinds& kinds = {}) {
  SourceFormat format;
  format.number.decimal = ',';
  format.date = "dd.mm.yyyy";
  format.rows = row_condition(text, kinds);
  const Reading reading = read_text(kAnswers, format, {column("id", CellKind::integer)});
  INFO(reading.rendered);
  CHECK_FALSE(reading.diagnostics.has_errors());
  CHECK(reading.source.rows + reading.source.rows_left_out == 5);
  if (reading.source.rows == 0) return {};
  // Rows that count, through the numbers that keep their places in the file.
  return reading.source.batch(0, std::vector<size_t>{0}).table.columns[0].int64s;
}

}  // namespace

TEST_CASE("row filter: equality, one of, not, missing, numbers and dates choose rows") {
  using Rows = std::vector<int64_t>;
  CHECK(taken("Status == \"IP Address\"") == Rows{1, 3, 4});
  CHECK(taken("Status != \"IP Address\"") == Rows{2, 5});
  CHECK(taken("form in (\"A\", \"B\")") == Rows{1, 2, 3, 5});
  CHECK(taken("form not in (\"A\")") == Rows{3});
  CHECK(taken("not (form in (\"A\"))") == Rows{3, 4});
  CHECK(taken("answered(form) and answered(q1)") == Rows{1, 2, 3});
  CHECK(taken("not answered(day)") == Rows{5});
  CHECK(taken("Status == \"IP Address\" and q1 > 2") == Rows{1, 4});
  CHECK(taken("Status == \"IP Address\" and q1 == 4.5") == Rows{4});
  CHECK(taken("id >= 3", {{"id", CellKind::integer}}) == Rows{3, 4, 5});
  CHECK(taken("day >= \"2026-03-04\"", {{"day", CellKind::day}}) == Rows{3, 4});
  CHECK(taken("day == \"2026-03-03\" or q1 == 2 and form == \"B\"", {{"day", CellKind::day}}) == Rows{2, 3});
  CHECK(taken("form == \"C\"").empty());
}

TEST_CASE("row filter: a flag column alone chooses the rows that say yes") {
  SourceFormat format;
  format.rows = row_condition("Finished", {{"Finished", CellKind::flag}});
  const Reading reading =
      read_text("id,Finished\n1,True\n2,False\n3,1\n4,\n", format, {column("id", CellKind::integer)});
  CHECK(reading.rendered.empty());
  CHECK(reading.source.batch(0, std::vector<size_t>{0}).table.columns[0].int64s == std::vector<int64_t>{1, 3});
  CHECK(reading.source.rows_left_out == 2);
}

TEST_CASE("row filter: a bad cell in a row that is left out is no error, in a row that counts it is") {
  SourceFormat format;
  format.number.decimal = ',';
  format.rows = row_condition("Status == \"IP Address\"");
  const Reading good = read_text(kAnswers, format, {column("q1", CellKind::decimal)});
  CHECK(good.rendered.empty());
  CHECK(good.source.rows == 3);
  CHECK(good.source.rows_left_out == 2);
  CHECK(good.source.provenance.at(0).rows_left_out == 2);
  CHECK(good.source.provenance.at(0).rows_where == "Status == \"IP Address\"");
  format.rows = row_condition("Status != \"Imported\"");
  const Reading bad = read_text(kAnswers, format, {column("q1", CellKind::decimal)});
  CHECK(bad.rendered ==
        "data.csv:3:20: error T008: \"x\" in column \"q1\" cannot be read\n"
        "  | 2,Survey Preview,A,x,03.03.2026\n"
        "  |                    ^\n"
        "  expected: a number such as 1234,5\n"
        "1 error, 0 warnings\n");
}

TEST_CASE("row filter: a cell is bad only where the condition depends on it") {
  SourceFormat format;
  format.number.decimal = ',';
  for (const char* decided : {"Status == \"IP Address\" and q1 > 2", "q1 > 2 and Status == \"IP Address\"",
                              "Status == \"Survey Preview\" or q1 > 2"}) {
    format.rows = row_condition(decided);
    CHECK(read_text(kAnswers, format, {column("id", CellKind::integer)}).rendered.empty());
  }
  format.rows = row_condition("q1 > 2 and form == \"A\"");
  CHECK(read_text(kAnswers, format, {column("id", CellKind::integer)}).rendered ==
        "data.csv:3:20: error T008: \"x\" in column \"q1\" cannot be read\n"
        "  | 2,Survey Preview,A,x,03.03.2026\n"
        "  |                    ^\n"
        "  expected: a number such as 1234,5, as `rows` of the source compares it\n"
        "1 error, 0 warnings\n");
  format.on_bad_row = vk::OnBadRow::skip;
  const Reading skipped = read_text(kAnswers, format, {column("id", CellKind::integer)});
  CHECK(skipped.diagnostics.error_count() == 0);
  CHECK(skipped.source.rows == 1);
  CHECK(skipped.source.rows_skipped == 1);
  CHECK(skipped.source.rows_left_out == 3);
}

TEST_CASE("row filter: a value that no row has is told where the calendar has it, and makes nothing wrong") {
  SourceFormat format;
  format.number.decimal = ',';
  format.rows = row_condition("Status in (\"IP address\", \"Imported\") or form == \"A\" or q1 == 7");
  const Reading reading = read_text(kAnswers, format, {column("id", CellKind::integer)});
  CHECK(reading.rendered ==
        "year.toml:9:20: warning T016: no row of source \"data\" has \"IP address\" in column \"Status\"\n"
        "  | rows = 'Status in (\"IP address\", \"Imported\") or form == \"A\" or q1 == 7'\n"
        "  |                    ^^^^^^^^^^^^\n"
        "  expected: what the column holds, such as \"IP Address\", \"Survey Preview\", \"Imported\"\n"
        "  hint: did you mean \"IP Address\"?\n"
        "year.toml:9:70: warning T016: no row of source \"data\" has 7 in column \"q1\"\n"
        "  | rows = 'Status in (\"IP address\", \"Imported\") or form == \"A\" or q1 == 7'\n"
        "  |                                                                      ^\n"
        "  expected: what the column holds, such as \"5\", \"x\", \"2\", \"4,5\"\n"
        "0 errors, 2 warnings\n");
  // Nothing was looked for in a file without rows.
  CHECK(read_text("id,Status,form,q1\n", format, {column("id", CellKind::integer)}).diagnostics.warning_count() == 1);
}

TEST_CASE("row filter: an unknown column is told where the condition names it") {
  SourceFormat format;
  format.rows = row_condition("Stauts == \"IP Address\"");
  CHECK(read_text(kAnswers, format, {column("id", CellKind::integer)}).rendered ==
        "year.toml:9:9: error T007: no column \"Stauts\" in data.csv\n"
        "  | rows = 'Stauts == \"IP Address\"'\n"
        "  |         ^^^^^^\n"
        "  expected: one of id, Status, form, q1, day\n"
        "  hint: did you mean \"Status\"?\n"
        "1 error, 0 warnings\n");
}

TEST_CASE("row filter: columns of fixed width and without a header are chosen by, too") {
  SourceFormat fixed;
  fixed.fixed = {{"id", 1, 2}, {"form", 3, 1}};
  fixed.header_rows = 0;
  fixed.rows = row_condition("form == \"B\"");
  CHECK(read_text("01A\n02B\n03B\n", fixed, {column("id", CellKind::integer)}).at("id").rows() == 2);
  SourceFormat bare;
  bare.header_rows = 0;
  bare.columns = {"id", "form"};
  bare.rows = row_condition("form == \"A\"");
  const Reading reading = read_text("1,A\n2,B\n", bare, {column("id", CellKind::integer)});
  CHECK(reading.source.rows == 1);
  CHECK(reading.source.rows_left_out == 1);
}

TEST_CASE("row filter: rows that count keep their lines, over blocks and files, and bad ones are not counted") {
  std::string bytes = "id,form\n";
  for (int i = 0; i < 4000; ++i) bytes += std::to_string(i) + (i % 3 == 0 ? ",A\n" : ",B\n");
  SourceFormat format;
  format.rows = row_condition("form == \"A\"");
  const TempFolder folder;
  const std::vector<std::filesystem::path> files{folder.write("1.csv", bytes), folder.write("2.csv", bytes)};
  vk::ReadRequest request;
  request.source = "data";
  request.columns = {column("id", CellKind::integer)};
  vk::Diagnostics diagnostics;
  vk::ReaderTuning tuning;
  tuning.block_bytes = 1024;
  const vk::SourceTable source = vk::read_source_tuned(format, request, {files, nullptr, tuning}, diagnostics);
  REQUIRE(diagnostics.empty());
  REQUIRE(source.rows == 2 * 1334);
  CHECK(source.rows_left_out == 2 * 2666);
  const vk::SourceBatch batch = source.batch(0, std::vector<size_t>{0});
  std::vector<vk::RowPlace> places;
  for (const size_t row : {size_t{1}, size_t{1333}, size_t{1334}, size_t{2667}})
    places.push_back(vk::place_of_row(source, batch.file_rows[row]));
  vk::find_lines(format, source, places);
  CHECK(places[0].line == 5);
  CHECK(places[1].line == 4001);
  CHECK(places[2].line == 2);
  CHECK(places[2].file == files[1].generic_string());
  CHECK(places[3].line == 4001);
}

TEST_CASE("row filter: {cycle} in a text is the cycle's label, and the ruler keeps the word") {
  const auto written = row_condition("wave == \"spring {cycle}\" and q1 > 1");
  const auto filled = vk::condition_in_cycle(written, "2026");
  CHECK(filled->tree.nodes[0].literals[0].text == "spring 2026");
  CHECK(filled->text == written->text);
  const auto plain = row_condition("wave == \"spring\"");
  CHECK(vk::condition_in_cycle(plain, "2026") == plain);
  CHECK(vk::condition_in_cycle(nullptr, "2026") == nullptr);
}

TEST_CASE("row condition: its text is one for all ways to write it, and reads back as itself") {
  const auto text = [](const std::string& written) { return vk::condition_text(vk::sdk::Condition::parse(written)); };
  struct Row {
    const char* written;
    const char* text;
  };
  for (const Row& row : {Row{"  a==1  and( b ==  'x' )", "a == 1 and b == \"x\""},
                         Row{"(a == 1 or b > 2) and c", "(a == 1 or b > 2) and c"},
                         Row{"a == 1 or (b > 2 and c)", "a == 1 or b > 2 and c"},
                         Row{"not(a==1 and b==2)", "not (a == 1 and b == 2)"}, Row{"not not a", "not not a"},
                         Row{"a not in(1,'b')", "a not in (1, \"b\")"}, Row{"not a not in (1)", "not a not in (1)"},
                         Row{"answered(`Q 1`)", "answered(`Q 1`)"}, Row{"`a` >= 1", "a >= 1"},
                         Row{"3 < `in`", "`in` > 3"}, Row{"a == \"say \\\"hi\\\"\"", "a == \"say \\\"hi\\\"\""},
                         Row{"(a and b) and c", "(a and b) and c"}, Row{"`1a` == 1", "`1a` == 1"}}) {
    INFO(row.written);
    CHECK(text(row.written) == row.text);
    CHECK(text(text(row.written)) == row.text);
  }
}
