#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "core/content/content_plan_json.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_numbers.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/support/temp_folder.hpp"

// Content plans tell of nobody, also beside the measurement that they follow and beside each other: whoever reads them
// knows which states, segments, channels and owners go together, and who is in what, but not the money.

using namespace vk;

namespace {

using test::ToldSums;

/// What a plan does with a member.
struct Proposal {
  std::string decision = "none";  ///< "planned", or what held it back
  std::string action;
  std::string channel;
  std::string owner;
  std::string duplicate;  ///< action of a second row that was held back for the first

  bool is_planned() const { return decision == "planned"; }
};

struct ProposedMember {
  size_t state = 0;
  size_t segment = 0;
  int64_t money = 0;
  std::vector<Proposal> plans;
};

constexpr std::array<const char*, 4> kStates{"committed", "content", "uncertain", "leaving"};
constexpr std::array<const char*, 4> kParts{"secured", "secured", "at_risk", "leaving"};
constexpr std::array<const char*, 2> kSegments{"large", "small"};

struct PlansWorld {
  size_t plans = 1;
  DisclosureRule rule;
  std::vector<ProposedMember> members;
};

/// Most go the way of their state and segment; one in `rare` does not.
class RandomProposer {
 public:
  RandomProposer(test::Dice& dice, uint64_t rare) : dice_(dice), rare_(rare) {
    for (size_t state = 0; state < kStates.size(); ++state) {
      actions_[state] = word({"repair", "part kindly", "thank"});
      channels_[state] = word({"letter", "visit", "phone"});
    }
    usual_[0] = dice.roll(4) != 0 ? "planned" : "none";
    for (size_t state = 1; state < kStates.size(); ++state) usual_[state] = dice.roll(4) != 0 ? "planned" : "none";
    owner_by_segment_ = dice.roll(2) == 0;
  }

  Proposal propose(const ProposedMember& member) {
    Proposal made;
    made.decision = usual_[member.state];
    if (is_rare()) made.decision = word({"planned", "none", "no_consent", "over_capacity", "holdout"});
    if (made.decision == "none") return made;
    made.action = is_rare() ? word({"repair", "part kindly", "thank"}) : actions_[member.state];
    made.channel = is_rare() ? word({"letter", "visit", "phone"}) : channels_[member.state];
    made.owner = owner_by_segment_ ? kSegments.at(member.segment) : made.channel == "letter" ? "" : "Anna";
    if (is_rare()) made.owner = "Ben";
    if (made.is_planned() && is_rare()) made.duplicate = word({"repair", "thank"});
    return made;
  }

 private:
  bool is_rare() { return dice_.roll(rare_) == 0; }
  std::string word(const std::vector<std::string>& words) { return words[dice_.roll(words.size())]; }

