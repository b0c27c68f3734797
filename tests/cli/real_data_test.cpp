#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/money/money.hpp"
#include "tests/cli/support/workshop.hpp"
#include "tests/support/shared_data.hpp"

using vk::test::shared_data;
using vk::test::Workshop;

namespace {

std::string calendar_text(std::string_view name, const std::filesystem::path& file, std::string_view date = "") {
  std::string text = vk::read_file(std::filesystem::path{VK_SOURCE_DIR} / "tests/cli/real_data" / name);
  text = vk::replace_all(text, "@FILE@", file.string());
  return vk::replace_all(text, "@DATE@", date);
}

/// Minor units of a plain amount out of a reference file.
int64_t cents(std::string_view text, const char* currency = "EUR") {
  const bool negative_zero = text == "-0.0";
  const auto parsed = vk::parse_money(negative_zero ? "0" : text, *vk::Currency::from_code(currency), {});
  REQUIRE(parsed.fault == vk::MoneyFault::none);
  return parsed.minor;
}

struct ReferenceLine {
  std::string earlier;
  std::string later;
  std::map<std::string, std::string> values;
};

/// The pairs of a computed_bridge_*.csv by column name.
std::vector<ReferenceLine> reference_bridges(const std::filesystem::path& file) {
  const std::string text = vk::read_file(file);
  std::vector<ReferenceLine> lines;
  std::vector<std::string> header;
  for (const std::string_view line : vk::split(vk::trim(text), '\n')) {
    const auto cells = vk::split(vk::trim(line), ',');
    if (header.empty()) {
      header.assign(cells.begin(), cells.end());
      continue;
    }
    ReferenceLine reference{std::string{cells[0]}, std::string{cells[1]}, {}};
    for (size_t i = 0; i < cells.size(); ++i) reference.values[header[i]] = cells[i];
    lines.push_back(std::move(reference));
  }
  return lines;
}

/// "1997Q1" as this program writes it: "1997-Q1".
std::string cycle_label(const std::string& text) {
  return text.size() == 6 && text[4] == 'Q' ? text.substr(0, 4) + "-" + text.substr(4) : text;
}

void check_bridge(vk::Store& store, const std::string& item, const ReferenceLine& reference, const char* currency) {
  const vk::Comparison comparison = vk::compare_occurrences(store, item + "@" + cycle_label(reference.earlier),
                                                            item + "@" + cycle_label(reference.later));
  INFO(item << " " << reference.earlier << " to " << reference.later);
  REQUIRE(comparison.bridge.has_value());
  const vk::MoneyBridge& bridge = *comparison.bridge;
  const auto money = [&](const char* name) { return cents(reference.values.at(name), currency); };
  const auto count = [&](const char* name) {
    return static_cast<uint64_t>(*vk::int64_from(reference.values.at(name)));
  };
  CHECK(bridge.opening == money("open"));
  CHECK(bridge.added_new == money("new"));
  CHECK(bridge.reactivation == money("reactivated"));
  CHECK(bridge.expansion == money("expansion"));
  CHECK(bridge.contraction == money("contraction"));
  CHECK(bridge.churn == money("churned"));
  CHECK(bridge.closing == money("close"));
  CHECK(bridge.subjects_opening == count("n_prev"));
  CHECK(bridge.subjects_closing == count("n_cur"));
  CHECK(bridge.subjects_new == count("n_new"));
  CHECK(bridge.subjects_reactivated == count("n_react"));
  CHECK(bridge.subjects_churned == count("n_churn"));
  CHECK(bridge.subjects_expanded == count("n_expanded"));
  CHECK(bridge.subjects_contracted == count("n_contracted"));
  CHECK(bridge.subjects_flat == count("n_flat"));
  const vk::Ratio grr = vk::gross_revenue_retention(bridge);
  CHECK(static_cast<double>(grr.numerator) / static_cast<double>(grr.denominator) ==
        Approx(*vk::double_from(reference.values.at("grr"))).margin(1e-6));
  const vk::Ratio nrr = vk::net_revenue_retention(bridge);
  CHECK(static_cast<double>(nrr.numerator) / static_cast<double>(nrr.denominator) ==
        Approx(*vk::double_from(reference.values.at("nrr"))).margin(1e-6));
}

void backfill(const Workshop& workshop, const char* from, const char* to) {
  const auto result = workshop.run({"backfill", "--from", from, "--to", to, "--as-of", "2026-01-01"});
  INFO(result.out << result.err);
  REQUIRE(result.exit_code == 0);
}

}  // namespace

