#include "core/report/report_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/report/link_words.hpp"
#include "core/report/report_answers.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr int64_t kMillion = 1'000'000;

std::string line_id(const WaveLine& line) {
  return line.part ? std::string{to_string(kPartsWithEstimate[*line.part])} : fmt::format("state/{}", line.state);
}

std::string line_label(const ReportBuilder& builder, const WaveLine& line) {
  return line.part ? builder.part_name(kPartsWithEstimate[*line.part]) : line.state;
}

/// Tells one comparison's links.
class LinkTeller {
 public:
  LinkTeller(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name,
             const CycleLabels& labels)
      : builder_(builder),
        say_(builder.say()),
        comparison_(comparison),
        linked_(*comparison.linked),
        name_(name),
        labels_(labels),
        currency_(comparison.later.metric.currency),
        basis_(builder.pair_basis(comparison, say_(words::link_definition))) {}

  void tell() {
    if (linked_.lines.empty()) {
      builder_.add(Notice{Tone::caution, say_(words::too_few_label), say_(words::link_too_few), {}});
      return;
    }
    builder_.add(Picture{bars()});
    builder_.add(Paragraph{lead()});
    builder_.add(table());
    add_sum();
    for (const WaveAnswers& wave : linked_.waves) builder_.add(Paragraph{wave_words(wave)});
  }

 private:
  std::string whole(int64_t minor) const { return builder_.whole_money({minor, currency_}); }
  std::string signed_whole(int64_t minor) const { return (minor > 0 ? "+" : "") + whole(minor); }
  std::string with_code(const std::string& amount) const { return fmt::format("{} {}", amount, currency_.code()); }

  /// A bar of one form's three parts, with their error bars; `rest` is what none of them has.
  StateBar bar(std::string label, std::string base, int64_t known, WaveLine::Amount WaveLine::*amount) const {
    StateBar made;
    made.label = std::move(label);
    made.base = std::move(base);
    made.range_end = known;
    made.range_key.push_back(say_(words::range_key_estimate, {{"percent", fmt::format("{}", kIntervalPercent)}}));
    int64_t sum = 0;
    for (const WaveLine& line : linked_.lines) {
      const bool is_backcast = amount == &WaveLine::backcast;
      if (!line.part || (is_backcast && line.without)) continue;
      const WaveLine::Amount& told = line.*amount;
      sum += told.value;
      made.range_end = std::max(made.range_end, told.interval.high);
      made.parts.push_back({kPartsWithEstimate[*line.part], line_label(builder_, line), with_code(whole(told.value)),
                            share_text(told.value, known), told.value});
      made.ranges.push_back({line_label(builder_, line), ranged(told), told.interval, told.interval, told.value});
    }
    if (amount != &WaveLine::backcast) {
      made.parts.push_back({MoneyPart::unmeasured, builder_.part_name(MoneyPart::unmeasured),
                            with_code(whole(known - sum)), share_text(known - sum, known), known - sum});
    }
    return made;
  }

  std::string share_text(int64_t amount, int64_t known) const {
    return known == 0 ? say_(words::not_defined) : say_.percent(ratio_tenths(amount, known));
  }

  std::string ranged(const WaveLine::Amount& amount) const {
    return say_(words::amount_ranged, {{"amount", with_code(whole(amount.value))},
                                       {"range", builder_.range_text(amount.interval, currency_)}});
  }

  std::string base_text(int64_t base, uint64_t members) const {
    return say_(words::bar_base,
                {{"base", say_.money({base, currency_})}, {"n", say_.count(static_cast<int64_t>(members))}});
  }

  int64_t backcast_sum() const {
    int64_t sum = 0;
    for (const WaveLine& line : linked_.lines) sum += line.part && !line.without ? line.backcast.value : 0;
    return sum;
  }

  bool all_parts_told() const {
    return std::none_of(linked_.lines.begin(), linked_.lines.end(),
                        [](const WaveLine& line) { return line.part && line.without; });
  }

