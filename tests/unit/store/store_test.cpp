#include "core/store/store.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/store/sqlite.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

/// Code and text of the Error that `work` throws.
template <typename Work>
std::pair<std::string, std::string> error_of(Work work) {
  try {
    work();
  } catch (const Error& problem) {
    return {std::string{to_string(problem.code())}, problem.what()};
  }
  return {"none", ""};
}

/// Members of `count` keys in a store's index, sorted by subject number.
std::vector<test::Row> members(Store& store, int count) {
  std::vector<test::Row> rows;
  for (int i = 0; i < count; ++i) {
    test::Row row;
    row.subject = store.subjects().add("customer-" + std::to_string(i));
    row.state = static_cast<uint8_t>(i % 3);
    row.money = 100 + i;
    row.segment = static_cast<uint16_t>(i % 2);
    rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.subject < b.subject; });
  return rows;
}

SampleDesign drawn_sample() {
  SampleDesign sample;
  sample.strata = {{"large, everybody", 12, 900000, true, 12, 11},
                   {"small, money class 1", 2988, 450000, false, 60, 60}};
  sample.salt = "Esimerkki Oy 2025";
  sample.start = ~uint64_t{0};
  sample.shift = uint64_t{1} << 63U;
  sample.response = 4000;
  sample.half_width = 1234;
  sample.unavailable = 5;
  sample.unavailable_money = 500;
  sample.answers_outside = 7;
  return sample;
}

Snapshot rich_snapshot(Store& store, int year) {
  Snapshot snapshot = test::snapshot_of(test::sample_header(year), members(store, 3000));
  const size_t count = snapshot.size();
  snapshot.state[5] = kUnmeasured;
  snapshot.disposition[5] = static_cast<uint8_t>(Disposition::non_contact);
  snapshot.money[7] = 0;
  snapshot.activity[7] = kActiveBefore;
  snapshot.header.base.minor = 0;
  for (const int64_t money : snapshot.money) snapshot.header.base.minor += money;
  snapshot.consent_channels = {"email", "phone"};
  snapshot.consent_mask.resize(count);
  FlagColumn flag{"reason_price", std::vector<uint8_t>(count, 0)};
  ScoreColumn score{"score", vk::PackedDoubles(count, 0)};
  for (size_t i = 0; i < count; ++i) {
    snapshot.consent_mask[i] = static_cast<uint32_t>(i % 4);
    flag.values[i] = i % 5 == 0 ? 255 : i % 2;
    score.values.set(i, i % 7 == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(i) / 4);
  }
  snapshot.flags = {flag, {"wish_call", std::vector<uint8_t>(count, 1)}};
  snapshot.scores = {score};
  snapshot.local = {{*Currency::from_code("EUR"), snapshot.money},
                    {*Currency::from_code("JPY"), std::vector<int64_t>(snapshot.size(), 0)}};
  if (!snapshot.subjects.empty()) snapshot.local[1].values.back() = -9'000'000'000'000;
  snapshot.real = {{*Currency::from_code("EUR"), snapshot.money}};
  if (!snapshot.subjects.empty()) snapshot.real[0].values.front() = -7;
  snapshot.header.prices = PriceBasis{"cpi", "2025"};
  snapshot.header.rates = {{*Currency::from_code("JPY"), {1, 163}}, {*Currency::from_code("USD"), {23, 25}}};
  snapshot.header.sample = drawn_sample();
  for (size_t i = 0; i < count; ++i) snapshot.money_class.push_back(static_cast<uint8_t>(i % 6));
  return snapshot;
}

void check_equal(const Snapshot& a, const Snapshot& b) {
  CHECK(a.subjects == b.subjects);
  CHECK(a.state == b.state);
  CHECK(a.disposition == b.disposition);
  CHECK(a.segment == b.segment);
  CHECK(a.money == b.money);
  CHECK(a.activity == b.activity);
  CHECK(a.consent_mask == b.consent_mask);
  CHECK(a.consent_channels == b.consent_channels);
  CHECK(a.money_class == b.money_class);
  CHECK(a.header.sample == b.header.sample);
  REQUIRE(a.flags.size() == b.flags.size());
  for (size_t i = 0; i < a.flags.size(); ++i) {
    CHECK(a.flags[i].name == b.flags[i].name);
    CHECK(a.flags[i].values == b.flags[i].values);
  }
  CHECK(a.header.rates == b.header.rates);
  REQUIRE(a.local.size() == b.local.size());
  for (size_t i = 0; i < a.local.size(); ++i) {
    CHECK(a.local[i].currency == b.local[i].currency);
    CHECK(a.local[i].values == b.local[i].values);
  }
  CHECK(a.header.prices == b.header.prices);
  REQUIRE(a.real.size() == b.real.size());
  for (size_t i = 0; i < a.real.size(); ++i) {
    CHECK(a.real[i].currency == b.real[i].currency);
    CHECK(a.real[i].values == b.real[i].values);
  }
  REQUIRE(a.scores.size() == b.scores.size());
  for (size_t i = 0; i < a.scores.size(); ++i) {
    CHECK(a.scores[i].name == b.scores[i].name);
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    const std::vector<double> first = a.scores[i].values.values();
    const std::vector<double> second = b.scores[i].values.values();
    CHECK(std::equal(first.begin(), first.end(), second.begin(), second.end(), same));
  }
}

