#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/report/figure_words.hpp"
#include "core/report/link_words.hpp"
#include "core/report/report_answers.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr int64_t kWholeShare = 1000;  ///< tenths of a percent

bool is_share(const FigureSpec& spec) {
  return spec.kind == FigureKind::csat || spec.kind == FigureKind::share;
}

FigureUnit unit_of(const FigureSpec& spec) {
  if (is_share(spec)) return FigureUnit::ratio;
  return spec.kind == FigureKind::nps ? FigureUnit::points : FigureUnit::score;
}

int64_t tenths(double share) {
  return std::llround(share * static_cast<double>(kWholeShare));
}

std::string definition_of(const ReportLanguage& say, const FigureSpec& spec) {
  switch (spec.kind) {
    case FigureKind::nps:
      return say(words::figure_nps, {{"of", spec.of.text}});
    case FigureKind::csat:
    case FigureKind::share: {
      const std::string from = spec.from ? say.count(*spec.from) : std::string{};
      const std::string to = spec.to ? say.count(*spec.to) : std::string{};
      const Wording& range = !spec.to ? words::range_from : !spec.from ? words::range_to : words::range_from_to;
      return say(words::figure_share, {{"of", spec.of.text}, {"range", say(range, {{"from", from}, {"to", to}})}});
    }
    case FigureKind::mean:
      return say(words::figure_mean, {{"of", spec.of.text}});
    case FigureKind::median:
    case FigureKind::quantile:
      return say(words::figure_quantile, {{"of", spec.of.text}, {"share", say.percent((spec.quantile + 5) / 10)}});
  }
  return {};
}

/// Answers come while the measurement is open; the figure speaks for members, not for money.
Basis figure_basis(const ReportBuilder& builder, const SnapshotHeader& header, const FigureSpec& spec,
                   const FigureBase& base) {
  const ReportLanguage& say = builder.say();
  Basis basis;
  basis.dates = say(words::from_to, {{"from", say.instant(header.opens)}, {"to", say.instant(header.closes)}});
  basis.base = say(words::n_members, {{"n", say.count(static_cast<int64_t>(base.members))}});
  basis.definition = definition_of(say, spec);
  const auto answers = static_cast<int64_t>(base.answers);
  const bool inferred = base.estimate && !base.estimate->exact;
  const double effective = inferred ? std::min(base.estimate->n_eff, static_cast<double>(answers)) : 0;
  basis.n = inferred ? say(words::n_answers, {{"n", say.count(answers)},
                                              {"effective", say.count(static_cast<int64_t>(std::floor(effective)))}})
                     : say(words::n_short, {{"n", say.count(answers)}});
  if (inferred) {
    basis.definition += "; " + say(words::figure_inference, {{"percent", fmt::format("{}", kIntervalPercent)}});
  }
  return basis;
}

/// What all figures of a table rest on; the definition of each stands in its row.
Basis table_basis(const ReportLanguage& say, Basis basis) {
  basis.definition = say(words::figure_inference, {{"percent", fmt::format("{}", kIntervalPercent)}});
  return basis;
}

size_t add_value(ReportBuilder& builder, const FigureName& name, const FigureSpec& spec, const FigureBase& base,
                 const Basis& basis) {
  const FigureEstimate& made = *base.estimate;
  if (!is_share(spec)) {
    DecimalFigure value{made.value, std::nullopt};
    if (!made.exact) value.range = made.interval;
    return builder.decimal(name, unit_of(spec), value, basis);
  }
  const size_t figure = builder.share(name, {tenths(made.value), kWholeShare}, tenths(made.value), basis);
  if (!made.exact) builder.set_share_range(figure, tenths(made.interval.low), tenths(made.interval.high));
  return figure;
}

std::string range_text(const ReportBuilder& builder, size_t figure) {
  const Figure& shown = builder.figure(figure);
  return shown.range ? shown.range->text : builder.say()(words::figure_exactly);
}

/// "+3.2": a change in the unit of its figure; of shares in percentage points.
std::string change_text(const ReportBuilder& builder, const FigureSpec& spec, double value) {
  const double shown = is_share(spec) ? value * 100 : value;
  const FigureUnit unit = is_share(spec) ? FigureUnit::points : unit_of(spec);
  const std::string text = builder.decimal_text(unit, shown);
  const bool is_above = text.find_first_of("123456789") != std::string::npos && value > 0;
  return is_above ? "+" + text : text;
}