  StateBarsPicture bars() const {
    StateBarsPicture picture;
    picture.bars.push_back(bar(labels_.earlier, base_text(linked_.known_before, comparison_.earlier.members),
                               linked_.known_before, &WaveLine::before));
    picture.bars.push_back(
        bar(say_(words::link_backcast_bar, {{"cycle", labels_.earlier}}),
            say_(words::link_backcast_base,
                 {{"sum", with_code(whole(backcast_sum()))}, {"base", say_.money({linked_.known_before, currency_})}}),
            linked_.known_before, &WaveLine::backcast));
    picture.bars.push_back(bar(labels_.later, base_text(linked_.known_after, comparison_.later.members),
                               linked_.known_after, &WaveLine::after));
    picture.broken_before = {0, 1, 0};
    picture.broken_label = say_(words::link_series_broken);
    std::vector<std::string> described;
    for (const StateBar& made : picture.bars) {
      std::vector<std::string> parts;
      for (const StateBar::Range& range : made.ranges) parts.push_back(fmt::format("{} {}", range.label, range.text));
      described.push_back(fmt::format("{}: {}", made.label, fmt::join(parts, ", ")));
    }
    picture.text = {name_.id + "/bridged/picture", say_(words::states_over_time, {{"name", name_.title}}),
                    fmt::format("{}.", fmt::join(described, "; ")), builder_.basis_line(basis_)};
    return picture;
  }

  std::string verdict_text(const WaveLine& line) const {
    return say_(line.told_apart ? words::change_told : words::change_not_told);
  }

  std::string lead() const {
    std::vector<std::string> parts;
    for (const WaveLine& line : linked_.lines) {
      const std::string label = line_label(builder_, line);
      if (line.without) {
        parts.push_back(ReportBuilder::titled(label, say_(words::link_without, {{"name", to_string(*line.without)}})));
        continue;
      }
      parts.push_back(say_(words::lead_change_part, {{"part", label},
                                                     {"amount", with_code(signed_whole(line.change.value))},
                                                     {"range", builder_.range_text(line.change.interval, currency_)},
                                                     {"verdict", verdict_text(line)}}));
    }
    return say_(words::link_lead, {{"from", labels_.earlier},
                                   {"to", labels_.later},
                                   {"parts", fmt::format("{}", fmt::join(parts, "; "))},
                                   {"percent", fmt::format("{}", kIntervalPercent)}});
  }

  /// The figure's name, of the line and of what it is.
  FigureName figure_name(const WaveLine& line, std::string_view what, const Wording& label) const {
    return {fmt::format("{}/bridged/{}/{}", name_.id, line_id(line), what),
            fmt::format("{}, {}", line_label(builder_, line), say_(label))};
  }

  TableCell amount_cell(const WaveLine& line, std::string_view what, const Wording& label,
                        const WaveLine::Amount& amount) {
    const FigureName figure = figure_name(line, what, label);
    const Money money{amount.value, currency_};
    const bool is_exact = amount.interval.low == amount.interval.high;
    const size_t made = is_exact ? builder_.money(figure, money, basis_)
                                 : builder_.money(figure, money, amount.interval, RangeKind::confidence, basis_);
    TableCell cell = builder_.cell(made);
    cell.text = &amount == &line.change ? signed_whole(amount.value) : whole(amount.value);
    if (!is_exact) cell.text = with_range(cell.text, made);
    return cell;
  }

  /// A factor or ratio, exact to a millionth for machines.
  TableCell ratio_cell(const WaveLine& line, std::string_view what, const Wording& label, double value,
                       const Interval& interval) {
    const auto tenths = [](double ratio) { return static_cast<int64_t>(std::llround(ratio * 1000)); };
    const Ratio ratio{static_cast<int64_t>(std::llround(value * static_cast<double>(kMillion))), kMillion};
    const size_t made = builder_.share(figure_name(line, what, label), ratio, tenths(value), basis_);
    TableCell cell = builder_.cell(made);
    if (line.exact) return cell;
    builder_.set_share_range(made, tenths(interval.low), tenths(interval.high));
    cell.text = with_range(cell.text, made);
    return cell;
  }

