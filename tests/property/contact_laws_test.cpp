#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "core/plan/kinds_of_people.hpp"

namespace vk {
namespace {

constexpr uint32_t kContactSeed = 20261125;

/// Random rules, occasions and one person's wishes for them.
class Scene {
 public:
  explicit Scene(uint32_t seed) : random_(seed) {
    const int64_t rules = 1 + below(4);
    for (int64_t i = 0; i < rules; ++i) specs_.push_back(random_rule());
    const int64_t count = 1 + below(14);
    const ContactRuleSet rules_set(specs_);
    for (int64_t i = 0; i < count; ++i) {
      const DayNumber day = static_cast<DayNumber>(20500 + below(120));
      items_.push_back(std::string(1, static_cast<char>('a' + below(3))));
      channels_.push_back(below(2) == 0 ? "email" : "phone");
      const ContactScope scope{items_.back(), "customers", channels_.back()};
      occasions_.push_back(
          rules_set.occasion(scope, static_cast<DayNumber>(day + below(10)), static_cast<uint32_t>(below(6))));
      wishes_.push_back(
          {day, static_cast<DayNumber>(day + below(30)), static_cast<uint32_t>(i), static_cast<RuleBits>(random_())});
    }
  }

  const std::vector<ContactRuleSpec>& specs() const { return specs_; }
  const std::vector<Occasion>& occasions() const { return occasions_; }
  const std::vector<std::string>& items() const { return items_; }
  const std::vector<ContactWish>& wishes() const { return wishes_; }

 private:
  int64_t below(int64_t end) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(end)); }

  ContactRuleSpec random_rule() {
    ContactRuleSpec rule;
    rule.name = "rule";
    rule.limit = static_cast<ContactLimit>(below(4));
    rule.rest_days = static_cast<int32_t>(1 + below(20));
    rule.at_most = 1 + below(3);
    rule.per = {static_cast<ContactPeriod::Kind>(below(5)), static_cast<int32_t>(1 + below(25))};
    if (rule.limit == ContactLimit::at_most && below(2) == 0)
      rule.weight = {{"a", static_cast<int32_t>(1 + below(rule.at_most))}, {"c", static_cast<int32_t>(rule.at_most)}};
    if (rule.limit == ContactLimit::pause) rule.around = {{"a", {}}};
    rule.days_before = static_cast<int32_t>(below(8));
    rule.days_after = static_cast<int32_t>(below(8));
    if (below(3) == 0) rule.items = {{"a", {}}, {"b", {}}};
    if (below(3) == 0) rule.channels = {{"email", {}}};
    if (below(2) == 0) rule.delay_days = static_cast<int32_t>(1 + below(20));
    return rule;
  }

  std::mt19937 random_;
  std::vector<ContactRuleSpec> specs_;
  std::vector<std::string> items_;
  std::vector<std::string> channels_;
  std::vector<Occasion> occasions_;
  std::vector<ContactWish> wishes_;
};

/// Whether a rule holds for all of a person's contacts, from its definition alone.
class Judge {
 public:
  Judge(const Scene& scene, size_t index)
      : rule_(scene.specs()[index]), bit_(RuleBits{1} << index), occasions_(scene.occasions()), items_(scene.items()) {}

  /// True when putting `added` among the others keeps the rule, as far as it is about `added`.
  bool allows(const std::vector<ContactMark>& others, const ContactMark& added) const {
    std::vector<ContactMark> counted;
    for (const ContactMark& mark : others) {
      if ((occasions_[mark.occasion].counted & bit_) != 0) counted.push_back(mark);
    }
    const bool is_counted = (occasions_[added.occasion].counted & bit_) != 0;
    switch (rule_.limit) {
      case ContactLimit::rest:
        return !is_counted || std::none_of(counted.begin(), counted.end(), [&](const ContactMark& mark) {
          return std::abs(mark.day - added.day) < rule_.rest_days;
        });
      case ContactLimit::at_most:
        return !is_counted || keeps_count(counted, added);
      case ContactLimit::once_per_window:
        return !is_counted || std::none_of(counted.begin(), counted.end(), [&](const ContactMark& mark) {
          return occasions_[mark.occasion].window == occasions_[added.occasion].window;
        });
      case ContactLimit::pause:
        return std::none_of(others.begin(), others.end(),
                            [&](const ContactMark& mark) { return meets(mark, added) || meets(added, mark); });
    }
    return false;
  }

 private:
  /// Every run of days, or every calendar period, that holds the added contact has at most so many.
  bool keeps_count(std::vector<ContactMark> counted, const ContactMark& added) const {
    counted.push_back(added);
    const bool in_a_row = rule_.per.kind == ContactPeriod::Kind::days;
    for (DayNumber first = in_a_row ? added.day - rule_.per.days + 1 : added.day; first <= added.day; ++first) {
      const DayNumbers period =
          in_a_row ? DayNumbers{first, first + rule_.per.days} : period_of(rule_.per.kind, added.day);
      int64_t inside = 0;
      for (const ContactMark& mark : counted) {
        if (period.first <= mark.day && mark.day < period.end) inside += weight_of(mark);
      }
      if (inside > rule_.at_most) return false;
    }
    return true;
  }

  int64_t weight_of(const ContactMark& mark) const {
    const auto found = rule_.weight.find(items_[mark.occasion]);
    return found == rule_.weight.end() ? 1 : found->second;
  }