void add_change_cells(ReportBuilder& builder, const FigureName& name, const AnswerFigure& figure, const Basis& basis,
                      std::vector<TableCell>& row) {
  const ReportLanguage& say = builder.say();
  if (!figure.change) {
    row.insert(row.end(), 3, ReportBuilder::text_cell(""));
    return;
  }
  const FigureChange& change = *figure.change;
  const double scale = is_share(figure.spec) ? 100 : 1;
  const FigureUnit unit = is_share(figure.spec) ? FigureUnit::points : unit_of(figure.spec);
  DecimalFigure value{change.difference * scale, std::nullopt};
  const bool exact = change.interval.low == change.interval.high;
  if (!exact) value.range = Interval{change.interval.low * scale, change.interval.high * scale};
  const size_t shown =
      builder.decimal({name.id + "/change", fmt::format("{}, {}", name.label, say(words::change))}, unit, value, basis);
  row.push_back(builder.cell(shown));
  row.back().text = change_text(builder, figure.spec, change.difference);
  row.push_back(ReportBuilder::text_cell(range_text(builder, shown)));
  row.push_back(ReportBuilder::text_cell(say(change.told_apart ? words::change_told : words::change_not_told)));
}

std::string figure_id(const MeasuredCycle& cycle, const FigureSpec& spec) {
  return fmt::format("{}/figure/{}", to_string(cycle.header.name), spec.name);
}

const FigureChange* any_change(const MeasuredCycle& cycle) {
  for (const AnswerFigure& figure : cycle.figures) {
    if (figure.change) return &*figure.change;
  }
  return nullptr;
}

