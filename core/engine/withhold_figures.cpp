#include "core/engine/withhold_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/engine/coarse_figures.hpp"
#include "core/engine/mean_reading.hpp"

namespace vk {
namespace {

bool is_quantile(const FigureSpec& spec) {
  return spec.kind == FigureKind::median || spec.kind == FigureKind::quantile;
}

/// What all figures say of an answer.
std::vector<int> groups_of_answer(const std::vector<const AnswerFigure*>& figures, double answer) {
  std::vector<int> groups;
  for (const AnswerFigure* figure : figures) groups.push_back(group_of(figure->spec, answer));
  return groups;
}

/// The answers of each group that the figures tell apart.
std::vector<AnswerCounts> groups_of(const std::vector<const AnswerFigure*>& figures, const AnswerCounts& counts) {
  std::map<std::vector<int>, AnswerCounts> groups;
  for (const auto& [answer, count] : counts) groups[groups_of_answer(figures, answer)][answer] += count;
  std::vector<AnswerCounts> all;
  for (auto& [group, answers] : groups) all.push_back(std::move(answers));
  return all;
}

/// Whether a mean of answers from 0 to 10, beside the number of each group, tells that somebody gave an answer, or one
/// beyond it, and that these are few.
bool mean_bounds_few(const std::vector<const AnswerFigure*>& figures, const std::vector<AnswerCounts>& groups,
                     const AnswerCounts& counts, uint64_t least) {
  constexpr int kHighest = 10;
  constexpr double kHalfStep = 0.005;  // means are told in hundredths
  const bool is_scale = std::all_of(counts.begin(), counts.end(), [](const auto& each) {
    return each.first >= 0 && each.first <= kHighest && each.first == std::floor(each.first);
  });
  if (!is_scale) return false;
  double total = 0;
  std::vector<AnsweredGroup> known;
  for (const AnswerCounts& group : groups) {
    AnsweredGroup& made = known.emplace_back();
    made.members = static_cast<double>(answers_in(group));
    for (const auto& [answer, count] : group) total += answer * static_cast<double>(count);
    const std::vector<int> own = groups_of_answer(figures, group.begin()->first);
    for (int answer = 0; answer <= kHighest; ++answer) {
      if (groups_of_answer(figures, answer) == own) made.answers.push_back(answer);
    }
  }
  const double rounding = kHalfStep * static_cast<double>(answers_in(counts));
  const Interval sum{total - rounding, total + rounding};
  const auto is_few = [&](const std::function<bool(double)>& which) {
    constexpr double kNoise = 1e-6;
    const Interval range = counts_told_by_sum(known, sum, which);
    return range.low > kNoise && range.high < static_cast<double>(least) - kNoise;
  };
  for (int one = 0; one <= kHighest; ++one) {
    if (is_few([=](double answer) { return answer == one; }) || is_few([=](double answer) { return answer != one; }) ||
        is_few([=](double answer) { return answer < one; }) || is_few([=](double answer) { return answer > one; }))
      return true;
  }
  return false;
}

/// Whether a mean tells how many gave another answer than the lowest, or highest, of their group, and these are few.
bool mean_tells_few(const std::vector<AnswerCounts>& groups, const AnswerCounts& counts, const DisclosureRule& rule) {
  double step = 0;
  for (auto next = counts.begin(); next != counts.end() && std::next(next) != counts.end(); ++next) {
    const double between = std::next(next)->first - next->first;
    step = step == 0 ? between : std::min(step, between);
  }
  if (step == 0) return false;
  double above = 0;
  double below = 0;
  double total = 0;
  for (const AnswerCounts& group : groups) {
    for (const auto& [answer, count] : group) {
      above += (answer - group.begin()->first) * static_cast<double>(count);
      below += (group.rbegin()->first - answer) * static_cast<double>(count);
      total += std::abs(answer) * static_cast<double>(count);
    }
  }
  const auto few = static_cast<double>(rule.least);
  const bool differ = above > 0;
  if (differ && std::min(above, below) / step < few) return true;
  // The p % rule over answers, in the unit of the answers.
  std::vector<double> biggest;
  for (const auto& [answer, count] : counts) {
    biggest.insert(biggest.end(), std::min<uint64_t>(count, 2), std::abs(answer));
  }
  std::sort(biggest.begin(), biggest.end(), std::greater<>());
  constexpr double kPercent = 100;
  return biggest.size() > 1 && total > 0 && total - biggest[0] - biggest[1] < rule.p_percent / kPercent * biggest[0];
}

/// Whether too few answered as low as `low` or lower, or as high as `high` or higher.
bool ends_tell_few(double low, double high, const AnswerCounts& counts, uint64_t least) {
  uint64_t below = 0;
  uint64_t above = 0;
  for (const auto& [answer, count] : counts) {
    if (answer <= low) below += count;
    if (answer >= high) above += count;
  }
  return std::min(below, above) < least;
}

/// Whether a quantile tells that few answered below it, or above, which a mean beside it can tell to be some. Answers
/// of rare classes weigh more, hence twice the least.
bool quantile_tells_few(const FigureSpec& spec, double value, const AnswerCounts& counts, uint64_t least) {
  uint64_t below = 0;
  uint64_t above = 0;
  for (const auto& [answer, count] : counts) {
    if (answer < value) below += count;
    if (answer > value) above += count;
  }
  constexpr double kWhole = 10'000;
  const double share = static_cast<double>(spec.quantile) / kWhole;
  const auto all = static_cast<double>(answers_in(counts));
  const auto is_few = [&](uint64_t beyond, double most) { return beyond > 0 && most < 2 * static_cast<double>(least); };
  return is_few(below, share * all) || is_few(above, (1 - share) * all);
}

void leave_out(AnswerFigure& figure) {
  figure.all.estimate.reset();
  figure.all.answers = 0;
  figure.all.members = 0;
  figure.change.reset();
  figure.by_segment.clear();
  figure.silent_alone = figure.off_scale = 0;
}

std::vector<const FigureBase*> bases_of(const std::vector<const AnswerFigure*>& figures) {
  std::vector<const FigureBase*> bases;
  for (const AnswerFigure* figure : figures) bases.push_back(&figure->all);
  return bases;
}

/// Those that stay: each beside those before it.
std::vector<const AnswerFigure*> told_figures(const std::vector<const AnswerFigure*>& figures,
                                              const AnswerCounts& counts, const DisclosureRule& rule) {
  std::vector<const AnswerFigure*> told;
  for (const AnswerFigure* figure : figures) {
    told.push_back(figure);
    if (!figure->all.estimate || figures_tell_few(told, bases_of(told), counts, rule)) told.pop_back();
  }
  return told;
}

/// The figures that are told of another cycle, as its own reports tell them, by name.
std::map<std::string, FigureBase> told_figures_of(const std::vector<const AnswerFigure*>& asked,
                                                  const OccurrenceName& cycle, const OpenAnswers& open,
                                                  const DisclosureRule& rule) {
  const std::string& of = asked.front()->spec.of.text;
  std::vector<AnswerFigure> made;
  for (const AnswerFigure* figure : asked) {
    if (std::optional<AnswerFigure> other = answer_figure(*open(cycle, of), figure->spec))
      made.push_back(*std::move(other));
  }
  std::vector<const AnswerFigure*> all;
  for (const AnswerFigure& figure : made) all.push_back(&figure);
  const QuestionCounts counts = count_question(*open(cycle, of), asked.front()->spec);
  std::map<std::string, FigureBase> told;
  for (const AnswerFigure* figure : told_figures(all, counts.all(), rule)) {
    FigureBase base = figure->all;
    if (coarsen_interval(figure->spec, counts.by_class, rule, base)) told.emplace(figure->spec.name, base);
  }
  return told;
}

/// Changes of the figures of one question.
class ChangeTeller {
 public:
  ChangeTeller(const OccurrenceName& cycle, const std::vector<const AnswerFigure*>& asked, const OpenAnswers& open,
               const DisclosureRule& rule)
      : cycle_(cycle), asked_(asked), open_(open), rule_(rule) {}