TEST_CASE("annual_purchases: ten yearly cycles give the published bridges to the cent") {
  const auto data = shared_data();
  if (!data) return;
  const auto folder = *data / "annual_purchases";
  const Workshop workshop(calendar_text("annual_purchases.toml", folder / "purchases_2005_2014.tsv.gz", "yyyy-mm-dd"));
  backfill(workshop, "2005-01-01", "2014-12-31");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  REQUIRE(store.snapshots("year").size() == 10);
  const auto references = reference_bridges(folder / "computed_bridge_years_2005_2014.csv");
  REQUIRE(references.size() == 9);
  for (const ReferenceLine& reference : references) check_bridge(store, "year", reference, "EUR");
  CHECK(store.verify().empty());
}

TEST_CASE("annual_purchases: transitions 2013 to 2014 are the published ones") {
  const auto data = shared_data();
  if (!data) return;
  const auto folder = *data / "annual_purchases";
  const Workshop workshop(calendar_text("annual_purchases.toml", folder / "purchases_2005_2014.tsv.gz", "yyyy-mm-dd"));
  backfill(workshop, "2013-01-01", "2014-12-31");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const vk::Comparison comparison = vk::compare_occurrences(store, "year@2013", "year@2014");
  std::map<std::pair<std::string, std::string>, uint64_t> got;
  for (const vk::Transition& transition : comparison.transitions) {
    if (transition.from >= comparison.states.size() || transition.to >= comparison.states.size()) continue;
    got[{comparison.states[transition.from].name, comparison.states[transition.to].name}] = transition.subjects;
  }
  const std::string text = vk::read_file(folder / "computed_transition_2013_2014.csv");
  std::vector<std::string> columns;
  size_t compared = 0;
  for (const std::string_view line : vk::split(vk::trim(text), '\n')) {
    const auto cells = vk::split(vk::trim(line), ',');
    if (columns.empty()) {
      columns.assign(cells.begin(), cells.end());
      continue;
    }
    for (size_t i = 1; i < cells.size(); ++i) {
      INFO(cells[0] << " to " << columns[i]);
      const auto expected = static_cast<uint64_t>(*vk::int64_from(cells[i]));
      const auto found = got.find({std::string{cells[0]}, columns[i]});
      CHECK((found == got.end() ? 0 : found->second) == expected);
      ++compared;
    }
  }
  CHECK(compared == 64);
}

TEST_CASE("annual_purchases: the m/d/yyyy file with CRLF gives byte-identical reports") {
  const auto data = shared_data();
  if (!data) return;
  const auto folder = *data / "annual_purchases";
  const Workshop iso(calendar_text("annual_purchases.toml", folder / "purchases_2005_2014.tsv.gz", "yyyy-mm-dd"));
  const Workshop us(calendar_text("annual_purchases.toml", folder / "purchases_2005_2014_MDY_CRLF.txt.gz", "m/d/yyyy"));
  backfill(iso, "2013-01-01", "2014-12-31");
  backfill(us, "2013-01-01", "2014-12-31");
  for (const char* format : {"html", "md", "json", "csv"}) {
    INFO(format);
    const std::string name = std::string{"reports/board-2014."} + format;
    CHECK(iso.read(name) == us.read(name));
  }
}

TEST_CASE("cdnow: six quarters give the published bridges and totals") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop workshop(calendar_text("cdnow.toml", *data / "cdnow/CDNOW_master.txt.gz"));
  backfill(workshop, "1997-01-01", "1998-06-30");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto snapshots = store.snapshots("quarter");
  REQUIRE(snapshots.size() == 6);
  int64_t total = 0;
  for (const auto& snapshot : snapshots) total += snapshot.header.base.minor;
  CHECK(total == 250031563);
  CHECK(snapshots.back().header.members == 23570);
  REQUIRE_FALSE(snapshots.back().header.sources.empty());
  CHECK(snapshots.back().header.sources.front().rows == 69659);
  for (const ReferenceLine& reference : reference_bridges(*data / "cdnow/computed_bridge_quarters.csv")) {
    check_bridge(store, "quarter", reference, "USD");
  }
}

