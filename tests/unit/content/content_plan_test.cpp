#include "core/content/content_plan.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <set>

#include "core/base/error.hpp"
#include "core/content/content_table.hpp"
#include "core/content/decide_contacts.hpp"

using namespace vk;

namespace {

/// What a proposal of the fake plugin says.
struct Row {
  int64_t subject = 0;
  std::string channel;
  int64_t cost = 0;
  int64_t priority = 1;
};

Column texts(std::string name, const std::vector<std::string>& values) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::text;
  for (const std::string& value : values) {
    column.text_bytes += value;
    column.text_ends.push_back(column.text_bytes.size());
  }
  return column;
}

Column numbers(std::string name, std::vector<int64_t> values) {
  Column column;
  column.name = std::move(name);
  column.int64s = std::move(values);
  return column;
}

Table table_of(const std::vector<Row>& rows) {
  Table table;
  table.rows = rows.size();
  std::vector<int64_t> subjects, costs, priorities;
  std::vector<std::string> actions, channels;
  for (const Row& row : rows) {
    subjects.push_back(row.subject);
    costs.push_back(row.cost);
    priorities.push_back(row.priority);
    actions.emplace_back("win over");
    channels.push_back(row.channel);
  }
  table.columns = {numbers("subject", subjects), texts("action", actions), texts("channel", channels),
                   numbers("cost", costs), numbers("priority", priorities)};
  return table;
}

/// A plugin that proposes what it was given and keeps what it saw.
class FakePlugin : public PluginInstance {
 public:
  explicit FakePlugin(Table answer) : answer_(std::move(answer)) { description_.id = "fake"; }
  const PluginDescription& description() const override { return description_; }
  std::vector<std::string> columns_wanted(std::string_view) override { return wanted; }
  Table run(const PluginContext& context, std::span<const NamedTable> tables) override {
    seen_context = context;
    REQUIRE(tables.size() == 1);
    CHECK(tables[0].name == "snapshot");
    seen = *tables[0].table;
    return answer_;
  }
  void cancel() override {}

  std::vector<std::string> wanted;
  PluginContext seen_context;
  Table seen;

 private:
  PluginDescription description_;
  Table answer_;
};

/// A snapshot of `money.size()` members and everything plan_content asks for.
struct Ground {
  Snapshot snapshot;
  ContentSpec content;
  Occurrence occurrence;