/// Changes a store behind its back.
void tamper(const std::filesystem::path& path, const std::string& sql) {
  Database database(path, FileAccess::write);
  database.execute(sql);
}

}  // namespace

TEST_CASE("store: a snapshot comes back with all columns, also after reopening", "[store]") {
  const test::TempFolder folder;
  Snapshot snapshot;
  int64_t id = 0;
  {
    Store store = Store::open(folder / "s.db", StoreMode::read_write, 3000);
    snapshot = rich_snapshot(store, 2025);
    id = store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
    check_equal(store.load_snapshot(id), snapshot);
  }
  Store store = Store::open(folder / "s.db", StoreMode::read_only);
  check_equal(store.load_snapshot(id), snapshot);
  CHECK(store.subjects().size() == 3000);
  CHECK(store.subjects().find("customer-17") != kNoSubject);
  CHECK(store.verify() == std::vector<std::string>{});
  REQUIRE(store.find_snapshot(snapshot.header.name));
  CHECK(store.find_snapshot(snapshot.header.name)->id == id);
  CHECK_FALSE(store.find_snapshot({"renewal", "customers", "1999"}));
}

TEST_CASE("store: the columns of a comparison are dense by ordinal", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  std::vector<test::Row> rows = members(store, 2500);
  rows.erase(rows.begin() + 100, rows.begin() + 1900);
  rows[3].money = -7;
  Snapshot snapshot = test::snapshot_of(test::sample_header(2025), rows);
  snapshot.header.sample = drawn_sample();
  for (size_t i = 0; i < snapshot.size(); ++i) snapshot.money_class.push_back(static_cast<uint8_t>(i % 6));
  SnapshotReader reader = store.read_columns(store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {}));
  REQUIRE(reader.buckets() == 1);
  const BucketColumns columns = reader.bucket(0);
  const std::span<const uint8_t> money_class = reader.money_class();
  REQUIRE(columns.state.size() == 2500);
  REQUIRE(money_class.size() == 2500);
  size_t members_seen = 0;
  for (size_t slot = 0; slot < columns.state.size(); ++slot) {
    if (columns.state[slot] == kAbsent) {
      CHECK(columns.money[slot] == 0);
      continue;
    }
    REQUIRE(snapshot.subjects[members_seen] == slot);
    CHECK(columns.money[slot] == snapshot.money[members_seen]);
    CHECK(columns.segment[slot] == snapshot.segment[members_seen]);
    CHECK(columns.activity[slot] == snapshot.activity[members_seen]);
    CHECK(money_class[slot] == snapshot.money_class[members_seen]);
    ++members_seen;
  }
  CHECK(members_seen == snapshot.size());
}

TEST_CASE("store: blocks say the same as whole columns", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  const std::vector<test::Row> all = members(store, 5000);
  test::Dice dice(5);
  for (const int64_t most : {int64_t{200}, int64_t{60000}, int64_t{3000000000}, int64_t{30000000000}}) {
    std::vector<test::Row> rows;
    for (const test::Row& row : all) {
      if (dice.roll(3) == 0 || (row.subject > 1500 && row.subject < 3200)) continue;
      rows.push_back(row);
      rows.back().money = static_cast<int64_t>(dice.roll(static_cast<uint64_t>(most)));
    }
    SnapshotHeader header = test::sample_header(2025);
    header.name.cycle = std::to_string(most);
    const Snapshot snapshot = test::snapshot_of(header, rows);
    SnapshotReader reader = store.read_columns(store.put_snapshot(snapshot, test::closed_entry(header), {}));
    SnapshotReader other = store.read_columns(store.find_snapshot(header.name)->id);
    const BucketColumns columns = reader.bucket(0);
    const uint32_t slots = other.open_bucket(0);
    REQUIRE(slots == columns.state.size());
    for (uint32_t slot = 0; slot < slots; ++slot) {
      const SlotBlock block = other.block(slot / 1024);
      const uint32_t code = block.absent ? 0 : block.codes[slot % 1024];
      const SlotCode meaning = other.codes()[code];
      CHECK(meaning.state == columns.state[slot]);
      if (block.absent) continue;
      CHECK(block.narrow.empty() != block.wide.empty());
      CHECK((block.wide.empty() ? int64_t{block.narrow[slot % 1024]} : block.wide[slot % 1024]) == columns.money[slot]);
    }
    CHECK(other.block(99).absent);
  }
}

