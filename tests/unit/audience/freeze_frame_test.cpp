#include "core/audience/freeze_frame.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "core/table/row_condition.hpp"
#include "tests/support/source_rows.hpp"

using namespace vk;

namespace {

/// A register by hand: rows of subject, words of each dictionary column, and days for transactions.
struct Register {
  AudienceSpec audience;
  SourceSpec source;
  Table table;
  std::vector<SubjectNumber> subjects;
  std::vector<SourceProvenance> provenance;
  DayInterval cycle{*day_from("2026-01-01"), *day_from("2027-01-01")};

  explicit Register(std::vector<SubjectNumber> rows_of) : subjects(std::move(rows_of)) {
    audience.name = "customers";
    audience.at = {"year.toml", 5, 1};
    audience.register_source.text = "register";
    audience.key.text = "customer_id";
    source.name = "register";
    source.csv.text = "register.csv";
    provenance.push_back({"register", "register.csv", 100, "hash", subjects.size(), 0});
  }

  Register& words(const std::string& name, const std::vector<std::string>& values) {
    Column column;
    column.name = name;
    column.type = ColumnType::dictionary;
    for (const std::string& value : values) {
      auto found = std::find(column.words.begin(), column.words.end(), value);
      column.codes.push_back(static_cast<uint32_t>(found - column.words.begin()));
      if (found == column.words.end()) column.words.push_back(value);
    }
    table.columns.push_back(column);
    return *this;
  }
  Register& segment(const std::string& name, const std::vector<std::string>& values) {
    audience.segments.push_back({name, {"year.toml", 7, 13}});
    return words(name, values);
  }
  Register& consent(const std::string& channel, const std::vector<std::string>& values) {
    audience.consent[channel] = {"may_" + channel, {"year.toml", 8, 11}};
    return words("may_" + channel, values);
  }
  Register& days(const std::vector<std::string>& values) {
    audience.members = MemberRows::transactions;
    source.date.text = "date";
    Column column;
    column.name = "date";
    column.type = ColumnType::int64;
    for (const std::string& value : values) column.int64s.push_back(day_from(value)->time_since_epoch().count());
    table.columns.push_back(column);
    return *this;
  }
  Frame freeze(Diagnostics& diagnostics) const {
    SourceTable rows = test::source_of_rows(table, subjects);
    rows.provenance = provenance;
    const SourceView view = view_of(std::move(rows));
    return freeze_frame({&audience, &source, &view, cycle, nullptr}, diagnostics);
  }
  Frame freeze() const {
    Diagnostics diagnostics;
    Frame frame = freeze(diagnostics);
    CHECK(render(diagnostics).empty());
    return frame;
  }
};

std::string first_message(const Diagnostics& diagnostics) {
  REQUIRE_FALSE(diagnostics.empty());
  return diagnostics.all()[0].code + " " + diagnostics.all()[0].at.file + ": " + diagnostics.all()[0].message;
}

const SubjectNumber kA = subject_number(0, 0);
const SubjectNumber kB = subject_number(0, 1);
const SubjectNumber kC = subject_number(3, 0);

}  // namespace

TEST_CASE("frame: members are sorted by subject number with their segments") {
  const Frame frame = Register({kC, kA, kB})
                          .segment("size", {"small", "large", "small"})
                          .segment("region", {"north", "north", "south"})
                          .freeze();
  CHECK(frame.subjects == std::vector<SubjectNumber>{kA, kB, kC});
  CHECK(frame.segments.dimensions == std::vector<std::string>{"size", "region"});
  CHECK(frame.segments.tuples ==
        std::vector<std::vector<std::string>>{{"large", "north"}, {"small", "north"}, {"small", "south"}});
  CHECK(frame.segment == std::vector<uint16_t>{0, 2, 1});
  CHECK(frame.segments.label(0) == "large / north");
  CHECK(frame.consent_mask.empty());
  CHECK(frame.provenance.size() == 1);
}

TEST_CASE("frame: without dimensions everybody is in the segment all") {
  const Frame frame = Register({kB, kA}).freeze();
  CHECK(frame.segments.size() == 1);
  CHECK(frame.segments.label(0) == "all");
  CHECK(frame.segment == std::vector<uint16_t>{0, 0});
}

TEST_CASE("frame: a missing segment cell is the empty word, one with an empty cell") {
  Register members({kA, kB, kC});
  members.segment("size", {"", "large", "large"});
  members.table.columns[0].missing = {0, 0, 1};
  const Frame frame = members.freeze();
  CHECK(frame.segments.tuples == std::vector<std::vector<std::string>>{{""}, {"large"}});
  CHECK(frame.segment == std::vector<uint16_t>{0, 1, 0});
}

