#include <catch2/catch.hpp>

#include "core/base/hash.hpp"
#include "core/table/row_place.hpp"
#include "tests/support/table_reading.hpp"

using namespace vk::test;
using vk::CellKind;
using vk::SourceFormat;
using Texts = std::vector<std::string>;

TEST_CASE("csv reader: quoted delimiters, line breaks and doubled quotes stay inside the cell") {
  const Reading reading = read_text("id,note\n1,\"a,b\"\n2,\"two\r\nlines\"\n3,\"say \"\"hi\"\"\"\n4,5\" pipe\n", {},
                                    {column("id", CellKind::integer), column("note", CellKind::text)});
  CHECK(reading.rendered.empty());
  CHECK(reading.at("id").int64s == std::vector<int64_t>{1, 2, 3, 4});
  CHECK(reading.texts("note") == Texts{"a,b", "two\r\nlines", "say \"hi\"", "5\" pipe"});
}

TEST_CASE("csv reader: LF, CRLF, CR and mixed line ends read the same") {
  for (const char* bytes : {"a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\r\n1,x\r2,y",
                            "a,b\n\n1,x\r\n\r\n2,y\r\r"}) {
    const Reading reading = read_text(bytes, {}, {column("a", CellKind::integer), column("b", CellKind::dictionary)});
    CHECK(reading.rendered.empty());
    CHECK(reading.at("a").int64s == std::vector<int64_t>{1, 2});
    CHECK(reading.texts("b") == Texts{"x", "y"});
  }
}

TEST_CASE("csv reader: encodings give the same text") {
  const std::string utf8 = "nimi;summa\nJ\u00E4\u00E4\u20AC;1,50\n";
  const auto utf16 = [](bool little, bool mark) {
    std::string bytes;
    const auto unit = [&](unsigned value) {
      const char high = static_cast<char>(value >> 8U);
      const char low = static_cast<char>(value & 0xFFU);
      bytes += little ? low : high;
      bytes += little ? high : low;
    };
    if (mark) unit(0xFEFF);
    for (const char c : std::string{"nimi;summa\nJ"}) unit(static_cast<unsigned char>(c));
    for (const unsigned point : {0xE4U, 0xE4U, 0x20ACU}) unit(point);
    for (const char c : std::string{";1,50\n"}) unit(static_cast<unsigned char>(c));
    return bytes;
  };
  struct Row {
    std::string bytes;
    vk::Encoding declared;
  };
  for (const Row& row :
       {Row{utf8, vk::Encoding::utf8}, Row{"\xEF\xBB\xBF" + utf8, vk::Encoding::windows_1252},
        Row{utf16(true, true), vk::Encoding::utf8}, Row{utf16(false, true), vk::Encoding::utf8},
        Row{utf16(true, false), vk::Encoding::utf16le}, Row{utf16(false, false), vk::Encoding::utf16be},
        Row{utf16(true, false), vk::Encoding::utf16}, Row{utf16(false, false), vk::Encoding::utf16},
        Row{"nimi;summa\nJ\xE4\xE4\x80;1,50\n", vk::Encoding::windows_1252},
        Row{"nimi;summa\nJ\xE4\xE4\xA4;1,50\n", vk::Encoding::iso_8859_15}}) {
    SourceFormat format;
    format.encoding = row.declared;
    format.delimiter = ';';
    format.number.decimal = ',';
    const Reading reading =
        read_text(row.bytes, format, {column("nimi", CellKind::text), column("summa", CellKind::money)});
    INFO(vk::to_string(row.declared));
    CHECK(reading.rendered.empty());
    CHECK(reading.texts("nimi") == Texts{"J\u00E4\u00E4\u20AC"});
    CHECK(reading.at("summa").int64s == std::vector<int64_t>{150});
  }
}

