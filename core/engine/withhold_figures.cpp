#include "core/engine/withhold_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "core/engine/coarse_estimates.hpp"
#include "core/estimate/asked_question.hpp"
#include "core/estimate/represent.hpp"

namespace vk {
namespace {

/// What a figure says of an answer: promoter, passive or detractor; in its range or not. Nothing of means and
/// quantiles.
int group_of(const FigureSpec& spec, double answer) {
  constexpr double kPromoter = 9;
  constexpr double kPassive = 7;
  switch (spec.kind) {
    case FigureKind::nps:
      return answer >= kPromoter ? 2 : answer >= kPassive ? 1 : 0;
    case FigureKind::csat:
    case FigureKind::share:
      return (!spec.from || answer >= static_cast<double>(*spec.from)) &&
                     (!spec.to || answer <= static_cast<double>(*spec.to))
                 ? 1
                 : 0;
    case FigureKind::mean:
    case FigureKind::median:
    case FigureKind::quantile:
      return 0;
  }
  return 0;
}

bool is_quantile(const FigureSpec& spec) {
  return spec.kind == FigureKind::median || spec.kind == FigureKind::quantile;
}

uint64_t answers_in(const AnswerCounts& counts) {
  uint64_t sum = 0;
  for (const auto& [answer, count] : counts) sum += count;
  return sum;
}

/// The answers of each group that the figures tell apart.
std::vector<AnswerCounts> groups_of(const std::vector<const AnswerFigure*>& figures, const AnswerCounts& counts) {
  std::map<std::vector<int>, AnswerCounts> groups;
  for (const auto& [answer, count] : counts) {
    std::vector<int> group;
    for (const AnswerFigure* figure : figures) group.push_back(group_of(figure->spec, answer));
    groups[group][answer] += count;
  }
  std::vector<AnswerCounts> all;
  for (auto& [group, answers] : groups) all.push_back(std::move(answers));
  return all;
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

/// The answers to one question, of everybody and by segment.
struct QuestionCounts {
  AnswerCounts all;
  std::vector<AnswerCounts> by_segment;
};

QuestionCounts count_question(MemberSource& members, const FigureSpec& spec) {
  QuestionCounts counts;
  counts.by_segment.resize(std::max<size_t>(1, members.header().segments.size()));
  AskedQuestion question(members, spec);
  if (!question.is_kept()) return counts;
  for (uint32_t number = 0; number < question.slices(); ++number) {
    const Snapshot& slice = question.enter(number);
    for (size_t i = 0; i < slice.size(); ++i) {
      if (!question.stratum_of(i) || !question.has_answer(i)) continue;
      ++counts.all[question.answer(i)];
      ++counts.by_segment[slice.segment[i]][question.answer(i)];
    }
  }
  return counts;
}

/// Whether every answer that somebody gave was given by enough, in each segment.
bool are_all_common(const QuestionCounts& counts, uint64_t least) {
  return std::all_of(counts.by_segment.begin(), counts.by_segment.end(), [&](const AnswerCounts& segment) {
    return std::all_of(segment.begin(), segment.end(), [&](const auto& each) { return each.second >= least; });
  });
}

/// The interval of a mean tells squares of answers, and with them how many differ from most. Where few gave some answer
/// it becomes that of the widest spread that answers from 0 to 10 with this mean can have (Bhatia and Davis, American
/// Mathematical Monthly 107, 2000), made of what is told in any case. False where answers are not from 0 to 10.
bool coarsen_mean(const FigureSpec& spec, const QuestionCounts& counts, const DisclosureRule& rule, FigureBase& base) {
  if (spec.kind != FigureKind::mean || !base.estimate || base.estimate->exact) return true;
  if (are_all_common(counts, rule.least)) return true;
  constexpr double kHighest = 10;
  if (counts.all.begin()->first < 0 || counts.all.rbegin()->first > kHighest) return false;
  FigureEstimate& made = *base.estimate;
  constexpr double kTold = 100;  // means are told in hundredths
  const double mean = std::round(made.value * kTold) / kTold;
  const auto answers = static_cast<double>(base.answers);
  const double effective = std::floor(std::min(made.n_eff, answers));
  if (effective < 2) return false;
  const double spread = mean * (kHighest - mean) * answers / (answers - 1);
  const Interval widest = t_interval(mean, spread / effective, effective - 1, kIntervalLevel);
  made.interval = {std::max(0.0, widest.low), std::min(kHighest, widest.high)};
  return true;
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

/// The figures that are told of an earlier cycle, as its own reports tell them, by name.
std::map<std::string, FigureBase> told_before(const std::vector<const AnswerFigure*>& asked,
                                              const OccurrenceName& earlier, const OpenAnswers& open,
                                              const DisclosureRule& rule) {
  const std::string& of = asked.front()->spec.of.text;
  std::vector<AnswerFigure> made;
  for (const AnswerFigure* figure : asked) {
    if (std::optional<AnswerFigure> before = answer_figure(*open(earlier, of), figure->spec))
      made.push_back(*std::move(before));
  }
  std::vector<const AnswerFigure*> all;
  for (const AnswerFigure& figure : made) all.push_back(&figure);
  const QuestionCounts counts = count_question(*open(earlier, of), asked.front()->spec);
  std::map<std::string, FigureBase> told;
  for (const AnswerFigure* figure : told_figures(all, counts.all, rule)) {
    FigureBase base = figure->all;
    if (coarsen_mean(figure->spec, counts, rule, base)) told.emplace(figure->spec.name, base);
  }
  return told;
}

/// A change's interval is made of those that are told of both cycles, with the greatest correlation in tenths at which
/// it holds the exact one. False when there is none.
bool coarsen_change(const FigureBase& before, const FigureBase& after, FigureChange& change) {
  const BoundedEstimate first{before.estimate->value, before.estimate->interval};
  const BoundedEstimate second{after.estimate->value, after.estimate->interval};
  constexpr int kTenths = 10;
  constexpr double kNoise = 1e-9;
  for (int tenths = kTenths; tenths >= -kTenths; --tenths) {
    const Interval made = mover_difference(first, second, static_cast<double>(tenths) / kTenths);
    if (made.low > change.interval.low + kNoise || made.high < change.interval.high - kNoise) continue;
    change.interval = made;
    change.told_apart = change.told_apart && (made.low > 0 || made.high < 0);
    return true;
  }
  return false;
}

/// A link tells how both halves of a wave differ: half-widths are rounded up to a scale, as they tell squares.
void coarsen_figure_link(const DisclosureRule& rule, FigureChange& change) {
  const auto widen = [&](double value, Interval& interval) {
    const double half = std::max({value - interval.low, interval.high - value, 0.0});
    interval = {value - wider_step(half, rule), value + wider_step(half, rule)};
  };
  widen(change.link->step, change.link->step_interval);
  widen(change.link->backcast, change.link->backcast_interval);
  widen(change.difference, change.interval);
  change.told_apart = change.told_apart && (change.interval.low > 0 || change.interval.high < 0);
}

/// Less its change, a figure is that of the cycle before.
void withhold_changes(const std::vector<const AnswerFigure*>& asked, const std::vector<AnswerFigure*>& kept,
                      const OpenAnswers& open, const DisclosureRule& rule) {
  std::map<OccurrenceName, std::map<std::string, FigureBase>> told;
  for (AnswerFigure* figure : kept) {
    if (!figure->change) continue;
    const OccurrenceName& earlier = figure->change->earlier;
    if (!told.contains(earlier)) told.emplace(earlier, told_before(asked, earlier, open, rule));
    // A link tells how both halves of a wave differ.
    const std::optional<FigureLink>& link = figure->change->link;
    const bool few_linked = link && link->least_answers < std::max(rule.least, kLeastAnswers);
    const auto before = told.at(earlier).find(figure->spec.name);
    bool keeps = !few_linked && before != told.at(earlier).end();
    if (keeps && link)
      coarsen_figure_link(rule, *figure->change);
    else if (keeps)
      keeps = coarsen_change(before->second, figure->all, *figure->change);
    if (!keeps) figure->change.reset();
  }
}

/// Leaves out segments that tell too much, and more until all of them together do not.
void withhold_segments(const std::vector<AnswerFigure*>& figures, const QuestionCounts& counts,
                       const DisclosureRule& rule) {
  const std::vector<const AnswerFigure*> all(figures.begin(), figures.end());
  if (figures.empty() || figures.front()->by_segment.empty()) return;
  std::set<size_t> hidden;
  AnswerCounts together;
  const auto hide = [&](size_t code) {
    hidden.insert(code);
    for (const auto& [answer, count] : counts.by_segment[code]) together[answer] += count;
  };
  for (size_t code = 0; code < counts.by_segment.size(); ++code) {
    std::vector<const FigureBase*> bases;
    bool is_told = true;
    for (const AnswerFigure* figure : figures) {
      bases.push_back(&figure->by_segment[code]);
      is_told = is_told && bases.back()->estimate;
    }
    if (!is_told || figures_tell_few(all, bases, counts.by_segment[code], rule)) hide(code);
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
    std::pair<uint64_t, size_t> smallest{0, counts.by_segment.size()};
    for (size_t code = 0; code < counts.by_segment.size(); ++code) {
      const std::pair<uint64_t, size_t> size{answers_in(counts.by_segment[code]), code};
      if (size.first > 0 && !hidden.contains(code) && (smallest.second == counts.by_segment.size() || size < smallest))
        smallest = size;
    }
    if (smallest.second == counts.by_segment.size()) break;
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
    if (spec.kind == FigureKind::mean && mean_tells_few(groups, counts, rule)) return true;
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
    const std::vector<const AnswerFigure*> told = told_figures(all, counts.all, rule);
    std::vector<AnswerFigure*> kept;
    for (AnswerFigure* figure : asked) {
      if (std::find(told.begin(), told.end(), figure) == told.end())
        leave_out(*figure);
      else
        kept.push_back(figure);
    }
    std::erase_if(kept, [&](AnswerFigure* figure) {
      if (coarsen_mean(figure->spec, counts, rule, figure->all)) return false;
      leave_out(*figure);
      return true;
    });
    withhold_changes(all, kept, open, rule);
    withhold_segments(kept, counts, rule);
    for (AnswerFigure* figure : kept) {
      for (size_t code = 0; code < figure->by_segment.size(); ++code) {
        const QuestionCounts own{counts.by_segment[code], {counts.by_segment[code]}};
        if (!coarsen_mean(figure->spec, own, rule, figure->by_segment[code])) figure->by_segment[code] = {};
      }
    }
  }
  for (AnswerFigure& figure : figures) {
    if (figure.silent_alone < rule.least) figure.silent_alone = 0;
    if (figure.off_scale < rule.least) figure.off_scale = 0;
  }
}

}  // namespace vk