TEST_CASE("store: the same name again needs a higher revision with a reason", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  Snapshot snapshot = test::snapshot_of(test::sample_header(2025), members(store, 10));
  const LogEntry entry = test::closed_entry(snapshot.header);
  const auto put = [&] { store.put_snapshot(snapshot, entry, {}); };
  put();
  CHECK(error_of(put).first == "conflict");
  snapshot.header.revision = 2;
  CHECK(error_of(put).second ==
        "renewal/customers@2025 is kept already as revision 1; another needs a higher number and a reason");
  snapshot.header.revision_reason = "late answers";
  put();
  CHECK(store.find_snapshot(snapshot.header.name)->header.revision == 2);
  CHECK(store.snapshots().size() == 1);
  CHECK(store.snapshots("renewal", true).size() == 2);
  CHECK(store.snapshots("other").empty());
  CHECK(store.log().size() == 2);
  CHECK(store.verify() == std::vector<std::string>{});
}

TEST_CASE("store: snapshots come oldest interval first", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  for (const int year : {2026, 2024, 2025}) {
    const Snapshot snapshot = test::snapshot_of(test::sample_header(year), members(store, 4));
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
  std::string order;
  for (const StoredSnapshot& stored : store.snapshots()) order += stored.header.name.cycle + " ";
  CHECK(order == "2024 2025 2026 ");
}

TEST_CASE("store: a frame comes back, and only once", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  const std::vector<test::Row> rows = members(store, 50);
  Frame frame;
  frame.audience = "customers";
  frame.population_hash = "b0b0";
  frame.segments = test::sample_header(2025).segments;
  frame.consent.channels = {"email"};
  frame.rows_skipped = 2;
  frame.sample = drawn_sample();
  for (const test::Row& row : rows) {
    frame.subjects.push_back(row.subject);
    frame.segment.push_back(row.segment);
    frame.consent_mask.push_back(row.segment);
    frame.money_class.push_back(static_cast<uint8_t>(row.segment + 1));
  }
  LogEntry opened = test::closed_entry(test::sample_header(2025));
  opened.event = LogEvent::opened;
  store.put_frame(opened.name, frame, opened);
  const std::optional<Frame> back = store.frame(opened.name);
  REQUIRE(back);
  CHECK(back->subjects == frame.subjects);
  CHECK(back->segment == frame.segment);
  CHECK(back->consent_mask == frame.consent_mask);
  CHECK(back->consent.channels == frame.consent.channels);
  CHECK(back->segments == frame.segments);
  CHECK(back->rows_skipped == 2);
  CHECK(back->sample == frame.sample);
  CHECK(back->money_class == frame.money_class);
  CHECK_FALSE(store.frame({"renewal", "customers", "1999"}));
  CHECK(error_of([&] { store.put_frame(opened.name, frame, opened); }).first == "conflict");
  CHECK(store.log().size() == 1);
  CHECK(store.verify() == std::vector<std::string>{});
}

TEST_CASE("store: a contact list comes back line by line, and the same occurrence again replaces it", "[store]") {
  const test::TempFolder folder;
  ContactList list;
  list.name = {"renewal", "customers", "2026"};
  list.as_of = *instant_from("2026-03-02T07:00:00Z");
  list.until = 20600;
  list.channels = {"email", "phone"};
  list.rules = {"rest", "no more than two, please"};
  {
    Store store = Store::open(folder / "store.db", StoreMode::read_write);
    CHECK(store.contact_lists().empty());
    for (const test::Row& row : members(store, 3000)) {
      const size_t i = list.size();
      list.add(row.subject, i % 2, i % 3, i % 3 == 1 ? kNever : 20500 + static_cast<DayNumber>(i % 40));
    }
    store.put_contacts(list);
    store.put_contacts(list);
  }
  Store store = Store::open(folder / "store.db", StoreMode::read_only);
  REQUIRE(store.contact_lists().size() == 1);
  CHECK(store.contact_lists()[0].members == 3000);
  const std::optional<ContactList> read = store.contacts(list.name);
  REQUIRE(read);
  CHECK(read->subjects == list.subjects);
  CHECK(read->channel == list.channel);
  CHECK(read->rule == list.rule);
  CHECK(read->day == list.day);
  CHECK(read->channels == list.channels);
  CHECK(read->rules == list.rules);
  CHECK(read->until == 20600);
  CHECK(read->as_of == list.as_of);
  CHECK(store.verify().empty());
  CHECK_FALSE(store.contacts({"renewal", "customers", "2025"}));
}

TEST_CASE("store: the first day of activity is the earliest that was ever seen", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  const std::vector<test::Row> rows = members(store, 3);
  const Day early{std::chrono::days{-5}};
  const Day epoch{};
  const Day late{std::chrono::days{9000}};
  Snapshot snapshot = test::snapshot_of(test::sample_header(2025), rows);
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), std::vector<Day>{late, Day::max(), epoch});
  CHECK(store.first_activity("annual_purchases", snapshot.subjects) == std::vector<Day>{late, Day::max(), epoch});
  snapshot.header = test::snapshot_of(test::sample_header(2026), rows).header;
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), std::vector<Day>{early, late, late});
  const std::vector<SubjectNumber> asked{snapshot.subjects[2], snapshot.subjects[0], kNoSubject, snapshot.subjects[1]};
  CHECK(store.first_activity("annual_purchases", asked) == std::vector<Day>{epoch, early, Day::max(), late});
  CHECK(store.first_activity("other", asked) == std::vector<Day>(4, Day::max()));
}