TEST_CASE("csv reader: a byte outside the encoding is a bad cell with its place") {
  const Reading reading = read_text("id,name\n1,Anna\n2,J\xE4\xE4\n", {},
                                    {column("id", CellKind::integer), column("name", CellKind::text)});
  CHECK(reading.rendered ==
        "data.csv:3:3: error T010: \"J\uFFFD\uFFFD\" in column \"name\" has bytes that are not utf-8\n"
        "  | 2,J\uFFFD\uFFFD\n"
        "  |   ^^^\n"
        "  expected: a text\n"
        "  hint: set the encoding the file was written in, such as encoding = \"windows-1252\"\n"
        "1 error, 0 warnings\n");
  CHECK(reading.table.rows == 1);
}

TEST_CASE("csv reader: header rows are picked, joined and made unique") {
  const std::string bytes = "q,which,,which\n,red,blue,green\n1,2,3,4\n";
  SourceFormat format;
  format.header_rows = 2;
  format.header_row = 0;
  CHECK(read_text(bytes, format, {column("blue", CellKind::integer)}).at("blue").int64s == std::vector<int64_t>{3});
  CHECK(read_text(bytes, format, {column("which - green", CellKind::integer)}).rendered.empty());
  format.header_row = 1;
  CHECK(read_text(bytes, format, {column("which (2)", CellKind::integer)}).at("which (2)").int64s ==
        std::vector<int64_t>{4});
  format.header_row = 2;
  CHECK(read_text(bytes, format, {column("green", CellKind::integer)}).at("green").int64s == std::vector<int64_t>{4});
  format.header_row = 3;
  CHECK(read_text(bytes, format, {column("green", CellKind::integer)}).rendered ==
        "year.toml:7:3: error T015: source \"data\": header_row is 3, but header_rows is 2\n"
        "  expected: 1 to 2, or 0 for all of them joined\n"
        "1 error, 0 warnings\n");
}

TEST_CASE("csv reader: columns without a header are named by position") {
  SourceFormat format;
  format.header_rows = 0;
  format.delimiter = '\t';
  format.columns = {"customer", "", "day"};
  format.date = "m/d/yyyy";
  const Reading reading = read_text(
      "7\t1\t11/6/2009\tx\n8\t2\t2/29/2012\ty", format,
      {column("customer", CellKind::integer), column("day", CellKind::day), column("column4", CellKind::dictionary)});
  CHECK(reading.rendered.empty());
  CHECK(reading.at("customer").int64s == std::vector<int64_t>{7, 8});
  CHECK(reading.at("day").int64s == std::vector<int64_t>{14554, 15399});
  CHECK(reading.texts("column4") == Texts{"x", "y"});
}

TEST_CASE("csv reader: fixed columns count code points and may end early") {
  SourceFormat format;
  format.header_rows = 0;
  format.fixed = {{"name", 1, 4}, {"amount", 5, 6}, {"mark", 11, 1}};
  const Reading reading =
      read_text("\u00C4iti 12.00x\r\nIsa   3.5\r\n", format,
                {column("name", CellKind::text), column("amount", CellKind::money), column("mark", CellKind::text)});
  CHECK(reading.rendered.empty());
  CHECK(reading.texts("name") == Texts{"\u00C4iti", "Isa"});
  CHECK(reading.at("amount").int64s == std::vector<int64_t>{1200, 350});
  CHECK(reading.texts("mark") == Texts{"x", "<missing>"});
}

TEST_CASE("csv reader: runs of blanks part the cells when the delimiter is a blank") {
  SourceFormat format;
  format.header_rows = 0;
  format.delimiter = ' ';
  format.columns = {"id", "day", "pieces", "amount"};
  format.date = "yyyymmdd";
  const Reading reading =
      read_text(" 00001 19970101  1   11.77\r\n 00002 19970112  5  177.00 \r\n", format,
                {column("id", CellKind::dictionary), column("day", CellKind::day), column("amount", CellKind::money)});
  CHECK(reading.rendered.empty());
  CHECK(reading.texts("id") == Texts{"00001", "00002"});
  CHECK(reading.at("day").int64s == std::vector<int64_t>{9862, 9873});
  CHECK(reading.at("amount").int64s == std::vector<int64_t>{1177, 17700});
}

