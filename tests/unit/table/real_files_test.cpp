#include <catch2/catch.hpp>

#include <numeric>

#include "tests/support/shared_data.hpp"
#include "tests/support/table_reading.hpp"

using namespace vk::test;
using vk::CellKind;
using vk::SourceFormat;

namespace {

struct RealFile {
  vk::test::FileRows rows;
  vk::SourceTable source;
  vk::Diagnostics diagnostics;
  uint64_t subjects = 0;
};

RealFile read_real(const std::string& name, const SourceFormat& format, std::vector<vk::ColumnRequest> columns,
                   std::string key = {}) {
  const std::vector<std::filesystem::path> files{*shared_data() / name};
  vk::ReadRequest request;
  request.source = name;
  request.columns = std::move(columns);
  request.key = std::move(key);
  request.add_subjects = true;
  vk::SubjectIndex index(0, 1);
  RealFile result;
  result.source = vk::read_source(format, request, files, &index, result.diagnostics);
  if (!result.source.buckets.empty()) result.rows = vk::test::in_file_order(result.source);
  result.subjects = index.size();
  return result;
}

int64_t sum(const std::vector<int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), int64_t{0});
}

SourceFormat with_delimiter(char delimiter) {
  SourceFormat format;
  format.delimiter = delimiter;
  return format;
}

}  // namespace

TEST_CASE("real files: CDNOW is read by fixed columns and by blanks") {
  if (!shared_data()) return;
  SourceFormat fixed;
  fixed.header_rows = 0;
  fixed.date = "yyyymmdd";
  fixed.fixed = {{"id", 2, 5}, {"day", 8, 8}, {"pieces", 17, 2}, {"amount", 20, 7}};
  SourceFormat blanks = with_delimiter(' ');
  blanks.header_rows = 0;
  blanks.date = "yyyymmdd";
  blanks.columns = {"id", "day", "pieces", "amount"};
  for (const SourceFormat& format : {fixed, blanks}) {
    const RealFile file = read_real("cdnow/CDNOW_master.txt.gz", format,
                                    {column("day", CellKind::day, true), column("pieces", CellKind::integer, true),
                                     column("amount", CellKind::money, true)},
                                    "id");
    CHECK(vk::render(file.diagnostics).empty());
    CHECK(file.rows.table.rows == 69659);
    CHECK(file.subjects == 23570);
    CHECK(sum(file.rows.table.find("amount")->int64s) == 250031563);
    CHECK(sum(file.rows.table.find("pieces")->int64s) == 167881);
  }
}

TEST_CASE("real files: the two files of annual purchases are one table") {
  if (!shared_data()) return;
  SourceFormat iso = with_delimiter('\t');
  iso.header_rows = 0;
  iso.columns = {"customer", "amount", "day"};
  SourceFormat american = iso;
  american.date = "m/d/yyyy";
  const std::vector<vk::ColumnRequest> columns{column("amount", CellKind::money, true),
                                               column("day", CellKind::day, true)};
  const RealFile a = read_real("annual_purchases/purchases_2005_2014.tsv.gz", iso, columns, "customer");
  const RealFile b = read_real("annual_purchases/purchases_2005_2014_MDY_CRLF.txt.gz", american, columns, "customer");
  CHECK(vk::render(a.diagnostics).empty());
  CHECK(vk::render(b.diagnostics).empty());
  REQUIRE(a.rows.table.rows == 45046);
  CHECK(a.subjects == 16905);
  CHECK(a.rows.subjects == b.rows.subjects);
  CHECK(a.rows.table.find("amount")->int64s == b.rows.table.find("amount")->int64s);
  CHECK(a.rows.table.find("day")->int64s == b.rows.table.find("day")->int64s);
}

TEST_CASE("real files: the eleven blank charges of the telco file are missing, not zero") {
  if (!shared_data()) return;
  const char* name = "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv.gz";
  const RealFile file = read_real(name, {}, {column("TotalCharges", CellKind::money)}, "customerID");
  CHECK(file.diagnostics.empty());
  REQUIRE(file.rows.table.rows == 7043);
  CHECK(std::accumulate(file.rows.table.columns[0].missing.begin(), file.rows.table.columns[0].missing.end(), 0) == 11);
  const RealFile strict = read_real(name, {}, {column("TotalCharges", CellKind::money, true)}, "customerID");
  CHECK(strict.diagnostics.error_count() == 11);
  CHECK(strict.diagnostics.all().front().code == "T009");
  CHECK(strict.rows.table.rows == 7032);
}

TEST_CASE("real files: encodings, delimiters and header rows of exports people have") {
  if (!shared_data()) return;
  struct Row {
    const char* file;
    char delimiter;
    vk::Encoding encoding;
    uint32_t header_rows;
    const char* column;
    CellKind kind;
    uint64_t rows;
  };
  const auto utf8 = vk::Encoding::utf8;
  const auto latin1 = vk::Encoding::iso_8859_1;
  const auto cp1252 = vk::Encoding::windows_1252;
  for (const Row& row : {
           Row{"bank_marketing/bank-additional-full.csv.gz", ';', utf8, 1, "euribor3m", CellKind::decimal, 41188},
           Row{"karlan_list/karlan_list_2007_mht_data.csv.gz", ',', utf8, 1, "amount", CellKind::decimal, 50083},
           Row{"csps/csps2014_allorganisations_20141120.csv", ',', utf8, 1, "Organisation", CellKind::text, 102},
           Row{"csps/csps2015_allorganisations_csv.csv", ',', cp1252, 1, "Organisation", CellKind::text, 99},
           Row{"formats/surveymonkey/StarWars.csv", ',', cp1252, 2, "Gender", CellKind::dictionary, 1186},
           Row{"formats/qualtrics/inst_extdata_sample.csv", ',', utf8, 3, "Finished", CellKind::flag, 1},
           Row{"formats/matomo/test_csvExport_xp0__VisitsSummary.get_day.csv", ',', utf8, 1, "nb_visits",
               CellKind::integer, 1},
           Row{"formats/finnish/kapsi_csv-future.csv", ';', latin1, 1, "M\u00E4\u00E4r\u00E4 EUROA", CellKind::money,
               1},
           Row{"formats/finnish/kapsi_csv-test.csv", ';', latin1, 1, "M\u00E4\u00E4r\u00E4 EUROA", CellKind::money, 7},
           Row{"formats/finnish/kapsi_procountor-csv-test.csv", ';', latin1, 1, "Summa", CellKind::money, 3},
           Row{"formats/finnish/kapsi_procountor-csv-null-fields.csv", ';', latin1, 1, "Summa", CellKind::money, 1},
       }) {
    INFO(row.file);
    SourceFormat format = with_delimiter(row.delimiter);
    format.encoding = row.encoding;
    format.header_rows = row.header_rows;
    const bool finnish = std::string_view{row.file}.find("finnish") != std::string_view::npos;
    if (finnish) format.number.decimal = ',';
    const RealFile file = read_real(row.file, format, {column(row.column, row.kind)});
    CHECK(vk::render(file.diagnostics).empty());
    CHECK(file.rows.table.rows == row.rows);
  }
}