TEST_CASE("frame: a key twice is an error that names both rows") {
  Diagnostics diagnostics;
  const Frame frame = Register({kA, kB, kA}).freeze(diagnostics);
  CHECK(frame.size() == 2);
  CHECK(diagnostics.error_count() == 1);
  CHECK(first_message(diagnostics) ==
        "F101 register.csv: key in column 'customer_id' stands twice: in row 1 and again in row 3");
}

TEST_CASE("frame: many keys twice are counted, not all listed") {
  Diagnostics diagnostics;
  Register(std::vector<SubjectNumber>(200, kA)).freeze(diagnostics);
  CHECK(diagnostics.error_count() == 51);
  CHECK(diagnostics.all().back().message == "149 more rows with a key twice or without a key");
}

TEST_CASE("frame: a row without a key is an error") {
  Diagnostics diagnostics;
  CHECK(Register({kA, kNoSubject}).freeze(diagnostics).size() == 1);
  CHECK(first_message(diagnostics) == "F102 register.csv: row 2 has no key in column 'customer_id'");
}

TEST_CASE("frame: transactions before the cycle's end make members, the first row gives the segment") {
  const Frame frame = Register({kB, kA, kB, kC})
                          .segment("size", {"small", "large", "large", "large"})
                          .days({"2025-05-01", "2026-12-31", "2026-01-01", "2027-01-01"})
                          .freeze();
  CHECK(frame.subjects == std::vector<SubjectNumber>{kA, kB});
  CHECK(frame.segments.tuples == std::vector<std::vector<std::string>>{{"large"}, {"small"}});
  CHECK(frame.segment == std::vector<uint16_t>{0, 1});
}

TEST_CASE("frame: transactions without a date column are an error") {
  Register members({kA});
  members.audience.members = MemberRows::transactions;
  Diagnostics diagnostics;
  members.freeze(diagnostics);
  CHECK(first_message(diagnostics) ==
        "F106 year.toml: register 'register' lists transactions but names no date column");
}

TEST_CASE("frame: consent words become bits by channel, an empty cell is no") {
  Register members({kA, kB, kC});
  members.consent("email", {"Yes", "ei", ""}).consent("phone", {"0", "KYLLÄ", " true "});
  const Frame frame = members.freeze();
  CHECK(frame.consent.channels == std::vector<std::string>{"email", "phone"});
  CHECK(frame.consent_mask == std::vector<uint32_t>{1, 2, 2});
}

TEST_CASE("frame: a consent word that is neither yes nor no fails the register or is warned of") {
  Register members({kA, kB});
  members.consent("email", {"yes", "maybe"});
  Diagnostics diagnostics;
  CHECK(members.freeze(diagnostics).consent_mask == std::vector<uint32_t>{1, 0});
  CHECK(diagnostics.has_errors());
  CHECK(first_message(diagnostics) ==
        "F104 register.csv: \"maybe\" in consent column 'may_email', first in row 2, is neither yes nor no");
  members.source.format.on_bad_row = OnBadRow::skip;
  Diagnostics warnings;
  members.freeze(warnings);
  CHECK_FALSE(warnings.has_errors());
  CHECK(warnings.warning_count() == 1);
}

TEST_CASE("frame: no members at all is an error with a hint") {
  Diagnostics diagnostics;
  const Frame frame = Register({}).freeze(diagnostics);
  CHECK(frame.size() == 0);
  CHECK(first_message(diagnostics) ==
        "E303 year.toml: audience 'customers' has no members in the cycle from 2026-01-01 to before 2027-01-01");
  CHECK(diagnostics.all()[0].hint == "register 'register' needs at least one row");
}

TEST_CASE("frame: more than 65,000 segments are an error, 65,000 are not") {
  std::vector<SubjectNumber> subjects;
  std::vector<std::string> names;
  for (uint32_t i = 0; i < kMostSegments + 1; ++i) subjects.push_back(subject_number(0, i));
  Register members(subjects);
  Column column;
  column.name = "name";
  column.type = ColumnType::dictionary;
  for (uint32_t i = 0; i < kMostSegments + 1; ++i) {
    column.words.push_back(std::to_string(i));
    column.codes.push_back(i);
  }
  members.audience.segments.push_back({"name", {"year.toml", 7, 13}});
  members.table.columns.push_back(column);
  Diagnostics diagnostics;
  members.freeze(diagnostics);
  CHECK(first_message(diagnostics) == "F103 year.toml: audience 'customers' has more than 65000 segments");
  members.table.columns[0].codes.back() = 0;
  const Frame frame = members.freeze();
  CHECK(frame.segments.size() == kMostSegments);
}