TEST_CASE("cdnow: the copy with shifted years is told apart by its hash and gives other cycles") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop sound(calendar_text("cdnow.toml", *data / "cdnow/CDNOW_master.txt.gz"));
  const Workshop tampered(calendar_text("cdnow.toml", *data / "cdnow/CDNOW_master_TAMPERED_dates_shifted.txt.gz"));
  backfill(sound, "1997-01-01", "1997-03-31");
  backfill(tampered, "2021-01-01", "2021-03-31");
  vk::Store a = vk::Store::open(sound.path() / "vuosikello.db", vk::StoreMode::read_only);
  vk::Store b = vk::Store::open(tampered.path() / "vuosikello.db", vk::StoreMode::read_only);
  REQUIRE(a.snapshots().size() == 1);
  REQUIRE(b.snapshots().size() == 1);
  CHECK(a.snapshots()[0].header.sources[0].sha256 != b.snapshots()[0].header.sources[0].sha256);
  CHECK(a.snapshots()[0].header.name.cycle == "1997-Q1");
  CHECK(b.snapshots()[0].header.name.cycle == "2021-Q1");
  const auto empty = tampered.run({"backfill", "--from", "1997-01-01", "--to", "1997-03-31", "--as-of", "2026-01-01"});
  CHECK(empty.exit_code != 0);
  CHECK(empty.err.find("no member") != std::string::npos);
}

TEST_CASE("chinook: five years of a shop give the published bridges, and a year before the first invoice is told") {
  const auto data = shared_data();
  if (!data) return;
  const auto folder = *data / "chinook";
  std::string calendar = calendar_text("chinook.toml", {});
  calendar = vk::replace_all(calendar, "@FOLDER@", folder.string());
  const Workshop workshop(calendar);
  backfill(workshop, "2021-01-01", "2025-12-31");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto references = reference_bridges(folder / "computed_bridge_years.csv");
  REQUIRE(references.size() == 4);
  for (const ReferenceLine& reference : references) check_bridge(store, "year", reference, "USD");

  const auto compared = workshop.run({"compare", "year@2024", "year@2025"});
  CHECK(compared.exit_code == 0);
  CHECK(compared.out.rfind("Complete: ", 0) == 0);
  const auto early = workshop.run({"backfill", "--from", "2020-01-01", "--to", "2020-12-31", "--as-of", "2026-01-01"});
  CHECK(early.exit_code == 3);
  CHECK(early.out.find("no row of source invoices is dated 2020-01-01 to 2020-12-31") != std::string::npos);
}

TEST_CASE("accounts receivable: two years of invoices dated m/d/yyyy give the published bridge") {
  const auto data = shared_data();
  if (!data) return;
  const auto folder = *data / "ibm_samples";
  const Workshop workshop(calendar_text("accounts_receivable.toml", folder / "WA_Fn-UseC_-Accounts-Receivable.csv.gz"));
  backfill(workshop, "2012-01-01", "2013-12-31");
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);
  const auto references = reference_bridges(folder / "computed_bridge_AR_2012_2013.csv");
  REQUIRE(references.size() == 1);
  check_bridge(store, "year", references[0], "USD");
}

TEST_CASE("telco_churn: state by contract, churn share and money at risk are the published ones") {
  const auto data = shared_data();
  if (!data) return;
  const Workshop workshop(
      calendar_text("telco_churn.toml", *data / "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv.gz"));
  const auto run = workshop.run({"backfill", "--from", "2024-01-01", "--to", "2024-12-31", "--as-of", "2026-01-01"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 3);  // the eleven blank TotalCharges make the second measurement partial
  vk::Store store = vk::Store::open(workshop.path() / "vuosikello.db", vk::StoreMode::read_only);

  const auto contract = store.find_snapshot({"contract", "customers", "2024"});
  REQUIRE(contract);
  CHECK(contract->header.members == 7043);
  CHECK(contract->header.outcome == vk::Outcome::complete);
  CHECK(contract->header.base.minor == 45611660);
  const vk::StateTotals totals = vk::count_states(store.load_snapshot(contract->id));
  CHECK(totals.total(3).members == 1869);
  CHECK(totals.total(3).money == 13913085);
  CHECK(fmt::format("{:.2f}", 100.0 * static_cast<double>(totals.total(3).members) / 7043.0) == "26.54");
  CHECK(totals.total(4).members == 0);

  const auto lifetime = store.find_snapshot({"lifetime", "customers", "2024"});
  REQUIRE(lifetime);
  CHECK(lifetime->header.members == 7043);
  CHECK(lifetime->header.outcome == vk::Outcome::partial);
  CHECK(lifetime->header.rows_skipped == 11);
  uint64_t active = 0;
  const vk::StateTotals lifetime_totals = vk::count_states(store.load_snapshot(lifetime->id));
  for (size_t state = 0; state <= 2; ++state) active += lifetime_totals.total(state).active;
  CHECK(active == 7032);
  CHECK(run.err.find("TotalCharges") != std::string::npos);
}