  bool meets(const ContactMark& window, const ContactMark& other) const {
    const Occasion& measured = occasions_[window.occasion];
    if ((measured.guarded & occasions_[other.occasion].counted & bit_) == 0) return false;
    return other.day >= window.day - rule_.days_before &&
           other.day <= std::max(measured.until, window.day) + rule_.days_after;
  }

  const ContactRuleSpec& rule_;
  RuleBits bit_;
  const std::vector<Occasion>& occasions_;
  const std::vector<std::string>& items_;  ///< of the occasions
};

/// The rules that forbid a contact on a day, by trying each.
std::vector<size_t> forbidding(const Scene& scene, const std::vector<ContactMark>& others, const ContactWish& wish,
                               DayNumber day) {
  std::vector<size_t> found;
  for (size_t i = 0; i < scene.specs().size(); ++i) {
    if (((wish.protecting >> i) & 1U) == 0) continue;
    if (!Judge(scene, i).allows(others, {day, wish.occasion})) found.push_back(i);
  }
  return found;
}

/// The verdict day by day: blocked at once, or the first day within every delay of the rules that forbid the wished
/// one.
ContactVerdict tried_day_by_day(const Scene& scene, const std::vector<ContactMark>& others, const ContactWish& wish) {
  const std::vector<size_t> at_first = forbidding(scene, others, wish, wish.day);
  if (at_first.empty()) return {kNoRule, wish.day};
  DayNumber latest = wish.latest;
  for (const size_t rule : at_first) {
    const auto& delay = scene.specs()[rule].delay_days;
    if (!delay) return {static_cast<int>(rule), wish.day};
    latest = std::min(latest, wish.day + *delay);
  }
  for (DayNumber day = wish.day; day <= latest; ++day) {
    if (forbidding(scene, others, wish, day).empty()) return {kNoRule, day};
  }
  return {static_cast<int>(at_first.front()), wish.day};
}

TEST_CASE("contact laws: the same as trying every day, and what is accepted keeps every rule") {
  INFO("seed " << kContactSeed);
  size_t made = 0;
  size_t delayed = 0;
  size_t left_out = 0;
  for (uint32_t i = 0; i < 4000; ++i) {
    const Scene scene(kContactSeed + i);
    const ContactRuleSet rules(scene.specs());
    std::vector<ContactMark> marks;
    for (const ContactWish& wish : scene.wishes()) {
      const ContactVerdict verdict = rules.decide(scene.occasions(), marks, wish);
      const ContactVerdict tried = tried_day_by_day(scene, marks, wish);
      INFO("scene " << i << ", wish " << wish.occasion);
      REQUIRE(verdict.rule == tried.rule);
      REQUIRE(verdict.day == tried.day);
      ++(verdict.made() ? (verdict.day == wish.day ? made : delayed) : left_out);
      if (!verdict.made()) {
        const DayNumber free = rules.first_free_day(scene.occasions(), marks, wish);
        REQUIRE(free > wish.day);
        if (free != kNever) REQUIRE(forbidding(scene, marks, wish, free).empty());
        continue;
      }
      REQUIRE(forbidding(scene, marks, wish, verdict.day).empty());
      add_mark(marks, {verdict.day, wish.occasion});
    }
  }
  CHECK(made > 1000);
  CHECK(delayed > 200);
  CHECK(left_out > 1000);
}

/// The rules that protect somebody with these attributes.
RuleBits protecting(const ContactRuleSet& rules, const Attributes& attributes) {
  return rules.protecting([&](const std::string& name) -> std::optional<std::string> {
    const auto value = attributes.find(name);
    return value == attributes.end() ? std::nullopt : std::optional{value->second};
  });
}

TEST_CASE("contact laws: the kinds of people are those that the rules can tell apart, and no others") {
  INFO("seed " << kContactSeed);
  const std::vector<std::string> columns{"size", "region", "sector"};
  const std::vector<std::string> values{"x", "y", "z"};
  AudienceSpec audience;
  for (const std::string& column : columns) audience.segments.push_back({column, {}});
  std::mt19937 random(kContactSeed);
  for (size_t round = 0; round < 500; ++round) {
    INFO("round " << round);
    std::vector<ContactRuleSpec> specs(1 + random() % 7);
    for (ContactRuleSpec& spec : specs) {
      for (const std::string& column : columns) {
        if (random() % 2 == 0) spec.where[column] = {values[random() % 3], {}};
      }
      // A column that the audience does not have: the rule protects nobody.
      if (random() % 8 == 0) spec.where["chain"] = {"x", {}};
    }
    const ContactRuleSet rules(specs);
    std::set<RuleBits> of_people;
    for (size_t person = 0; person < 64; ++person) {  // three values of each column, or none
      Attributes attributes;
      for (size_t i = 0; i < columns.size(); ++i) {
        const size_t value = person >> (2 * i) & 3;
        if (value < 3) attributes[columns[i]] = values[value];
      }
      of_people.insert(protecting(rules, attributes));
    }
    std::set<RuleBits> of_kinds;
    for (const Attributes& kind : kinds_of_people(specs, ~RuleBits{0}, audience))
      of_kinds.insert(protecting(rules, kind));
    REQUIRE(of_kinds == of_people);
  }
}

}  // namespace
}  // namespace vk