  test::Dice& dice_;
  uint64_t rare_;
  std::array<std::string, 4> actions_;
  std::array<std::string, 4> channels_;
  std::array<std::string, 4> usual_;
  bool owner_by_segment_ = false;
};

PlansWorld random_plans(test::Dice& dice) {
  PlansWorld world;
  world.plans = 1 + dice.roll(2);
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  const size_t members = 40 + 40 * dice.roll(6);
  const std::array<uint64_t, 4> often{6, 20, 60, 400};
  std::vector<RandomProposer> proposers;
  for (size_t plan = 0; plan < world.plans; ++plan) proposers.emplace_back(dice, often.at(dice.roll(4)));
  const uint64_t some = 1 + dice.roll(30);
  for (size_t i = 0; i < members; ++i) {
    ProposedMember member;
    member.state = dice.roll(some) == 0 ? dice.roll(4) : i % 3 + 1;
    member.segment = dice.roll(2);
    member.money = static_cast<int64_t>(1 + dice.roll(dice.roll(15) == 0 ? 20000 : 300));
    for (RandomProposer& proposer : proposers) member.plans.push_back(proposer.propose(member));
    world.members.push_back(member);
  }
  return world;
}

std::string plan_item(size_t plan) {
  return fmt::format("content{}", plan);
}

ContentPlan content_plan_of(const PlansWorld& world, size_t number, const SnapshotHeader& header) {
  ContentPlan plan;
  plan.name = {plan_item(number), "customers", "2026"};
  plan.measurement = header.name;
  plan.plugin = header.plugin;
  plan.currency = header.metric.currency;
  std::map<std::string, ContentPlan::ChannelUse> uses;
  for (size_t i = 0; i < world.members.size(); ++i) {
    const Proposal& proposal = world.members[i].plans[number];
    if (proposal.decision == "none") continue;
    ContentRow row;
    row.subject = subject_number(0, static_cast<uint32_t>(i));
    row.action = proposal.action;
    row.channel = proposal.channel;
    row.owner = proposal.owner;
    row.when = header.interval.end;
    row.money = world.members[i].money;
    row.cost = 5;
    row.state = kStates.at(world.members[i].state);
    for (const ContactDecision decision : {ContactDecision::no_consent, ContactDecision::over_capacity,
                                           ContactDecision::holdout, ContactDecision::planned}) {
      if (to_string(decision) == proposal.decision) row.decision = decision;
    }
    plan.rows.push_back(row);
    ContentPlan::ChannelUse& use = uses[row.channel];
    use.channel = row.channel;
    if (proposal.is_planned()) {
      ++use.planned;
      use.money += row.money;
      use.cost += row.cost;
    }
    if (proposal.duplicate.empty()) continue;
    row.action = proposal.duplicate;
    row.decision = ContactDecision::duplicate;
    plan.rows.push_back(row);
  }
  for (const auto& [channel, use] : uses) plan.channels.push_back(use);
  return plan;
}

/// Kinds are {state, segment, and of each plan: decision, action, channel, owner, duplicate}.
class PlanAuditor {
 public:
  explicit PlanAuditor(const PlansWorld& world)
      : world_(world), money_(world.rule), counts_(DisclosureRule{world.rule.least, 0}) {
    for (size_t i = 0; i < world.members.size(); ++i) {
      const ProposedMember& member = world.members[i];
      ToldSums::Kind kind{std::to_string(member.state), std::to_string(member.segment)};
      for (const Proposal& proposal : member.plans)
        kind.insert(kind.end(),
                    {proposal.decision, proposal.action, proposal.channel, proposal.owner, proposal.duplicate});
      money_.add(kind, i, member.money);
      counts_.add(kind, i, 1);
    }
  }

  void read(const std::string& json) {
    for (const auto& [id, figure] : test::figures_of(json)) figures_.emplace(id, figure);
    held_back_.push_back({});
    for (const auto& [id, figure] : test::figures_of(json)) {
      if (id.starts_with("held_back/")) held_back_.back()[id.substr(10)] = figure;
    }
  }

  void audit() {
    for (const bool of_cycle : {true, false}) {
      for (const auto& [id, figure] : figures_) {
        INFO(id);
        if (id.starts_with("renewal/") == of_cycle) CHECK(understand(id, *figure));
      }
      if (!of_cycle) continue;
      money_.is_known();
      counts_.is_known();
    }
    for (size_t plan = 0; plan < held_back_.size(); ++plan) understand_held_back(plan);
    money_.solve();
    counts_.solve();
    ask();
  }

  bool tells(const std::string& text) const {
    return std::any_of(figures_.begin(), figures_.end(),
                       [&](const auto& figure) { return figure.first.find(text) != std::string::npos; });
  }
  size_t unsafe() const { return money_.unsafe(); }

 private:
  using Kind = ToldSums::Kind;
  using Which = ToldSums::Which;
  static constexpr size_t kFields = 5;

  static size_t state_in(const Kind& kind) { return std::stoul(kind[0]); }
  static size_t segment_in(const Kind& kind) { return std::stoul(kind[1]); }
  static const std::string& field(const Kind& kind, size_t plan, size_t which) {
    return kind[2 + plan * kFields + which];
  }
  static const std::string& decision(const Kind& kind, size_t plan) { return field(kind, plan, 0); }
  static bool is_planned(const Kind& kind, size_t plan) { return decision(kind, plan) == "planned"; }

  static ToldSums::Factor once(const Which& which) {
    return [=](const Kind& kind) { return which(kind) ? 1.0 : 0.0; };
  }
  bool tell_money(const Which& which, double value) {
    money_.tell(once(which), value);
    return true;
  }
  bool tell_count(const Which& which, double value) {
    counts_.tell(once(which), value);
    return true;
  }

