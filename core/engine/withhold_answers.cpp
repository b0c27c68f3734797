#include "core/engine/withhold_answers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/engine/coarse_estimates.hpp"
#include "core/report/safe_segments.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

/// Members of whom estimates tell by themselves.
class EstimateCells {
 public:
  explicit EstimateCells(MemberSource& members)
      : header_(members.header()),
        money_(money_classes_of(members)),
        classes_(header_, money_),
        segments_(std::max<size_t>(1, header_.segments.size())),
        by_class_(classes_.strata().size() * header_.states.size()),
        by_segment_(segments_ * header_.states.size()) {
    for_each_slice(members, [this](const Snapshot& slice) {
      for (size_t i = 0; i < slice.size(); ++i) {
        ResponseClasses::Member member{slice.state[i], slice.disposition[i], slice.segment[i], slice.money[i]};
        if (!slice.money_class.empty()) member.drawn_class = slice.money_class[i];
        add(member);
      }
    });
  }

  bool has_few_unspoken(const DisclosureRule& rule) const {
    return is_unsafe(alone_, rule) || is_unsafe(outside_, rule);
  }
  bool has_unspoken() const { return alone_.contributors + outside_.contributors > 0; }
  bool has_few_credits(const DisclosureRule& rule) const { return has_few(credit_, rule); }
  bool has_few_silent(const DisclosureRule& rule) const { return has_few(silent_, rule); }
  bool has_few_by_segment(const DisclosureRule& rule) const { return has_few(by_segment_, rule); }
  MeasuredClasses measured() const { return {classes_, by_class_, header_.states}; }

 private:
  template <typename Cells>
  static bool has_few(const Cells& cells, const DisclosureRule& rule) {
    return std::any_of(cells.begin(), cells.end(), [&](const auto& cell) { return is_unsafe(cell, rule); });
  }

  void add(const ResponseClasses::Member& member) {
    classes_.add(member);
    const size_t states = header_.states.size();
    const size_t state = member.state == kUnmeasured ? states : member.state;
    if (member.money < 0) {
      credit_.resize(states + 1);
      add_contributor(credit_[state], member.money);
    }
    const std::optional<size_t> stratum = classes_.stratum_of(member);
    if (state < states) {
      add_contributor(by_segment_[state * segments_ + member.segment], member.money);
      if (stratum) add_contributor(by_class_[*stratum * states + state], member.money);
      return;
    }
    add_contributor(silent_[member.disposition], member.money);
    if (stratum && *stratum / segments_ == kOwnMoneyClass) add_contributor(alone_, member.money);
    if (!stratum && member.money >= 0) add_contributor(outside_, member.money);
  }

  const SnapshotHeader& header_;
  MoneyClasses money_;
  ResponseClasses classes_;
  size_t segments_;
  std::vector<DisclosureCell> by_class_;                ///< measured, by response class and state
  std::vector<DisclosureCell> by_segment_;              ///< measured, by state and segment
  DisclosureCell alone_;                                ///< without a state, a hundredth of all money each
  DisclosureCell outside_;                              ///< without a state and not eligible
  std::vector<DisclosureCell> credit_;                  ///< below zero, by state; empty when nobody is
  std::array<DisclosureCell, kDispositions> silent_{};  ///< without a state, by disposition
};

/// Says what is certain and nothing else.
void withhold_estimates(Representation& answers) {
  answers.unspoken.money = answers.unmeasured();
  answers.extrapolated = 0;
  answers.estimable = false;
  answers.why_not = kWithheld;
  answers.parts.reset();
  answers.states.clear();
  answers.by_segment.clear();
  answers.merges.clear();
  answers.rounded_to = 0;
}

}  // namespace

bool withhold_answers(MemberSource& members, const ToldCycle& told, const DisclosureRule& rule,
                      Representation& answers) {
  const EstimateCells cells(members);
  const size_t segments = std::max<size_t>(1, members.header().segments.size());
  const bool by_segment = answers.estimable && segments > 1 && answers.classes <= segments;
  if (cells.has_unspoken()) answers.by_segment.clear();
  const bool tells_class = cells.has_few_unspoken(rule) || (by_segment && !told.hidden.empty());
  if (tells_class || !coarsen_estimates(cells.measured(), rule, answers)) withhold_estimates(answers);
  if (by_segment && cells.has_few_by_segment(rule)) answers.states.clear();
  if (cells.has_few_silent(rule)) answers.unmeasured_by = {};
  return !cells.has_few_credits(rule);
}

}  // namespace vk
