#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <zlib.h>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/compare/compare.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

/// One purchase of the reference data.
struct Purchase {
  std::string customer;
  std::string period;  ///< "2013" or "1997Q1": sorts by time
  int64_t minor = 0;
};

std::string unzipped(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string bytes;
  std::array<char, 65536> block;
  for (int got = gzread(file, block.data(), block.size()); got > 0; got = gzread(file, block.data(), block.size())) {
    bytes.append(block.data(), static_cast<size_t>(got));
  }
  gzclose(file);
  return bytes;
}

/// "82064.4" or "-12" as hundredths, without a double in between.
int64_t hundredths(std::string_view text) {
  const size_t point = text.find('.');
  std::string digits{text.substr(0, point)};
  std::string decimals = point == std::string_view::npos ? "" : std::string{text.substr(point + 1)};
  decimals.resize(2, '0');
  return int64_from(digits + decimals).value();
}

std::vector<Purchase> yearly_purchases(const std::filesystem::path& folder) {
  std::vector<Purchase> purchases;
  const std::string bytes = unzipped(folder / "purchases_2005_2014.tsv.gz");
  for (const std::string_view line : split(bytes, '\n')) {
    const std::vector<std::string_view> cells = split(trim(line), '\t');
    if (cells.size() != 3) continue;
    purchases.push_back({std::string{cells[0]}, std::string{cells[2].substr(0, 4)}, hundredths(cells[1])});
  }
  return purchases;
}

std::vector<Purchase> quarterly_purchases(const std::filesystem::path& folder) {
  std::vector<Purchase> purchases;
  const std::string bytes = unzipped(folder / "CDNOW_master.txt.gz");
  for (const std::string_view line : split(bytes, '\n')) {
    if (trim(line).size() < 20) continue;
    const std::string_view day = line.substr(7, 8);
    const char quarter = static_cast<char>('1' + (int64_from(day.substr(4, 2)).value() - 1) / 3);
    purchases.push_back({std::string{line.substr(1, 5)}, std::string{day.substr(0, 4)} + "Q" + quarter,
                         hundredths(trim(line.substr(18)))});
  }
  return purchases;
}

/// Keeps one snapshot a period; members of a period are all customers who have bought by its end.
std::map<std::string, int64_t> keep_periods(Store& store, const std::vector<Purchase>& purchases) {
  std::map<std::string, std::map<SubjectNumber, int64_t>> sums;
  for (const Purchase& purchase : purchases)
    sums[purchase.period][store.subjects().add(purchase.customer)] += purchase.minor;
  std::set<SubjectNumber> before;
  std::map<std::string, int64_t> ids;
  int year = 1990;
  for (const auto& [period, active] : sums) {
    std::set<SubjectNumber> members = before;
    for (const auto& [subject, minor] : active) members.insert(subject);
    std::vector<test::Row> rows;
    for (const SubjectNumber subject : members) {
      const auto found = active.find(subject);
      const auto was = static_cast<uint8_t>(before.count(subject) > 0 ? kActiveBefore : 0);
      const bool is = found != active.end();
      rows.push_back({subject, static_cast<uint8_t>(subject % 3), is ? found->second : 0,
                      static_cast<uint8_t>(was | (is ? kActive : 0)), static_cast<uint16_t>(subject % 2)});
    }
    const Snapshot snapshot = test::snapshot_of(test::sample_header(year++), rows);
    ids[period] = store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
    before = members;
  }
  return ids;
}

/// Compares each pair of a computed table with ours, figure by figure.
void check_table(Store& store, const std::map<std::string, int64_t>& ids, const std::filesystem::path& table) {
  const std::string bytes = read_file(table);
  const std::vector<std::string_view> lines = split(bytes, '\n');
  const std::vector<std::string_view> header = split(trim(lines[0]), ',');
  size_t pairs = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> cells = split(trim(lines[i]), ',');
    if (cells.size() != header.size()) continue;
    std::map<std::string, std::string> row;
    for (size_t cell = 0; cell < cells.size(); ++cell) row[std::string{header[cell]}] = cells[cell];
    CAPTURE(row["prev"], row["cur"]);
    SnapshotReader earlier = store.read_columns(ids.at(row["prev"]));
    SnapshotReader later = store.read_columns(ids.at(row["cur"]));
    const MoneyBridge bridge = compare(earlier, later).bridge.value();
    const auto count = [&](const char* name) { return static_cast<uint64_t>(int64_from(row[name]).value()); };
    CHECK(bridge.opening == hundredths(row["open"]));
    CHECK(bridge.added_new == hundredths(row["new"]));
    CHECK(bridge.reactivation == hundredths(row["reactivated"]));
    CHECK(bridge.expansion == hundredths(row["expansion"]));
    CHECK(bridge.contraction == hundredths(row["contraction"]));
    CHECK(bridge.churn == hundredths(row["churned"]));
    CHECK(bridge.closing == hundredths(row["close"]));
    CHECK(bridge.subjects_opening == count("n_prev"));
    CHECK(bridge.subjects_closing == count("n_cur"));
    CHECK(bridge.subjects_new == count("n_new"));
    CHECK(bridge.subjects_reactivated == count("n_react"));
    CHECK(bridge.subjects_churned == count("n_churn"));
    CHECK(bridge.subjects_expanded == count("n_expanded"));
    CHECK(bridge.subjects_contracted == count("n_contracted"));
    CHECK(bridge.subjects_flat == count("n_flat"));
    const auto share = [](const Ratio& ratio) {
      return std::round(static_cast<double>(ratio.numerator) / static_cast<double>(ratio.denominator) * 1e6) / 1e6;
    };
    CHECK(share(gross_revenue_retention(bridge)) == Approx(double_from(row["grr"]).value()).margin(1.1e-6));
    CHECK(share(net_revenue_retention(bridge)) == Approx(double_from(row["nrr"]).value()).margin(1.1e-6));
    CHECK(1 - share(logo_retention(bridge)) == Approx(double_from(row["logo_churn"]).value()).margin(1.1e-6));
    ++pairs;
  }
  CHECK(pairs == ids.size() - 1);
}

}  // namespace

TEST_CASE("compare: ten years of purchases agree with the computed bridges to the cent", "[compare]") {
  const std::optional<std::filesystem::path> shared = test::shared_data();
  if (!shared) return;
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write, 18000);
  const std::map<std::string, int64_t> ids = keep_periods(store, yearly_purchases(*shared / "annual_purchases"));
  REQUIRE(ids.size() == 10);
  check_table(store, ids, *shared / "annual_purchases" / "computed_bridge_years_2005_2014.csv");
}

TEST_CASE("compare: six quarters of a music shop agree with the computed bridges to the cent", "[compare]") {
  const std::optional<std::filesystem::path> shared = test::shared_data();
  if (!shared) return;
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write, 23570);
  const std::map<std::string, int64_t> ids = keep_periods(store, quarterly_purchases(*shared / "cdnow"));
  REQUIRE(ids.size() == 6);
  check_table(store, ids, *shared / "cdnow" / "computed_bridge_quarters.csv");
}
