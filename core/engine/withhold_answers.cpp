#include "core/engine/withhold_answers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/report/safe_segments.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

/// Members of whom estimates tell by themselves.
struct EstimateCells {
  DisclosureCell unspoken;                           ///< without a state, and nobody speaks for them
  DisclosureCell credit;                             ///< below zero
  std::array<DisclosureCell, kDispositions> silent;  ///< without a state, by disposition
  std::vector<DisclosureCell> measured;              ///< with a state, by it and segment
};

EstimateCells estimate_cells(MemberSource& members) {
  const MoneyClasses money = money_classes_of(members);
  const ResponseClasses classes(members.header(), money);
  const size_t segments = std::max<size_t>(1, members.header().segments.size());
  EstimateCells cells{};
  cells.measured.resize(segments * members.header().states.size());
  for_each_slice(members, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      ResponseClasses::Member member{slice.state[i], slice.disposition[i], slice.segment[i], slice.money[i]};
      if (!slice.money_class.empty()) member.drawn_class = slice.money_class[i];
      if (member.money < 0) add_contributor(cells.credit, member.money);
      if (member.state != kUnmeasured) {
        add_contributor(cells.measured[member.state * segments + member.segment], member.money);
        continue;
      }
      add_contributor(cells.silent[member.disposition], member.money);
      const std::optional<size_t> stratum = classes.stratum_of(member);
      const bool alone = stratum ? *stratum / segments == kOwnMoneyClass : member.money >= 0;
      if (alone) add_contributor(cells.unspoken, member.money);
    }
  });
  return cells;
}

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
}

}  // namespace

void withhold_answers(MemberSource& members, const ToldCycle& told, const DisclosureRule& rule,
                      Representation& answers) {
  const EstimateCells cells = estimate_cells(members);
  const auto is_few = [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); };
  const size_t segments = std::max<size_t>(1, members.header().segments.size());
  const bool by_segment = answers.estimable && segments > 1 && answers.classes <= segments;
  if (is_few(cells.unspoken) || is_few(cells.credit) || (by_segment && !told.hidden.empty()))
    withhold_estimates(answers);
  if (by_segment && std::any_of(cells.measured.begin(), cells.measured.end(), is_few)) answers.states.clear();
  if (is_few(cells.credit)) answers.net_credit = {};
  if (cells.unspoken.contributors > 0) answers.by_segment.clear();
  const bool few_silent = std::any_of(cells.silent.begin(), cells.silent.end(), is_few);
  if (few_silent) answers.unmeasured_by = {};
}

}  // namespace vk