TEST_CASE("csv reader: empty and missing are told apart for text only") {
  SourceFormat format;
  format.missing = {"NA", "-9"};
  const Reading reading =
      read_text("t,d,n\n,,\n\"\",\"\",\"\"\n NA ,NA,-9\nx,y,3\n", format,
                {column("t", CellKind::text), column("d", CellKind::dictionary), column("n", CellKind::integer)});
  CHECK(reading.rendered.empty());
  // The first row has no cell with anything in it: a blank line of a spreadsheet.
  CHECK(reading.texts("t") == Texts{"", "<missing>", "x"});
  CHECK(reading.texts("d") == Texts{"", "<missing>", "y"});
  CHECK(reading.at("n").int64s == std::vector<int64_t>{0, 0, 3});
  CHECK(reading.at("n").missing == std::vector<uint8_t>{1, 1, 0});
}

TEST_CASE("csv reader: bad cells are listed with place, value and expectation") {
  SourceFormat format;
  format.date = "dd.mm.yyyy";
  const Reading reading = read_text(
      "id,amount,day\n1,12.345,01.02.2020\nx,1,31.02.2020\n\"a\nb\",2,01.03.2020\n,1\n", format,
      {column("id", CellKind::integer, true), column("amount", CellKind::money), column("day", CellKind::day)});
  CHECK(reading.rendered ==
        "data.csv:2:3: error T008: \"12.345\" in column \"amount\" has too many decimals\n"
        "  | 1,12.345,01.02.2020\n"
        "  |   ^^^^^^\n"
        "  expected: an amount in EUR such as 1234.55\n"
        "data.csv:3:1: error T008: \"x\" in column \"id\" cannot be read\n"
        "  | x,1,31.02.2020\n"
        "  | ^\n"
        "  expected: a whole number such as 1234\n"
        "data.csv:3:5: error T008: \"31.02.2020\" in column \"day\" cannot be read\n"
        "  | x,1,31.02.2020\n"
        "  |     ^^^^^^^^^^\n"
        "  expected: a day that exists, written as dd.mm.yyyy\n"
        "data.csv:4:1: error T008: \"\"a b\"\" in column \"id\" cannot be read\n"
        "  | \"a\n"
        "  | ^^\n"
        "  expected: a whole number such as 1234\n"
        "data.csv:6:1: error T011: the row has 2 cells, too few: 3 are expected\n"
        "  | ,1\n"
        "  | ^^\n"
        "  hint: mend the row, quote cells that hold the delimiter, or set on_bad_row = \"skip\"\n"
        "5 errors, 0 warnings\n");
  CHECK(reading.table.rows == 0);
}

TEST_CASE("csv reader: skipped rows are warnings, counted and leave no word behind") {
  SourceFormat format;
  format.on_bad_row = vk::OnBadRow::skip;
  const Reading reading = read_text("s,n\na,1\nb,x\nc,3\nb\nd,4,5\ne,6,,\n", format,
                                    {column("s", CellKind::dictionary), column("n", CellKind::integer)});
  CHECK(reading.diagnostics.error_count() == 0);
  CHECK(reading.diagnostics.warning_count() == 3);
  CHECK(reading.source.rows_skipped == 3);
  CHECK(reading.source.provenance.at(0).rows == 3);
  CHECK(reading.source.provenance.at(0).rows_skipped == 3);
  CHECK(reading.at("s").words == vk::WordList{"a", "c", "e"});
  CHECK(reading.at("n").int64s == std::vector<int64_t>{1, 3, 6});
}

TEST_CASE("csv reader: beyond the limit bad cells are counted only") {
  std::string bytes = "n\n";
  for (int i = 0; i < 60; ++i) bytes += "x\n";
  const Reading reading = read_text(bytes, {}, {column("n", CellKind::integer)});
  REQUIRE(reading.diagnostics.all().size() == 51);
  CHECK(reading.diagnostics.all().back().code == "T014");
  CHECK(reading.diagnostics.all().back().message == "... and 10 more bad cells or rows in source \"data\"");
}