TEST_CASE("frame: the population hash follows the definition and nothing else") {
  const std::string hash = Register({kA}).freeze().population_hash;
  CHECK(hash.size() == 64);
  CHECK(Register({kA, kB}).freeze().population_hash == hash);
  Register other({kA});
  other.audience.key.text = "id";
  CHECK(other.freeze().population_hash != hash);
  CHECK(Register({kA}).segment("a,b", {"x"}).freeze().population_hash !=
        Register({kA}).segment("a", {"x"}).segment("b", {"x"}).freeze().population_hash);
}

TEST_CASE("frame: the population hash of all rows is what it was before rows could be chosen, another choice another") {
  Register members({kA});
  // SHA-256 of "population 1\nregister 8:register\nkey 11:customer_id\nmembers one row each".
  CHECK(members.freeze().population_hash == "b8a4b26983f56d59773b95b007a9de6c2ba7fbced328a0c904e19714d832d564");
  RowCondition customers;
  customers.text = "kind == \"customer\"";
  members.source.format.rows = std::make_shared<const RowCondition>(customers);
  // The same and "\nrows 18:kind == \"customer\"".
  CHECK(members.freeze().population_hash == "8d698f183bc4bcab8624a93e5b0054f79c4b4061fa272b73bd9514ba0f228d04");
}

TEST_CASE("frame: a condition that leaves out the whole register is named where there are no members") {
  Register nobody({});
  Diagnostics diagnostics;
  SourceTable rows = test::source_of_rows(nobody.table, nobody.subjects);
  rows.rows_left_out = 12;
  const SourceView view = view_of(std::move(rows));
  freeze_frame({&nobody.audience, &nobody.source, &view, nobody.cycle, nullptr}, diagnostics);
  REQUIRE_FALSE(diagnostics.empty());
  CHECK(diagnostics.all()[0].hint == "`rows` of source 'register' leaves out all of its 12 rows");
}

TEST_CASE("frame columns: segments, then consent, then the day of transactions") {
  AudienceSpec audience;
  audience.segments = {{"size", {}}, {"region", {}}};
  audience.consent = {{"phone", {"may_phone", {}}}, {"email", {"may_email", {}}}};
  audience.members = MemberRows::transactions;
  SourceSpec source;
  source.date.text = "date";
  std::vector<std::string> names;
  for (const ColumnRequest& request : frame_columns(audience, source)) names.push_back(request.name);
  CHECK(names == std::vector<std::string>{"size", "region", "may_email", "may_phone", "date"});
  CHECK(frame_columns(audience, source).back().kind == CellKind::day);
  audience.members = MemberRows::one_row_each;
  CHECK(frame_columns(audience, source).size() == 4);
}

TEST_CASE("frame positions: members have their place, others have none") {
  const Frame frame = Register({kC, kA}).freeze();
  const std::vector<SubjectNumber> asked{kA, kA, kB, kC, subject_number(900, 2), kNoSubject, kNoSubject};
  CHECK(frame_positions(frame, asked) ==
        std::vector<uint32_t>{0, 0, kNoPosition, 1, kNoPosition, kNoPosition, kNoPosition});
  CHECK(frame_positions(frame, {}).empty());
}

TEST_CASE("frame: random registers are frozen as a sorted map would") {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::vector<SubjectNumber> subjects;
    std::vector<std::string> words;
    std::vector<std::string> days;
    std::map<SubjectNumber, std::string> expected;
    const size_t rows = 1 + random() % 60;
    for (size_t row = 0; row < rows; ++row) {
      subjects.push_back(subject_number(static_cast<uint32_t>(random() % 4), static_cast<uint32_t>(random() % 12)));
      words.push_back(std::string(1, static_cast<char>('a' + random() % 3)));
      days.push_back(random() % 4 == 0 ? "2027-02-01" : "2026-02-01");
      if (days.back() == "2026-02-01") expected.emplace(subjects.back(), words.back());
    }
    Diagnostics diagnostics;
    const Frame frame = Register(subjects).segment("word", words).days(days).freeze(diagnostics);
    std::map<SubjectNumber, std::string> found;
    for (size_t i = 0; i < frame.size(); ++i) found.emplace(frame.subjects[i], frame.segments.label(frame.segment[i]));
    CHECK(found == expected);
    CHECK(std::is_sorted(frame.subjects.begin(), frame.subjects.end()));
    CHECK(diagnostics.has_errors() == expected.empty());
  }
}