ReportTable figures_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const std::string percent = fmt::format("{}", kIntervalPercent);
  ReportTable table{name + "/figures",
                    say(words::figures_asked_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    {},
                    {},
                    {},
                    false};
  table.names = name;
  table.columns = {{say(words::figure_word), false},
                   {say(words::value), true},
                   {say(words::interval_column, {{"percent", percent}}), true},
                   {say(words::answers_count), true}};
  const FigureChange* change = any_change(cycle);
  if (change != nullptr) {
    table.columns.push_back({say(words::figure_change_since, {{"cycle", change->earlier.cycle}}), true});
    table.columns.push_back({say(words::interval_column, {{"percent", percent}}), true});
    table.columns.push_back({say(words::told_apart), false});
  }
  table.columns.push_back({say(words::definition_title), false});
  for (const AnswerFigure& figure : cycle.figures) {
    const FigureName shown{figure_id(cycle, figure.spec), figure.spec.name};
    const Basis basis = figure_basis(builder, cycle.header, figure.spec, figure.all);
    if (table.basis.dates.empty()) table.basis = table_basis(say, basis);
    std::vector<TableCell> row{ReportBuilder::head_cell(shown.label)};
    if (figure.all.estimate) {
      const size_t value = add_value(builder, shown, figure.spec, figure.all, basis);
      row.push_back(builder.cell(value));
      row.push_back(ReportBuilder::text_cell(range_text(builder, value)));
    } else {
      row.push_back(ReportBuilder::text_cell(say(words::too_few_label)));
      row.push_back(ReportBuilder::text_cell(""));
    }
    row.push_back(ReportBuilder::text_cell(say.count(static_cast<int64_t>(figure.all.answers))));
    if (change != nullptr) add_change_cells(builder, shown, figure, basis, row);
    row.push_back(ReportBuilder::text_cell(definition_of(say, figure.spec)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// A share in percentage points, anything else in its own unit.
struct LinkScale {
  FigureUnit unit;
  double factor;

  explicit LinkScale(const FigureSpec& spec)
      : unit(is_share(spec) ? FigureUnit::points : unit_of(spec)), factor(is_share(spec) ? 100 : 1) {}
  DecimalFigure of(double value, const Interval& interval) const {
    DecimalFigure made{value * factor, std::nullopt};
    if (interval.low < interval.high) made.range = Interval{interval.low * factor, interval.high * factor};
    return made;
  }
};

/// What a change of the instrument did to each figure: the earlier value by both forms. Shares are in percentage
/// points.
ReportTable linked_figures_table(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  ReportTable table{name + "/figures/bridged",
                    say(words::link_figures_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    {},
                    {{say(words::figure_word), false},
                     {say(words::link_before), true},
                     {say(words::link_step), true},
                     {say(words::link_backcast), true}},
                    {},
                    false};
  table.names = name;
  for (const AnswerFigure& figure : cycle.figures) {
    if (!figure.change || !figure.change->link) continue;
    const FigureLink& link = *figure.change->link;
    Basis basis = figure_basis(builder, cycle.header, figure.spec, figure.all);
    basis.definition = fmt::format("{}; {}", definition_of(say, figure.spec), say(words::link_figures_definition));
    if (table.basis.dates.empty()) {
      table.basis = basis;
      table.basis.definition = say(words::link_figures_definition);
    }
    const LinkScale scale(figure.spec);
    const auto cell = [&](std::string_view what, const Wording& label, const DecimalFigure& value) {
      const FigureName shown{fmt::format("{}/bridged/{}", figure_id(cycle, figure.spec), what),
                             fmt::format("{}, {}", figure.spec.name, say(label))};
      const size_t made = builder.decimal(shown, scale.unit, value, basis);
      TableCell text = builder.cell(made);
      if (value.range)
        text.text = say(words::amount_ranged, {{"amount", text.text}, {"range", builder.figure(made).range->text}});
      return text;
    };
    table.rows.push_back({ReportBuilder::head_cell(figure.spec.name),
                          cell("before", words::link_before, {figure.change->before * scale.factor, std::nullopt}),
                          cell("step", words::link_step, scale.of(link.step, link.step_interval)),
                          cell("backcast", words::link_backcast, scale.of(link.backcast, link.backcast_interval))});
  }
  return table;
}

ReportTable figures_by_segment(ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  ReportTable table{name + "/figures/segments",
                    say(words::figures_segments_caption, {{"name", builder.title_of(cycle.header.name)}}),
                    {},
                    {{say(words::segment), false}},
                    {},
                    false};
  table.names = name;
  for (const AnswerFigure& figure : cycle.figures) {
    if (figure.by_segment.empty()) continue;
    table.columns.push_back({figure.spec.name, true});
    if (table.basis.dates.empty())
      table.basis = table_basis(say, figure_basis(builder, cycle.header, figure.spec, figure.all));
  }
  for (size_t code = 0; code < cycle.header.segments.size(); ++code) {
    const std::string segment = cycle.header.segments.label(static_cast<uint16_t>(code));
    std::vector<TableCell> row{ReportBuilder::head_cell(segment)};
    for (const AnswerFigure& figure : cycle.figures) {
      if (figure.by_segment.empty()) continue;
      const FigureBase& base = figure.by_segment[code];
      if (!base.estimate) {
        row.push_back(ReportBuilder::text_cell(say(words::too_few_label)));
        continue;
      }
      const FigureName shown{fmt::format("{}/segment/{}", figure_id(cycle, figure.spec), segment),
                             fmt::format("{}, {}", figure.spec.name, segment)};
      const size_t value =
          add_value(builder, shown, figure.spec, base, figure_basis(builder, cycle.header, figure.spec, base));
      row.push_back(builder.cell(value));
      if (!base.estimate->exact) {
        row.back().text =
            say(words::amount_ranged, {{"amount", row.back().text}, {"range", range_text(builder, value)}});
      }
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// How the figures are meant, and what is not in them.
Notice figures_notice(const ReportBuilder& builder, const MeasuredCycle& cycle) {
  const ReportLanguage& say = builder.say();
  std::vector<std::string> lines;
  std::map<uint64_t, std::vector<std::string>> silent;  ///< number left out -> figures
  bool all_exact = true;
  for (const AnswerFigure& figure : cycle.figures) {
    all_exact = all_exact && figure.all.estimate && figure.all.estimate->exact && figure.silent_alone == 0;
    const auto count = [&](uint64_t n) { return say.count(static_cast<int64_t>(n)); };
    if (figure.silent_alone > 0) silent[figure.silent_alone].push_back(figure.spec.name);
    if (figure.off_scale > 0)
      lines.push_back(say(words::figures_off_scale, {{"name", figure.spec.name}, {"n", count(figure.off_scale)}}));
    if (figure.all.estimate && figure.all.estimate->quality == ShareQuality::unreliable) {
      const double effective = std::min(figure.all.estimate->n_eff, static_cast<double>(figure.all.answers));
      lines.push_back(say(words::figures_unreliable,
                          {{"name", figure.spec.name}, {"n", say.count(static_cast<int64_t>(effective))}}));
    }
  }
  for (const auto& [left_out, names] : silent) {
    lines.push_back(say(words::figures_silent_alone,
                        {{"n", say.count(static_cast<int64_t>(left_out))}, {"names", say.list(names)}}));
  }
  if (any_change(cycle) == nullptr) lines.push_back(say(words::figures_no_change));
  if (all_exact) return {Tone::plain, say(words::figures_exact_label), say(words::figures_exact), lines};
  const bool sampled = cycle.header.asked == Asked::random_sample;
  return {sampled ? Tone::plain : Tone::caution, say(sampled ? words::estimate_label : words::assumption_label),
          say(asked_words(cycle.header.asked)), lines};
}

}  // namespace

void add_answer_figures(ReportBuilder& builder) {
  bool begun = false;
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    if (cycle.figures.empty()) continue;
    if (!begun) builder.begin("figures", words::figures_asked_title);
    begun = true;
    if (builder.inputs().cycles.size() > 1) {
      builder.add(Heading{builder.title_of(cycle.header.name), to_string(cycle.header.name)});
    }
    builder.add(figures_notice(builder, cycle));
    builder.add(figures_table(builder, cycle));
    const bool linked = std::any_of(cycle.figures.begin(), cycle.figures.end(),
                                    [](const AnswerFigure& figure) { return figure.change && figure.change->link; });
    if (linked) builder.add(linked_figures_table(builder, cycle));
    const bool has_segments = std::any_of(cycle.figures.begin(), cycle.figures.end(),
                                          [](const AnswerFigure& figure) { return !figure.by_segment.empty(); });
    if (has_segments) builder.add(figures_by_segment(builder, cycle));
  }
}

}  // namespace vk