TEST_CASE("store: log, first run, plan and reports are kept in order", "[store]") {
  const test::TempFolder folder;
  {
    Store store = Store::open(folder / "s.db", StoreMode::read_write);
    CHECK_FALSE(store.first_run());
    CHECK_FALSE(store.last_plan());
    CHECK_FALSE(store.last_run());
    store.set_first_run(Instant{std::chrono::seconds{-1}});
    store.set_last_run(Instant{std::chrono::seconds{5}});
    store.set_last_run(Instant{std::chrono::seconds{3}});
    store.keep_plan("{\"a\": 1}", Instant{});
    store.keep_plan("{\"a\": 2}", Instant{});
    LogEntry entry = test::closed_entry(test::sample_header(2025));
    entry.event = LogEvent::missed;
    entry.kind = ItemKind::content;
    entry.outcome = Outcome::missed;
    entry.reason = "was not run";
    store.append_log(std::vector<LogEntry>{entry});
    ArchivedReport report{{"board", "", "2026"}, "html", Instant{}, sha256_hex("<p>"), "<p>"};
    LogEntry closed = test::closed_entry(test::sample_header(2026));
    store.archive_report(report, &closed);
    report.format = "json";
    report.bytes = "";
    report.sha256 = sha256_hex("");
    store.archive_report(report, nullptr);
  }
  Store store = Store::open(folder / "s.db", StoreMode::read_only);
  CHECK(store.first_run() == Instant{std::chrono::seconds{-1}});
  CHECK(store.last_run() == Instant{std::chrono::seconds{3}});
  CHECK(store.last_plan() == "{\"a\": 2}");
  const std::vector<LogEntry> log = store.log();
  REQUIRE(log.size() == 2);
  CHECK(log[0].event == LogEvent::missed);
  CHECK(log[0].kind == ItemKind::content);
  CHECK(log[0].outcome == Outcome::missed);
  CHECK(log[0].reason == "was not run");
  CHECK(log[0].planned.interval == test::sample_header(2025).interval);
  const std::vector<ArchivedReport> reports = store.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].bytes.empty());
  CHECK(store.report_bytes(reports[0].id) == "<p>");
  CHECK(reports[1].format == "json");
  CHECK(store.report_bytes(reports[1].id).empty());
  CHECK_THROWS_WITH(store.report_bytes(99), "no report 99 is archived");
  CHECK(store.verify() == std::vector<std::string>{});
}

TEST_CASE("store: a second writer meets a conflict, a reader does not", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  {
    const Store first = Store::open(path, StoreMode::read_write);
    CHECK(error_of([&] { Store::open(path, StoreMode::read_write); }) ==
          std::pair<std::string, std::string>{"conflict", "another run holds store " + path.string()});
    CHECK(Store::open(path, StoreMode::read_only).log().empty());
  }
  CHECK_NOTHROW(Store::open(path, StoreMode::read_write));
}