TEST_CASE("csv reader: a wrong delimiter is told with the right one") {
  CHECK(read_text("id;amount\n1;2\n", {}, {column("id", CellKind::integer)}).rendered ==
        "data.csv:1:1: error T006: no column \"id\" when the header is cut at \",\": it reads \"id;amount\"\n"
        "  hint: set delimiter = \";\"\n"
        "1 error, 0 warnings\n");
}

TEST_CASE("csv reader: an unknown column is told where it is asked for") {
  CHECK(read_text("id,amount\n1,2\n", {}, {column("amuont", CellKind::money)})
            .rendered.find("error T007: no column \"amuont\" in ") != std::string::npos);
  CHECK(read_text("id,amount\n1,2\n", {}, {column("amuont", CellKind::money)})
            .rendered.find("  expected: one of id, amount\n  hint: did you mean \"amount\"?\n") != std::string::npos);
}

TEST_CASE("csv reader: files that are no table are told as one clear error") {
  const auto first_line = [](std::string_view bytes) {
    const std::string text = read_text(bytes, {}, {column("id", CellKind::integer)}).rendered;
    return text.substr(0, text.find('\n'));
  };
  using namespace std::string_view_literals;
  CHECK(first_line("") == "data.csv: error T002: the file is empty");
  CHECK(first_line("\n\r\n  \n") == "data.csv: error T002: the file is empty");
  CHECK(first_line("id,b\n") == "data.csv: warning T003: the file has no rows under its header");
  CHECK(first_line("id\n1\n\0\1\2"sv) ==
        "data.csv:3:1: error T004: data.csv is not a text file: it has a NUL byte here");
  CHECK(first_line("id\n1\n\"2\n3\n") == "data.csv:3:1: error T012: the quote that opens here is not closed");
  CHECK(first_line("id,b\n\"1\"x,2\n") ==
        "data.csv:2:1: error T013: \"\"1\"x\" in column \"id\" has text after its closing quote");
  CHECK(first_line("\x1f\x8b\x08\x00\x00garbage"sv).starts_with("data.csv: error T005: gzip data of "));
}

TEST_CASE("csv reader: what a file with NUL bytes seems to be is told by where they stand") {
  const auto hint = [](std::string_view bytes) {
    const std::string text = read_text(bytes, {}, {column("id", CellKind::integer)}).rendered;
    const size_t at = text.find("hint: ");
    return at == std::string::npos ? text : text.substr(at + 6, text.find('\n', at) - at - 6);
  };
  using namespace std::string_view_literals;
  CHECK(hint("i\0d\0\n\0001\0\n\0"sv) == "it looks like UTF-16; set encoding = \"utf-16\"");
  CHECK(hint("\x7f"
             "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\76\0\1\0\0\0"sv) ==
        "give the file as text: CSV, fixed columns, or either of them as .gz");
}

TEST_CASE("row places: lines are found again behind quoted breaks, blank rows and header rows") {
  using namespace vk;
  const TempFolder folder;
  SourceFormat format;
  format.skip_lines = 1;
  format.header_rows = 2;
  const std::string bytes = "title\nid,note\nID,NOTE\n1,\"a\nb\"\n\n,\n2,c\n3,d\n";
  const std::vector<std::filesystem::path> files{folder.write("data.csv", bytes)};
  ReadRequest request;
  request.columns = {column("id", CellKind::integer)};
  Diagnostics diagnostics;
  const SourceTable source = read_source(format, request, files, nullptr, diagnostics);
  REQUIRE(source.rows == 3);
  std::vector<RowPlace> places{place_of_row(source, 2), place_of_row(source, 0), place_of_row(source, 1)};
  CHECK(places[0].text() == "row 3");
  find_lines(format, source, places);
  CHECK(places[0].text() == "line 9");
  CHECK(places[1].line == 4);
  CHECK(places[2].line == 8);
}