  std::string with_range(const std::string& amount, size_t figure) const {
    return say_(words::amount_ranged, {{"amount", amount}, {"range", builder_.figure(figure).range->text}});
  }

  std::vector<TableCell> row(const WaveLine& line) {
    std::vector<TableCell> cells{ReportBuilder::head_cell(line_label(builder_, line)),
                                 amount_cell(line, "before", words::link_before, line.before)};
    if (line.without) {
      const std::string text = say_(words::link_without, {{"name", to_string(*line.without)}});
      cells.push_back(ReportBuilder::text_cell(text));
      cells.push_back(ReportBuilder::text_cell(""));
      cells.push_back(amount_cell(line, "after", words::money_after, line.after));
      cells.insert(cells.end(), 3, ReportBuilder::text_cell(""));
      return cells;
    }
    cells.push_back(ratio_cell(line, "factor", words::link_factor, line.factor, line.factor_interval));
    cells.push_back(amount_cell(line, "backcast", words::link_backcast, line.backcast));
    cells.push_back(amount_cell(line, "after", words::money_after, line.after));
    cells.push_back(amount_cell(line, "change", words::link_change, line.change));
    cells.push_back(ratio_cell(line, "ratio", words::link_ratio, line.ratio, line.ratio_interval));
    cells.push_back(ReportBuilder::text_cell(verdict_text(line)));
    return cells;
  }

  ReportTable table() {
    ReportTable made{name_.id + "/bridged",
                     say_(words::link_caption, {{"name", name_.title}}),
                     basis_,
                     {{say_(words::counts_as), false},
                      {say_(words::link_before), true},
                      {say_(words::link_factor), true},
                      {say_(words::link_backcast), true},
                      {say_(words::money_after), true},
                      {say_(words::link_change), true},
                      {say_(words::link_ratio), true},
                      {say_(words::told_apart), false}},
                     {},
                     false};
    for (const WaveLine& line : linked_.lines) made.rows.push_back(row(line));
    return made;
  }

  /// What the back-cast parts lack of the base, or have beyond it; nothing when a part is not told.
  void add_sum() {
    if (!all_parts_told()) return;
    const int64_t sum = backcast_sum();
    const auto figure = [&](std::string_view what, const Wording& label, int64_t amount) {
      return builder_.money({fmt::format("{}/bridged/{}", name_.id, what), say_(label)}, {amount, currency_}, basis_);
    };
    const size_t all = figure("sum", words::link_sum_label, sum);
    const size_t gap = figure("gap", words::link_gap_label, sum - linked_.known_before);
    builder_.add(Paragraph{say_(words::link_sum, {{"sum", builder_.figure(all).text},
                                                  {"base", say_.money({linked_.known_before, currency_})},
                                                  {"gap", builder_.figure(gap).text}})});
  }

  std::string wave_words(const WaveAnswers& wave) const {
    const auto count = [&](uint64_t n) { return say_.count(static_cast<int64_t>(n)); };
    std::string text = say_(words::link_wave, {{"bridge", wave.step.name},
                                               {"old", count(wave.old_form)},
                                               {"old_name", to_string(wave.step.old_form)},
                                               {"new", count(wave.new_form)},
                                               {"new_name", to_string(wave.step.new_form)},
                                               {"both", count(wave.both)}});
    if (wave.alone.members == 0) return text;
    return text + " " +
           say_(words::link_alone,
                {{"n", count(wave.alone.members)}, {"money", say_.money({wave.alone.money, currency_})}});
  }

  ReportBuilder& builder_;
  const ReportLanguage& say_;
  const Comparison& comparison_;
  const WaveChange& linked_;
  const ComparisonName& name_;
  const CycleLabels& labels_;
  Currency currency_;
  Basis basis_;
};

}  // namespace

void add_linked_changes(ReportBuilder& builder, const Comparison& comparison, const ComparisonName& name,
                        const CycleLabels& labels) {
  if (comparison.linked) LinkTeller(builder, comparison, name, labels).tell();
}

}  // namespace vk