  /// Makes a change of what is told; false when something of it is not.
  bool tell(const AnswerFigure& figure, FigureChange& change) {
    const FigureSpec& spec = figure.spec;
    const FigureBase* before = told(change.earlier, spec);
    if (before == nullptr) return false;
    if (!change.link) return coarsen_change(spec, *before, figure.all, moves(change.earlier, cycle_), rule_, change);
    // Who stands alone and is in no step is in what the halves tell.
    if (change.link->alone > 0 || change.link->least_answers < std::max(rule_.least, kLeastAnswers)) return false;
    std::vector<ToldForms> waves;
    for (const FigureForms& wave : change.link->waves) {
      const FigureBase* old_form = told(wave.old_form, spec);
      const FigureBase* new_form = told(wave.new_form, spec);
      if (old_form == nullptr || new_form == nullptr) return false;
      waves.push_back({*old_form, *new_form, moves(wave.old_form, wave.new_form)});
    }
    return coarsen_linked_change(spec, *before, figure.all, waves, rule_, change);
  }

 private:
  /// Nothing when the cycle does not tell it.
  const FigureBase* told(const OccurrenceName& cycle, const FigureSpec& spec) {
    const auto [known, is_new] = told_.try_emplace(cycle);
    if (is_new) known->second = told_figures_of(asked_, cycle, open_, rule_);
    const auto found = known->second.find(spec.name);
    return found == known->second.end() ? nullptr : &found->second;
  }