TEST_CASE("csv reader: a missing file is an error and a folder is unreadable") {
  const TempFolder folder;
  vk::ReadRequest request;
  request.columns = {column("id", CellKind::integer)};
  const std::vector<std::filesystem::path> files{folder / "none.csv", folder.path()};
  vk::Diagnostics diagnostics;
  vk::read_source({}, request, files, nullptr, diagnostics);
  REQUIRE(diagnostics.error_count() == 2);
  CHECK(diagnostics.all()[0].code == "T001");
  CHECK(diagnostics.all()[0].message.ends_with("No such file or directory"));
  CHECK(diagnostics.all()[1].message.ends_with("Is a directory"));
}

TEST_CASE("csv reader: several files are one table with a provenance each") {
  const TempFolder folder;
  const std::vector<std::filesystem::path> files{folder.write("1.csv", "k,v\nb,1\na,2\n"),
                                                 folder.write("2.csv", "v,k\n3,b\n")};
  vk::ReadRequest request;
  request.source = "data";
  request.columns = {column("v", CellKind::integer)};
  request.key = "k";
  request.add_subjects = true;
  vk::SubjectIndex index(0, 1);
  vk::Diagnostics diagnostics;
  const vk::SourceTable source = vk::read_source({}, request, files, &index, diagnostics);
  CHECK(diagnostics.empty());
  const vk::SourceView view = vk::view_of(source);
  REQUIRE(view.buckets() == 1);
  CHECK(view.batch(0).table.columns.at(0).int64s == std::vector<int64_t>{1, 3, 2});
  CHECK(view.batch(0).subjects == std::vector<vk::SubjectNumber>{0, 0, 1});
  const std::span<const uint32_t> file_rows = source.buckets[0].file_rows;
  CHECK(std::vector<uint32_t>(file_rows.begin(), file_rows.end()) == std::vector<uint32_t>{0, 2, 1});
  CHECK(index.key(0) == "b");
  REQUIRE(source.provenance.size() == 2);
  CHECK(source.provenance[0].bytes == 12);
  CHECK(source.provenance[0].sha256 == vk::sha256_hex("k,v\nb,1\na,2\n"));
}

TEST_CASE("csv reader: rows without a key are nobody's, in a register they are bad") {
  const TempFolder folder;
  const std::vector<std::filesystem::path> files{folder.write("d.csv", "k,v\na,1\n,2\nz,3\n")};
  vk::ReadRequest request;
  request.key = "k";
  vk::SubjectIndex index(0, 1);
  index.add("a");
  vk::Diagnostics diagnostics;
  CHECK(in_file_order(vk::read_source({}, request, files, &index, diagnostics)).subjects ==
        std::vector<vk::SubjectNumber>{0, vk::kNoSubject, vk::kNoSubject});
  CHECK(diagnostics.empty());
  request.add_subjects = true;
  CHECK(vk::read_source({}, request, files, &index, diagnostics).rows == 2);
  REQUIRE(diagnostics.error_count() == 1);
  CHECK(diagnostics.all()[0].code == "T009");
  CHECK(diagnostics.all()[0].message == "no value in column \"k\"");
}

TEST_CASE("csv reader: numbers, decimals and flags as people write them") {
  SourceFormat format;
  format.delimiter = ';';
  format.number = {',', "."};
  const Reading reading =
      read_text("n;d;f\n1.234;0,5;yes\n-7;-1.234,25;0\n 8 ; 1e3 ;X\n+9;+1.234,5;1\n", format,
                {column("n", CellKind::integer), column("d", CellKind::decimal), column("f", CellKind::flag)});
  CHECK(reading.rendered.empty());
  CHECK(reading.at("n").int64s == std::vector<int64_t>{1234, -7, 8, 9});
  CHECK(reading.at("d").float64s == std::vector<double>{0.5, -1234.25, 1000, 1234.5});
  CHECK(reading.at("f").uint8s == std::vector<uint8_t>{1, 0, 1, 1});
}

TEST_CASE("csv reader: lines before the header are left out and still counted") {
  SourceFormat format;
  format.skip_lines = 2;
  const Reading reading = read_text("# \"report\r\n# x,y,z\r\nid\r\nq\r\n", format, {column("id", CellKind::integer)});
  CHECK(reading.rendered.starts_with("data.csv:4:1: error T008: \"q\" in column \"id\" cannot be read\n"));
}