  bool understand(const std::string& id, const test::JsonObject& figure) {
    const std::string cycle = "renewal/customers@2026/";
    if (id.starts_with(cycle)) return understand_cycle(id.substr(cycle.size()), figure);
    for (size_t plan = 0; plan < world_.plans; ++plan) {
      const std::string begin = fmt::format("{}/customers@2026/", plan_item(plan));
      if (id.starts_with(begin)) return understand_plan(plan, id.substr(begin.size()), figure);
    }
    return id.starts_with("held_back/");
  }

  static std::vector<std::string> split(const std::string& text, const std::string& by) {
    std::vector<std::string> parts;
    for (size_t at = 0; at <= text.size();) {
      const size_t end = std::min(text.find(by, at), text.size());
      parts.push_back(text.substr(at, end - at));
      at = end + by.size();
    }
    return parts;
  }

  bool understand_cycle(const std::string& what, const test::JsonObject& figure) {
    const std::vector<std::string> words = split(what, "/");
    if (words[0] == "state") {
      const Which here = in_states(words[1], "+");
      if (words[2] == "money") return tell_money(here, test::number_of(figure, "minor"));
      return words[2] != "members" || tell_count(here, test::number_of(figure, "count"));
    }
    if (words[0] == "exposure" && words.size() == 2)
      return tell_money(in_part(words[1]), test::number_of(figure, "minor"));
    if (words[0] == "segment") {
      const bool named = std::find(kSegments.begin(), kSegments.end(), words[1]) != kSegments.end();
      if (!named) return words[1] == "*";
      const Which part = in_part(words[2]);
      const bool is_base = words[2] == "base" || words[2] == "members";
      const Which here = [=](const Kind& kind) {
        return words[1] == kSegments.at(segment_in(kind)) && (is_base || part(kind));
      };
      if (words[2] == "members") return tell_count(here, test::number_of(figure, "count"));
      return tell_money(here, test::number_of(figure, "minor"));
    }
    return true;  // another audit reads the rest of a cycle
  }

  static Which in_states(const std::string& names, const std::string& by) {
    const std::vector<std::string> states = split(names, by);
    return [=](const Kind& kind) {
      return std::find(states.begin(), states.end(), kStates.at(state_in(kind))) != states.end();
    };
  }
  /// A part, or those that no figure tells by themselves.
  Which in_part(const std::string& part) const {
    return [=, this](const Kind& kind) {
      const std::string own = kParts.at(state_in(kind));
      if (part != "together") return own == part;
      return !figures_.contains("renewal/customers@2026/exposure/" + own);
    };
  }

  bool understand_plan(size_t plan, const std::string& what, const test::JsonObject& figure) {
    understand_basis(plan, figure);
    const std::vector<std::string> words = split(what, "/");
    const std::string& last = words.back();
    if (last == "cost" || last == "capacity") return true;  // known by contact
    const Which row = words[0] == "aim"       ? of_aim(plan, words[1], words[2])
                      : words[0] == "channel" ? of_channel(plan, words[1])
                                              : of_owner(plan, words[1], words[2]);
    const Which planned = [=](const Kind& kind) { return is_planned(kind, plan) && row(kind); };
    if (last == "planned") return tell_count(planned, test::number_of(figure, "count"));
    if (last == "money") return tell_money(planned, test::number_of(figure, "minor"));
    if (last != "held_back") return false;
    counts_.tell([=, this](const Kind& kind) { return held_back_of_aim(plan, words[1], words[2], kind); },
                 test::number_of(figure, "count"));
    return true;
  }

  /// Whose proposals a plan has, and their money.
  void understand_basis(size_t plan, const test::JsonObject& figure) {
    if (!basis_.insert(plan).second) return;
    const std::vector<std::string> base = test::numbers_in(figure.getValue<std::string>("base"));
    const std::vector<std::string> n = test::numbers_in(figure.getValue<std::string>("n"));
    const Which proposed = [=](const Kind& kind) { return decision(kind, plan) != "none"; };
    if (!base.empty()) tell_money(proposed, std::round(*double_from(base.front()) * 100));
    if (n.size() == 2) tell_count(proposed, *double_from(n.back()));
  }