  const AnswerMoves& moves(const OccurrenceName& first, const OccurrenceName& second) {
    const auto [known, is_new] = moves_.try_emplace({first, second});
    const FigureSpec& question = asked_.front()->spec;
    const std::string& of = question.of.text;
    if (is_new) known->second = count_moves(*open_(first, of), *open_(second, of), question);
    return known->second;
  }

  const OccurrenceName& cycle_;
  const std::vector<const AnswerFigure*>& asked_;
  const OpenAnswers& open_;
  const DisclosureRule& rule_;
  std::map<OccurrenceName, std::map<std::string, FigureBase>> told_;
  std::map<std::pair<OccurrenceName, OccurrenceName>, AnswerMoves> moves_;
};

/// Makes figures of segments as coarse as they must be; without an interval that can be told there is none.
void coarsen_segments(const std::vector<AnswerFigure*>& figures, const QuestionCounts& counts,
                      const DisclosureRule& rule) {
  for (AnswerFigure* figure : figures) {
    for (size_t code = 0; code < figure->by_segment.size(); ++code) {
      if (!coarsen_interval(figure->spec, counts.classes_of(code), rule, figure->by_segment[code]))
        figure->by_segment[code] = {};
    }
  }
}

/// Leaves out segments that tell too much, and more until all of them together do not.
void withhold_segments(const std::vector<AnswerFigure*>& figures, const QuestionCounts& counts,
                       const DisclosureRule& rule) {
  const std::vector<const AnswerFigure*> all(figures.begin(), figures.end());
  if (figures.empty() || figures.front()->by_segment.empty()) return;
  std::vector<AnswerCounts> by_segment;
  for (size_t code = 0; code < counts.segments; ++code) by_segment.push_back(counts.of_segment(code));
  std::set<size_t> hidden;
  AnswerCounts together;
  const auto hide = [&](size_t code) {
    hidden.insert(code);
    for (const auto& [answer, count] : by_segment[code]) together[answer] += count;
  };
  for (size_t code = 0; code < by_segment.size(); ++code) {
    std::vector<const FigureBase*> bases;
    bool is_told = true;
    for (const AnswerFigure* figure : figures) {
      bases.push_back(&figure->by_segment[code]);
      is_told = is_told && bases.back()->estimate;
    }
    if (!is_told || figures_tell_few(all, bases, by_segment[code], rule)) hide(code);
  }
  const auto tells_rest = [&] {
    if (together.empty()) return false;
    // Quantiles of what is left out follow from nothing.
    std::vector<const AnswerFigure*> sums;
    std::copy_if(all.begin(), all.end(), std::back_inserter(sums),
                 [](const AnswerFigure* figure) { return !is_quantile(figure->spec); });
    return figures_tell_few(sums, bases_of(sums), together, rule);
  };
  while (tells_rest()) {
    std::pair<uint64_t, size_t> smallest{0, by_segment.size()};
    for (size_t code = 0; code < by_segment.size(); ++code) {
      const std::pair<uint64_t, size_t> size{answers_in(by_segment[code]), code};
      if (size.first > 0 && !hidden.contains(code) && (smallest.second == by_segment.size() || size < smallest))
        smallest = size;
    }
    if (smallest.second == by_segment.size()) break;
    hide(smallest.second);
  }
  for (AnswerFigure* figure : figures) {
    for (const size_t code : hidden) figure->by_segment[code] = {};
  }
}

}  // namespace

bool figures_tell_few(const std::vector<const AnswerFigure*>& figures, const std::vector<const FigureBase*>& bases,
                      const AnswerCounts& counts, const DisclosureRule& rule) {
  const std::vector<AnswerCounts> groups = groups_of(figures, counts);
  if (answers_in(counts) < std::max(rule.least, kLeastAnswers)) return true;
  for (const AnswerCounts& group : groups) {
    if (answers_in(group) < rule.least) return true;
  }
  const bool has_mean = std::any_of(figures.begin(), figures.end(),
                                    [](const AnswerFigure* figure) { return figure->spec.kind == FigureKind::mean; });
  for (size_t i = 0; i < figures.size(); ++i) {
    const FigureSpec& spec = figures[i]->spec;
    const std::optional<FigureEstimate>& made = bases[i]->estimate;
    const bool is_one = std::all_of(counts.begin(), counts.end(), [&](const auto& each) {
      return group_of(spec, each.first) == group_of(spec, counts.begin()->first);
    });
    const bool says_all = spec.kind == FigureKind::mean || is_quantile(spec) ? counts.size() == 1 : is_one;
    if (made && made->exact && says_all) return true;
    if (spec.kind == FigureKind::mean &&
        (mean_tells_few(groups, counts, rule) || mean_bounds_few(figures, groups, counts, rule.least)))
      return true;
    if (is_quantile(spec) && made &&
        (ends_tell_few(made->value, made->value, counts, rule.least) ||
         ends_tell_few(made->interval.low, made->interval.high, counts, rule.least) ||
         (has_mean && quantile_tells_few(spec, made->value, counts, rule.least))))
      return true;
  }
  return false;
}

void withhold_figures(const DisclosureRule& rule, const OccurrenceName& cycle, const OpenAnswers& open,
                      std::vector<AnswerFigure>& figures) {
  std::map<std::string, std::vector<AnswerFigure*>> questions;
  for (AnswerFigure& figure : figures) questions[figure.spec.of.text].push_back(&figure);
  for (auto& [of, asked] : questions) {
    const std::vector<const AnswerFigure*> all(asked.begin(), asked.end());
    const QuestionCounts counts = count_question(*open(cycle, of), asked.front()->spec);
    const std::vector<const AnswerFigure*> told = told_figures(all, counts.all(), rule);
    std::vector<AnswerFigure*> kept;
    for (AnswerFigure* figure : asked) {
      if (std::find(told.begin(), told.end(), figure) == told.end())
        leave_out(*figure);
      else
        kept.push_back(figure);
    }
    std::erase_if(kept, [&](AnswerFigure* figure) {
      if (coarsen_interval(figure->spec, counts.by_class, rule, figure->all)) return false;
      leave_out(*figure);
      return true;
    });
    ChangeTeller teller(cycle, all, open, rule);
    // Less its change, a figure is that of the cycle before.
    for (AnswerFigure* figure : kept) {
      if (figure->change && !teller.tell(*figure, *figure->change)) figure->change.reset();
    }
    coarsen_segments(kept, counts, rule);
    withhold_segments(kept, counts, rule);
  }
  for (AnswerFigure& figure : figures) {
    if (figure.silent_alone < rule.least) figure.silent_alone = 0;
    if (figure.off_scale < rule.least) figure.off_scale = 0;
  }
}

}  // namespace vk