  explicit Ground(std::vector<int64_t> money) {
    const size_t members = money.size();
    for (size_t i = 0; i < members; ++i) snapshot.subjects.push_back(subject_number(0, static_cast<uint32_t>(i)));
    snapshot.money = std::move(money);
    snapshot.state.assign(members, 1);
    snapshot.segment.assign(members, 0);
    snapshot.header.states = {{"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}};
    snapshot.header.segments.tuples = {{"all"}};
    snapshot.header.name = {"renewal", "customers", "2026"};
    snapshot.header.metric.currency = *Currency::from_code("EUR");
    content.id = "win_back";
    occurrence.name = {"win_back", "", "2026"};
  }
  void consent(const std::string& channel, std::vector<uint32_t> mask) {
    snapshot.consent_channels = {channel};
    snapshot.consent_mask = std::move(mask);
  }
  ContentRequest request(MemberSource* previous = nullptr) const {
    return {&content, &occurrence, &snapshot, previous, *instant_from("2026-03-24T07:00:00Z"), 7};
  }
  ContentPlan plan(const std::vector<Row>& rows) const {
    FakePlugin plugin(table_of(rows));
    return plan_content(request(), plugin);
  }
};

/// "0 phone planned": rows in plan order.
std::vector<std::string> lines(const ContentPlan& plan) {
  std::vector<std::string> found;
  for (const ContentRow& row : plan.rows) {
    found.push_back(std::to_string(ordinal_of(row.subject)) + " " + row.channel + " " +
                    std::string(to_string(row.decision)));
  }
  return found;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "content plan: contacts are ranked by money at stake for their cost, cost 0 first, ties by money then subject") {
  const Ground ground({100, 300, 300, 600, 5});
  const ContentPlan plan =
      ground.plan({{0, "phone", 1, 1}, {2, "phone", 3, 1}, {1, "phone", 3, 1}, {3, "phone", 6, 1}, {4, "phone", 0, 1}});
  CHECK(lines(plan) ==
        Lines{"4 phone planned", "3 phone planned", "1 phone planned", "2 phone planned", "0 phone planned"});
  CHECK(plan.rows[0].decision_reason == "rank 1 of 5 in phone; no consent is asked for phone");
  CHECK(plan.rows[0].state == "uncertain");
  CHECK(to_string(plan.rows[0].when) == "2026-03-24");
  REQUIRE(plan.channels.size() == 1);
  CHECK(plan.channels[0].planned == 5);
  CHECK(plan.channels[0].capacity == -1);
  CHECK(plan.channels[0].money == 1305);
  CHECK(plan.channels[0].cost == 13);
}

TEST_CASE("content plan: who a contact rule leaves out takes no room, and is a row with the rule") {
  Ground ground({900, 300, 100});
  ground.content.capacity = {{"phone", 1}};
  ContentRequest request = ground.request();
  request.may_contact = [](uint32_t position, const std::string&, Day when) {
    if (position == 0) return ContactAnswer{"rest", when, "contact rule \"rest\": free from 2026-05-01"};
    return ContactAnswer{{}, when + std::chrono::days{2}, {}};
  };
  FakePlugin plugin(table_of({{0, "phone", 1, 1}, {1, "phone", 1, 1}, {2, "phone", 1, 1}}));
  const ContentPlan plan = plan_content(request, plugin);
  CHECK(lines(plan) == Lines{"1 phone planned", "2 phone over_capacity", "0 phone contact_rule"});
  CHECK(to_string(plan.rows[0].when) == "2026-03-26");
  CHECK(plan.rows[2].rule == "rest");
  CHECK(plan.rows[2].decision_reason == "contact rule \"rest\": free from 2026-05-01");
}

TEST_CASE("content plan: more people than max_contacts stop the whole plan") {
  Ground ground({900, 300});
  ground.content.contact.max_contacts = 1;
  CHECK_THROWS_WITH(ground.plan({{0, "phone", 1, 1}, {1, "phone", 1, 1}}),
                    "2 people would be contacted, max_contacts = 1; nobody is");
  CHECK(lines(ground.plan({{0, "phone", 1, 1}})) == Lines{"0 phone planned"});
}

TEST_CASE("content plan: ranking stays exact where doubles would not") {
  const int64_t big = 9'007'199'254'740'993;
  const Ground ground({big - 1, big});
  CHECK(lines(ground.plan({{0, "phone", 1, 1}, {1, "phone", 1, 1}}))[0] == "1 phone planned");
}

TEST_CASE("content plan: a full channel leaves out the lowest ranks and says so") {
  Ground ground({100, 300, 200});
  ground.content.capacity = {{"phone", 2}};
  const ContentPlan plan = ground.plan({{0, "phone", 1, 1}, {1, "phone", 1, 1}, {2, "phone", 1, 1}});
  CHECK(lines(plan) == Lines{"1 phone planned", "2 phone planned", "0 phone over_capacity"});
  CHECK(plan.rows[2].decision_reason == "phone has room for 2, all with more money at stake for their cost");
  CHECK(plan.channels[0].capacity == 2);
  ground.content.capacity = {{"phone", 0}};
  CHECK(ground.plan({{0, "phone", 1, 1}}).channels[0].planned == 0);
}

TEST_CASE("content plan: a channel with a consent column needs the member's yes") {
  Ground ground({100, 200});
  ground.consent("email", {1, 0});
  const ContentPlan plan = ground.plan({{0, "email", 1, 1}, {1, "email", 1, 1}});
  CHECK(lines(plan) == Lines{"0 email planned", "1 email no_consent"});
  CHECK(plan.rows[0].decision_reason == "rank 1 of 1 in email");
  CHECK(plan.rows[1].decision_reason == "no consent to email");
}

TEST_CASE("content plan: a subject gets one contact, by priority, and its next one when the first is full") {
  Ground ground({100, 300});
  ground.content.capacity = {{"phone", 1}, {"email", 10}};
  const ContentPlan plan =
      ground.plan({{0, "email", 1, 2}, {0, "phone", 5, 1}, {1, "email", 1, 2}, {1, "phone", 5, 1}});
  CHECK(lines(plan) == Lines{"0 email planned", "1 phone planned", "0 phone over_capacity", "1 email duplicate"});
  CHECK(plan.rows[3].decision_reason == "one contact a subject: win over by phone comes first");
}

TEST_CASE("content plan: what a plugin may not say is refused with the row") {
  Ground ground({100});
  ground.content.capacity = {{"phone", 2}};
  const auto refusal = [&](const std::vector<Row>& rows) {
    try {
      ground.plan(rows);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::plugin_failed);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal({{1, "phone", 1, 1}}) == "plugin fake: row 1: subject 1 is not one of the 1 members");
  CHECK(refusal({{0, "phone", 1, 1}, {-1, "phone", 1, 1}}) ==
        "plugin fake: row 2: subject -1 is not one of the 1 members");
  CHECK(refusal({{0, "phone", -1, 1}}) == "plugin fake: row 1: cost -1 is below zero");
  CHECK(refusal({{0, "", 1, 1}}) == "plugin fake: row 1: subject 0 has no channel");
  CHECK(refusal({{0, "fax", 1, 1}}) == "channel 'fax' is in neither capacity nor consent; known: phone");
}

TEST_CASE("content plan: a missing or mistyped column is the plugin's failure") {
  const Ground ground({100});
  Table table = table_of({{0, "phone", 1, 1}});
  table.columns[2].name = "medium";
  FakePlugin no_channel(table);
  CHECK_THROWS_WITH(plan_content(ground.request(), no_channel), "plugin fake: the plugin gave no column 'channel'");
  table.columns[2].name = "channel";
  table.columns[0] = texts("subject", {"0"});
  FakePlugin text_subject(table);
  CHECK_THROWS_WITH(plan_content(ground.request(), text_subject),
                    "plugin fake: column 'subject' is text, expected int64");
}

TEST_CASE("content plan: the plugin sees state, previous state, money, flags and consent") {
  Ground ground({100, 200, 300});
  ground.consent("email", {1, 0, 1});
  ground.snapshot.flags = {{"wish_call", {1, 0, 255}}};
  ground.snapshot.scores = {{"nps", {9, std::nan(""), 0}}};
  Snapshot previous;
  previous.header.states = {{"uncertain", MoneyClass::at_risk}, {"gone", MoneyClass::leaving}};
  previous.subjects = {subject_number(0, 0), subject_number(0, 2)};
  previous.state = {0, 1};
  FakePlugin plugin(table_of({}));
  plugin.wanted = {"subject", "flag_reason_price", "consent_phone"};
  WholeSnapshot members(previous);
  const ContentPlan plan = plan_content(ground.request(&members), plugin);
  CHECK(plan.rows.empty());
  CHECK(plugin.seen.rows == 3);
  CHECK(plugin.seen.find("subject")->int64s == std::vector<int64_t>{0, 1, 2});
  CHECK(plugin.seen.find("state")->uint8s == std::vector<uint8_t>{1, 1, 1});
  CHECK(plugin.seen.find("previous_state")->uint8s == std::vector<uint8_t>{1, kAbsent, kUnmeasured});
  CHECK(plugin.seen.find("money")->int64s == std::vector<int64_t>{100, 200, 300});
  CHECK(plugin.seen.find("expected_loss")->int64s == std::vector<int64_t>{0, 0, 0});
  CHECK(plugin.seen.find("flag_wish_call")->uint8s == std::vector<uint8_t>{1, 0, 255});
  CHECK(plugin.seen.find("flag_reason_price")->uint8s == std::vector<uint8_t>{255, 255, 255});
  CHECK(plugin.seen.find("consent_email")->uint8s == std::vector<uint8_t>{1, 0, 1});
  CHECK(plugin.seen.find("consent_phone")->uint8s == std::vector<uint8_t>{1, 1, 1});
  CHECK(plugin.seen_context.occurrence == "win_back@2026");
  CHECK(plugin.seen_context.states == std::vector<std::string>{"committed", "uncertain"});
  REQUIRE(plugin.seen.find("score_nps") != nullptr);
  CHECK(plugin.seen.find("score_nps")->float64s[0] == 9);
  CHECK(std::isnan(plugin.seen.find("score_nps")->float64s[1]));
  CHECK(plugin.seen_context.seed == 7);
  CHECK(plugin.seen_context.state_money == std::vector<MoneyClass>{MoneyClass::secured, MoneyClass::at_risk});
  CHECK(plugin.seen_context.currency.code() == "EUR");
}

TEST_CASE("content plan: random proposals keep consent, capacity and one contact, whatever their order") {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const size_t members = 1 + random() % 12;
    std::vector<int64_t> money;
    std::vector<uint32_t> mask;
    for (size_t i = 0; i < members; ++i) {
      money.push_back(static_cast<int64_t>(random() % 9) * 100);
      mask.push_back(random() % 4 == 0 ? 0 : 1);
    }
    Ground ground(money);
    ground.consent("email", mask);
    ground.content.capacity = {{"email", random() % 5}, {"phone", random() % 3}};
    std::vector<Row> rows;
    for (size_t i = 0; i < members; ++i) {
      rows.push_back({static_cast<int64_t>(i), "email", static_cast<int64_t>(random() % 3),
                      1 + static_cast<int64_t>(random() % 2)});
      rows.push_back({static_cast<int64_t>(i), "phone", static_cast<int64_t>(random() % 4),
                      1 + static_cast<int64_t>(random() % 2)});
    }
    const ContentPlan plan = ground.plan(rows);
    std::set<SubjectNumber> contacted;
    std::map<std::string, int64_t> used;
    for (const ContentRow& row : plan.rows) {
      CHECK_FALSE(row.decision_reason.empty());
      if (row.decision != ContactDecision::planned) continue;
      CHECK(contacted.insert(row.subject).second);
      CHECK(++used[row.channel] <= ground.content.capacity[row.channel]);
      CHECK((row.channel == "phone" || mask[ordinal_of(row.subject)] == 1));
    }
    for (const ContentRow& out : plan.rows) {
      if (out.decision != ContactDecision::over_capacity) continue;
      for (const ContentRow& in : plan.rows) {
        if (in.decision == ContactDecision::planned && in.channel == out.channel) CHECK_FALSE(ranks_before(out, in));
      }
    }
    std::shuffle(rows.begin(), rows.end(), random);
    CHECK(lines(ground.plan(rows)) == lines(plan));
  }
}