  std::string told_state(const Kind& kind, size_t plan) const {
    const std::string own = kStates.at(state_in(kind));
    for (const std::string& name : names(plan, "aim/", 1)) {
      const std::vector<std::string> parts = split(name, " + ");
      if (std::find(parts.begin(), parts.end(), own) != parts.end()) return name;
    }
    return own;
  }
  /// The words at one place of a plan's figures.
  std::set<std::string> names(size_t plan, const std::string& begin, size_t place) const {
    std::set<std::string> found;
    const std::string prefix = fmt::format("{}/customers@2026/", plan_item(plan));
    for (const auto& [id, figure] : figures_) {
      if (!id.starts_with(prefix + begin)) continue;
      const std::vector<std::string> words = split(id.substr(prefix.size()), "/");
      if (words[1] != "other") found.insert(words[place]);
    }
    return found;
  }

  bool has(size_t plan, const std::string& what) const {
    return figures_.contains(fmt::format("{}/customers@2026/{}/planned", plan_item(plan), what));
  }

  /// In the row of an aim, by the state and one of the member's actions.
  bool is_in_aim(size_t plan, const std::string& state, const std::string& action, const Kind& kind,
                 const std::string& own_action) const {
    const std::string own = told_state(kind, plan);
    if (state != "other") return own == state && own_action == action;
    return !has(plan, fmt::format("aim/{}/{}", own, own_action));
  }
  Which of_aim(size_t plan, const std::string& state, const std::string& action) const {
    return [=, this](const Kind& kind) { return is_in_aim(plan, state, action, kind, field(kind, plan, 1)); };
  }
  double held_back_of_aim(size_t plan, const std::string& state, const std::string& action, const Kind& kind) const {
    double rows = 0;
    const bool held = decision(kind, plan) != "none" && !is_planned(kind, plan);
    if (held && is_in_aim(plan, state, action, kind, field(kind, plan, 1))) ++rows;
    const std::string& duplicate = field(kind, plan, 4);
    if (!duplicate.empty() && is_in_aim(plan, state, action, kind, duplicate)) ++rows;
    return rows;
  }
  Which of_channel(size_t plan, const std::string& channel) const {
    return [=, this](const Kind& kind) {
      const std::string& own = field(kind, plan, 2);
      return channel == "other" ? !has(plan, "channel/" + own) : own == channel;
    };
  }
  Which of_owner(size_t plan, const std::string& owner, const std::string& channel) const {
    return [=, this](const Kind& kind) {
      if (!of_channel(plan, channel)(kind)) return false;
      const std::string& own = field(kind, plan, 3);
      return owner == "other" ? !has(plan, fmt::format("owner/{}/{}", own, channel)) : own == owner;
    };
  }

  void understand_held_back(size_t plan) {
    for (const auto& [name, figure] : held_back_[plan]) {
      const std::string& rule = name;  // a lambda cannot hold a part of a pair
      const auto rows = [=, this](const Kind& kind) {
        double sum = 0;
        const auto add = [&](const std::string& own) {
          const bool told = held_back_[plan].contains(own);
          sum += own == rule || (rule == "other" && !told) ? 1 : 0;
        };
        if (decision(kind, plan) != "none" && !is_planned(kind, plan)) add(decision(kind, plan));
        if (!field(kind, plan, 4).empty()) add("duplicate");
        return sum;
      };
      counts_.tell(rows, test::number_of(*figure, "count"));
    }
  }

  void check(const std::string& name, const Which& which) {
    money_.check(name, which);
    counts_.check_count(name, which);
  }

  void ask() {
    for (size_t plan = 0; plan < world_.plans; ++plan) {
      for (const std::string own : {"planned", "held back", "none"}) {
        const Which decided = [=](const Kind& kind) {
          if (own == "held back") return decision(kind, plan) != "none" && !is_planned(kind, plan);
          return decision(kind, plan) == own;
        };
        ask_within(fmt::format("plan {}, {}", plan, own), decided);
        if (own == "planned") ask_of_desks(plan, decided);
        if (world_.plans == 1) continue;
        ask_within(fmt::format("plan {}, {}, and planned in the other", plan, own),
                   [=](const Kind& kind) { return decided(kind) && is_planned(kind, 1 - plan); });
      }
      ask_within(fmt::format("plan {}, not planned", plan), [=](const Kind& kind) { return !is_planned(kind, plan); });
    }
  }

  /// All who fit, and those of them in each state, part and segment.
  void ask_within(const std::string& name, const Which& which) {
    check(name, which);
    for (size_t state = 0; state < kStates.size(); ++state)
      check(fmt::format("{}, {}", name, kStates.at(state)),
            [=](const Kind& kind) { return which(kind) && state_in(kind) == state; });
    for (size_t segment = 0; segment < kSegments.size(); ++segment) {
      check(fmt::format("{}, {}", name, kSegments.at(segment)),
            [=](const Kind& kind) { return which(kind) && segment_in(kind) == segment; });
    }
  }