TEST_CASE("store: a store that was opened to read is not written", "[store]") {
  const test::TempFolder folder;
  { const Store made = Store::open(folder / "s.db", StoreMode::read_write); }
  Store store = Store::open(folder / "s.db", StoreMode::read_only);
  CHECK(error_of([&] { store.set_first_run(Instant{}); }).first == "conflict");
}

TEST_CASE("store: missing, foreign, newer and unfit files are refused by name", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  CHECK(error_of([&] { Store::open(path, StoreMode::read_only); }) ==
        std::pair<std::string, std::string>{"not_found",
                                            "there is no store " + path.string() + ": measure first with run --once"});
  const std::filesystem::path garbage = folder.write("garbage.db", std::string(4096, 'x'));
  CHECK(error_of([&] { Store::open(garbage, StoreMode::read_write); }).second ==
        garbage.string() + " is not a vuosikello store; name another file");
  CHECK(read_file(garbage) == std::string(4096, 'x'));
  const std::filesystem::path other = folder / "other.db";
  Database(other, FileAccess::create_write).execute("CREATE TABLE t(a); PRAGMA user_version=1");
  CHECK(error_of([&] { Store::open(other, StoreMode::read_write); }).first == "corrupt");
  { const Store made = Store::open(path, StoreMode::read_write); }
  tamper(path, "PRAGMA user_version=99");
  const auto newer = error_of([&] { Store::open(path, StoreMode::read_only); });
  CHECK(newer.first == "invalid_input");
  CHECK(newer.second ==
        "store " + path.string() + " has format 99, newer than 1, which this program reads; use a newer program");
  CHECK(error_of([&] { Store::open(folder.path(), StoreMode::read_write); }).first == "unavailable");
  CHECK(error_of([&] { Store::open(folder / "no/such/folder.db", StoreMode::read_write); }).first == "unavailable");
}

TEST_CASE("store: an empty file becomes a store", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder.write("s.db", "");
  CHECK(Store::open(path, StoreMode::read_write).verify() == std::vector<std::string>{});
}

TEST_CASE("store: verify finds damage and says where", "[store]") {
  struct Named {
    const char* sql;
    const char* problem;
  };
  for (const Named& damage :
       {Named{"UPDATE chunk SET data = zeroblob(length(data)) WHERE id = (SELECT max(id) FROM chunk)", "VCK1"},
        Named{"UPDATE snapshot SET base_minor = base_minor + 1", "row and header differ"},
        Named{"DELETE FROM occurrence_log", "the log does not say that it was closed"},
        Named{"DELETE FROM subject_keys", "has a member whose key is not kept"},
        Named{"UPDATE subject_keys SET keys = zeroblob(length(keys))", "do not fit their checksum"},
        Named{"UPDATE report_archive SET bytes = X'00'", "does not fit its hash"},
        Named{"UPDATE snapshot SET header = '{}'", "has no name"},
        Named{"DELETE FROM chunk WHERE id = (SELECT min(id) FROM chunk)", "no such rowid"}}) {
    CAPTURE(damage.sql);
    const test::TempFolder folder;
    const std::filesystem::path path = folder / "s.db";
    {
      Store store = Store::open(path, StoreMode::read_write);
      const Snapshot snapshot = test::snapshot_of(test::sample_header(2025), members(store, 40));
      store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
      store.archive_report({{"board", "", "2026"}, "html", Instant{}, sha256_hex("<p>"), "<p>"}, nullptr);
    }
    tamper(path, damage.sql);
    const std::vector<std::string> problems = Store::open(path, StoreMode::read_only).verify();
    REQUIRE_FALSE(problems.empty());
    std::string all;
    for (const std::string& problem : problems) all += problem + "\n";
    CHECK_THAT(all, Catch::Contains(damage.problem));
  }
}