  void ask_of_desks(size_t plan, const Which& planned) {
    for (const size_t which : {1U, 2U, 3U}) {
      std::set<std::string> words;
      for (const ProposedMember& member : world_.members) {
        const Proposal& own = member.plans[plan];
        words.insert(which == 1 ? own.action : which == 2 ? own.channel : own.owner);
      }
      for (const std::string& word : words) {
        ask_within(fmt::format("plan {}, {} by {}", plan, word, which),
                   [=](const Kind& kind) { return planned(kind) && field(kind, plan, which) == word; });
      }
    }
  }

  const PlansWorld& world_;
  ToldSums money_;
  ToldSums counts_;
  test::ToldFigures figures_;
  std::vector<test::ToldFigures> held_back_;  ///< by report, which has one plan
  std::set<size_t> basis_;
};

struct PlanSums {
  size_t unsafe = 0;
  size_t plans = 0;
  size_t with_aims = 0;
  size_t with_channels = 0;
  size_t with_owners = 0;
  size_t with_other = 0;
  size_t with_held_back = 0;
};

void audit_plans(test::Dice& dice, PlanSums& sums) {
  const PlansWorld world = random_plans(dice);
  SnapshotHeader header = test::sample_header(2026);
  header.states = {{kStates[0], MoneyClass::secured},
                   {kStates[1], MoneyClass::secured},
                   {kStates[2], MoneyClass::at_risk},
                   {kStates[3], MoneyClass::leaving}};
  header.segments = {{"size"}, {{kSegments[0]}, {kSegments[1]}}};
  std::vector<test::Row> rows;
  for (size_t i = 0; i < world.members.size(); ++i) {
    const ProposedMember& member = world.members[i];
    rows.push_back({subject_number(0, static_cast<uint32_t>(i)), static_cast<uint8_t>(member.state), member.money,
                    kActive, static_cast<uint16_t>(member.segment)});
  }
  const Snapshot snapshot = test::snapshot_of(header, rows);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "plans.store", StoreMode::read_write);
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  std::vector<ContentPlan> plans;
  for (size_t number = 0; number < world.plans; ++number) {
    plans.push_back(content_plan_of(world, number, snapshot.header));
    store.archive_report(
        {plans.back().name, "plan.json", snapshot.header.as_of, "", content_plan_to_json(plans.back())}, nullptr);
  }
  PlanAuditor auditor(world);
  for (const ContentPlan& plan : plans) {
    ReportInputs inputs = test::all_inputs(store, 1, {});
    inputs.content_plans.push_back(plan);
    withhold(test::calendar_with(world.rule), store, inputs);
    sums.plans += inputs.content_plans.size();
    auditor.read(write_json(build_report(inputs)));
  }
  auditor.audit();
  sums.unsafe += auditor.unsafe();
  const auto tells = [&](const std::string& text) { return auditor.tells(text) ? 1U : 0U; };
  sums.with_aims += tells("/aim/committed") + tells("/aim/leaving") > 0 ? 1U : 0U;
  sums.with_channels += tells("/channel/letter") + tells("/channel/visit") > 0 ? 1U : 0U;
  sums.with_owners += tells("/owner/Anna") + tells("/owner/large") > 0 ? 1U : 0U;
  sums.with_other += tells("/aim/other");
  sums.with_held_back += tells("/held_back");
}

}  // namespace

TEST_CASE("disclosure audit: content plans tell nothing of few, beside their measurement and each other",
          "[property]") {
  constexpr uint64_t kSeed = 2012;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 120));
  test::Dice dice(seed);
  PlanSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_plans(dice, sums);
  }
  if (rounds < 120 || seed != kSeed) return;
  CAPTURE(sums.unsafe, sums.plans, sums.with_aims, sums.with_channels, sums.with_owners, sums.with_other,
          sums.with_held_back);
  CHECK(sums.unsafe > 1000);
  CHECK(sums.plans > 30);
  CHECK(sums.with_aims > 10);
  CHECK(sums.with_channels > 10);
  CHECK(sums.with_owners > 5);
  CHECK(sums.with_other > 5);
  CHECK(sums.with_held_back > 5);
}