TEST_CASE("store: a damaged chunk stops a comparison with its place", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  int64_t id = 0;
  {
    Store store = Store::open(path, StoreMode::read_write);
    const Snapshot snapshot = test::snapshot_of(test::sample_header(2025), members(store, 40));
    id = store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
  tamper(path, "UPDATE chunk SET data = zeroblob(length(data)) WHERE id = (SELECT min(id) FROM chunk)");
  Store store = Store::open(path, StoreMode::read_only);
  SnapshotReader reader = store.read_columns(id);
  CHECK(error_of([&] { reader.bucket(0); }) ==
        std::pair<std::string, std::string>{
            "corrupt",
            "snapshot renewal/customers@2025, column 0, bucket 0: a chunk of the store does not begin with VCK1"});
}

TEST_CASE("store: a backup opens by itself and says the same", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write);
  const Snapshot snapshot = rich_snapshot(store, 2025);
  const int64_t id = store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  store.backup(folder / "copy.db");
  CHECK(error_of([&] { store.backup(folder / "copy.db"); }).first == "conflict");
  Store copy = Store::open(folder / "copy.db", StoreMode::read_only);
  check_equal(copy.load_snapshot(id), snapshot);
  CHECK(copy.verify() == std::vector<std::string>{});
}

TEST_CASE("store: a reader outlives its store", "[store]") {
  const test::TempFolder folder;
  std::optional<SnapshotReader> reader;
  {
    Store store = Store::open(folder / "s.db", StoreMode::read_write);
    const Snapshot snapshot = test::snapshot_of(test::sample_header(2025), members(store, 40));
    reader = store.read_columns(store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {}));
  }
  CHECK(reader->bucket(0).state.size() == 40);
}

TEST_CASE("store: an empty snapshot is kept and read", "[store]") {
  const test::TempFolder folder;
  Store store = Store::open(folder / "s.db", StoreMode::read_write, 1000000);
  const Snapshot snapshot = test::snapshot_of(test::sample_header(2025), {});
  const int64_t id = store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  CHECK(store.load_snapshot(id).size() == 0);
  SnapshotReader reader = store.read_columns(id);
  CHECK(reader.buckets() > 1);
  CHECK(reader.bucket(reader.buckets() - 1).state.empty());
}

TEST_CASE("store: buckets that have outgrown a cache are split when it is opened, and all is as before", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  std::map<std::string, int64_t> money;
  OccurrenceName name;
  {
    Store store = Store::open(path, StoreMode::read_write, 10);
    REQUIRE(store.subjects().buckets() == 1);
    const Snapshot snapshot = test::snapshot_of(test::sample_header(2025), members(store, 60000));
    name = snapshot.header.name;
    std::vector<Day> days;
    for (const SubjectNumber subject : snapshot.subjects) {
      days.push_back(subject % 3 == 0 ? Day::max() : Day{std::chrono::days{static_cast<int>(subject)}});
    }
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), days);
    Frame frame;
    frame.segments = snapshot.header.segments;
    frame.subjects = snapshot.subjects;
    frame.segment = snapshot.segment;
    LogEntry opened = test::closed_entry(snapshot.header);
    opened.event = LogEvent::opened;
    ContactList asked;
    asked.name = name;
    asked.channels = {"email"};
    for (size_t i = 0; i < snapshot.size(); ++i)
      asked.add(snapshot.subjects[i], 0, 0, static_cast<DayNumber>(snapshot.money[i]));
    store.put_frame(name, frame, opened, &asked);
    for (size_t i = 0; i < snapshot.size(); ++i) {
      money[std::string{store.subjects().key(snapshot.subjects[i])}] = snapshot.money[i];
    }
  }
  Store store = Store::open(path, StoreMode::read_write);
  CHECK(store.subjects().buckets() > 1);
  CHECK(store.subjects().size() == 60000);
  CHECK(store.verify() == std::vector<std::string>{});
  const Snapshot snapshot = store.load_snapshot(store.find_snapshot(name)->id);
  std::map<std::string, int64_t> now;
  for (size_t i = 0; i < snapshot.size(); ++i) {
    now[std::string{store.subjects().key(snapshot.subjects[i])}] = snapshot.money[i];
  }
  CHECK(now == money);
  CHECK(store.frame(name)->subjects == snapshot.subjects);
  const std::optional<ContactList> asked = store.contacts(name);
  REQUIRE(asked);
  CHECK(asked->subjects == snapshot.subjects);
  CHECK(std::equal(asked->day.begin(), asked->day.end(), snapshot.money.begin(), snapshot.money.end()));
  const std::vector<Day> days = store.first_activity("annual_purchases", snapshot.subjects);
  size_t wrong = 0;
  for (size_t i = 0; i < days.size(); ++i) {
    const int64_t number = snapshot.money[i] - 100;  // members() adds 100 to the order of first appearance
    const Day expected = number % 3 == 0 ? Day::max() : Day{std::chrono::days{static_cast<int>(number)}};
    if (days[i] != expected) ++wrong;
  }
  CHECK(wrong == 0);
}
