#include "core/report/report_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// Tenths as machines read them: "40.0".
std::string plain_tenths(int64_t tenths) {
  const int64_t size = tenths < 0 ? -tenths : tenths;
  return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", size / 10, size % 10);
}

std::string plain_hundredths(int64_t hundredths) {
  const int64_t size = hundredths < 0 ? -hundredths : hundredths;
  return fmt::format("{}{}.{:02}", hundredths < 0 ? "-" : "", size / 100, size % 100);
}

int64_t parts_of_one(FigureUnit unit) {
  return unit == FigureUnit::points ? 10 : 100;
}

int64_t scaled_to(FigureUnit unit, double value) {
  constexpr double kMost = 9e15;  // a double beyond has no decimals that anybody could read
  return std::llround(std::clamp(value * static_cast<double>(parts_of_one(unit)), -kMost, kMost));
}

std::string plain_decimal(FigureUnit unit, int64_t scaled) {
  return unit == FigureUnit::points ? plain_tenths(scaled) : plain_hundredths(scaled);
}

}  // namespace

PartTotals::PartTotals(const std::vector<StateSpec>& states, const StateGroups& groups) {
  const std::array<bool, kPlainParts> plain = told_parts(states, groups);
  std::copy(plain.begin(), plain.end(), told.begin());
  told[static_cast<size_t>(MoneyPart::together)] = std::find(plain.begin(), plain.end(), false) != plain.end();
}

void PartTotals::add(MoneyPart part, int64_t amount, uint64_t count) {
  const size_t into =
      told[static_cast<size_t>(part)] ? static_cast<size_t>(part) : static_cast<size_t>(MoneyPart::together);
  money[into] += amount;
  members[into] += count;
}

int64_t PartTotals::base() const {
  return std::accumulate(money.begin(), money.end(), int64_t{0});
}

uint64_t PartTotals::all_members() const {
  return std::accumulate(members.begin(), members.end(), uint64_t{0});
}

ReportBuilder::ReportBuilder(const ReportInputs& inputs, Report& report)
    : inputs_(inputs), report_(report), say_(ReportLanguage::find(inputs.language)) {}

void ReportBuilder::begin(std::string id, const Wording& title) {
  report_.sections.push_back({std::move(id), say_(title), {}});
}

void ReportBuilder::add(Block block) {
  report_.sections.back().blocks.push_back(std::move(block));
}

std::string ReportBuilder::unique_id(const std::string& id) {
  const size_t used = ++ids_[id];
  return used == 1 ? id : fmt::format("{}#{}", id, used);
}

size_t ReportBuilder::add_figure(Figure figure, const Basis& basis) {
  figure.id = unique_id(figure.id);
  figure.dates = basis.dates;
  figure.base = basis.base;
  figure.n = basis.n;
  figure.definition = basis.definition;
  report_.figures.push_back(std::move(figure));
  return report_.figures.size() - 1;
}

size_t ReportBuilder::money(FigureName name, const Money& amount, const Basis& basis) {
  Figure figure;
  figure.id = std::move(name.id);
  figure.label = std::move(name.label);
  figure.unit = FigureUnit::money;
  figure.text = say_.money(amount);
  figure.plain = to_plain(amount);
  figure.currency = std::string(amount.currency.code());
  figure.numerator = amount.minor;
  return add_figure(std::move(figure), basis);
}

size_t ReportBuilder::money(FigureName name, const Money& amount, const MoneyRange& range, RangeKind kind,
                            const Basis& basis) {
  const size_t index = money(std::move(name), amount, basis);
  set_range(index, range, kind);
  return index;
}

void ReportBuilder::set_range(size_t figure, const MoneyRange& range, RangeKind kind) {
  Figure& shown = report_.figures[figure];
  const std::optional<Currency> currency = Currency::from_code(shown.currency);
  const Currency known = currency.value_or(Currency{});
  shown.range = FigureRange{kind,
                            range.low,
                            range.high,
                            range_text(range, known),
                            to_plain({range.low, known}),
                            to_plain({range.high, known})};
}

void ReportBuilder::set_share_range(size_t figure, int64_t low, int64_t high) {
  const std::string text = low == high
                               ? say_(words::exactly, {{"amount", say_.percent(low)}})
                               : say_(words::between, {{"low", say_.percent(low)}, {"high", say_.percent(high)}});
  report_.figures[figure].range =
      FigureRange{RangeKind::confidence, low, high, text, plain_tenths(low), plain_tenths(high)};
}

std::string ReportBuilder::range_text(const MoneyRange& range, const Currency& currency) const {
  if (range.low == range.high) return say_(words::exactly, {{"amount", say_.bare_money({range.low, currency})}});
  return say_(words::between,
              {{"low", whole_money({range.low, currency})}, {"high", whole_money({range.high, currency})}});
}

std::string ReportBuilder::whole_money(const Money& amount) const {
  const int64_t per_major = amount.currency.minor_per_major();
  const int64_t rest = ((amount.minor % per_major) + per_major) % per_major;
  const bool up = per_major > 1 && 2 * rest >= per_major;
  return say_.count((amount.minor - rest) / per_major + (up ? 1 : 0));
}

size_t ReportBuilder::count(FigureName name, uint64_t value, FigureUnit unit, const Basis& basis) {
  Figure figure;
  figure.id = std::move(name.id);
  figure.label = std::move(name.label);
  figure.unit = unit;
  figure.numerator = static_cast<int64_t>(value);
  figure.text = say_.count(figure.numerator);
  figure.plain = fmt::format("{}", value);
  return add_figure(std::move(figure), basis);
}

size_t ReportBuilder::ratio(FigureName name, const Ratio& ratio, const Basis& basis) {
  if (ratio.denominator != 0)
    return share(std::move(name), ratio, ratio_tenths(ratio.numerator, ratio.denominator), basis);
  Figure figure;
  figure.id = std::move(name.id);
  figure.label = std::move(name.label);
  figure.unit = FigureUnit::ratio;
  figure.text = say_(words::not_defined);
  figure.numerator = ratio.numerator;
  figure.denominator = 0;
  return add_figure(std::move(figure), basis);
}

size_t ReportBuilder::share(FigureName name, const Ratio& ratio, int64_t tenths, const Basis& basis) {
  Figure figure;
  figure.id = std::move(name.id);
  figure.label = std::move(name.label);
  figure.unit = FigureUnit::ratio;
  figure.text = say_.percent(tenths);
  figure.plain = plain_tenths(tenths);
  figure.numerator = ratio.numerator;
  figure.denominator = ratio.denominator;
  return add_figure(std::move(figure), basis);
}

std::string ReportBuilder::decimal_text(FigureUnit unit, double value) const {
  return say_.decimal(scaled_to(unit, value), unit == FigureUnit::points ? 1 : 2);
}

size_t ReportBuilder::decimal(FigureName name, FigureUnit unit, const DecimalFigure& value, const Basis& basis) {
  Figure figure;
  figure.id = std::move(name.id);
  figure.label = std::move(name.label);
  figure.unit = unit;
  figure.text = decimal_text(unit, value.value);
  figure.numerator = scaled_to(unit, value.value);
  figure.denominator = parts_of_one(unit);
  figure.plain = plain_decimal(unit, figure.numerator);
  if (value.range) {
    const int64_t low = scaled_to(unit, value.range->low);
    const int64_t high = scaled_to(unit, value.range->high);
    const std::string text = say_(words::between, {{"low", decimal_text(unit, value.range->low)},
                                                   {"high", decimal_text(unit, value.range->high)}});
    figure.range =
        FigureRange{RangeKind::confidence, low, high, text, plain_decimal(unit, low), plain_decimal(unit, high)};
  }
  return add_figure(std::move(figure), basis);
}

TableCell ReportBuilder::cell(size_t figure) const {
  return {report_.figures[figure].text, figure, false};
}

TableCell ReportBuilder::text_cell(std::string text) {
  return {std::move(text), std::nullopt, false};
}

TableCell ReportBuilder::head_cell(std::string text) {
  return {std::move(text), std::nullopt, true};
}

std::string ReportBuilder::item_title(const std::string& item) const {
  const auto found = inputs_.titles.find(item);
  if (found != inputs_.titles.end() && !found->second.empty()) return found->second;
  std::string readable = item;
  std::replace_if(
      readable.begin(), readable.end(), [](char sign) { return sign == '_' || sign == '-'; }, ' ');
  if (!readable.empty() && readable[0] >= 'a' && readable[0] <= 'z') readable[0] = static_cast<char>(readable[0] - 32);
  return readable;
}

std::string ReportBuilder::title_of(const OccurrenceName& name) const {
  const auto is_sibling = [&](const MeasuredCycle& cycle) {
    return cycle.header.name.item == name.item && cycle.header.name != name;
  };
  const std::string title = item_title(name.item);
  if (std::none_of(inputs_.cycles.begin(), inputs_.cycles.end(), is_sibling)) return title;
  return fmt::format("{} {}", title, name.cycle);
}

std::string ReportBuilder::title_of(const OccurrenceName& earlier, const OccurrenceName& later) const {
  if (earlier.cycle == later.cycle) return fmt::format("{} → {}", to_string(earlier), to_string(later));
  return fmt::format("{} {} → {}", item_title(later.item), earlier.cycle, later.cycle);
}

std::string ReportBuilder::titled(const std::string& title, const std::string& said) {
  const bool ended = !title.empty() && std::string_view("?!.").find(title.back()) != std::string_view::npos;
  return fmt::format("{}{} {}", title, ended ? "" : ":", said);
}

std::string ReportBuilder::metric_reference(const MetricIdentity& metric) const {
  return fmt::format("{}@{} ({})", metric.id, metric.version, short_hash(metric.hash));
}

Basis ReportBuilder::cycle_basis(const SnapshotHeader& header, const std::string& what) const {
  return {window_text(header.money_window), say_.money(header.base),
          say_(words::n_members, {{"n", say_.count(static_cast<int64_t>(header.members))}}),
          fmt::format("{}; {}", what, metric_reference(header.metric))};
}

Basis ReportBuilder::pair_basis(const Comparison& comparison, const std::string& what) const {
  const SnapshotHeader& earlier = comparison.earlier;
  const SnapshotHeader& later = comparison.later;
  return {
      say_(words::before_after, {{"from", window_text(earlier.money_window)}, {"to", window_text(later.money_window)}}),
      say_(words::before_after, {{"from", say_.money(earlier.base)}, {"to", say_.money(later.base)}}),
      say_(words::n_pair, {{"from", say_.count(static_cast<int64_t>(earlier.members))},
                           {"to", say_.count(static_cast<int64_t>(later.members))}}),
      fmt::format("{}; {}", what, metric_reference(later.metric))};
}

std::string ReportBuilder::window_text(const DayInterval& window) const {
  constexpr int64_t kFirstYear = -719162;  // 0001-01-01; anything before stands for "no beginning"
  constexpr int64_t kLastYear = 2932896;   // 9999-12-31
  const bool has_first = window.first.time_since_epoch().count() >= kFirstYear;
  const bool has_end = window.end.time_since_epoch().count() <= kLastYear;
  if (has_first && has_end) return say_.days(window);
  if (has_end) return say_(words::until_day, {{"day", say_.day(window.end - std::chrono::days{1})}});
  return has_first ? say_(words::since_day, {{"day", say_.day(window.first)}}) : say_(words::all_days);
}

std::string ReportBuilder::part_name(MoneyPart part) const {
  switch (part) {
    case MoneyPart::secured:
      return say_(words::secured);
    case MoneyPart::at_risk:
      return say_(words::at_risk);
    case MoneyPart::leaving:
      return say_(words::leaving);
    case MoneyPart::unmeasured:
      return say_(words::unmeasured);
    case MoneyPart::together:
      return say_(words::told_together, {{"names", ""}});
  }
  return {};
}

std::string ReportBuilder::part_name(MoneyPart part, const std::array<bool, kMoneyParts>& told) const {
  if (part != MoneyPart::together) return part_name(part);
  std::vector<std::string> names;
  for (size_t i = 0; i < kPlainParts; ++i) {
    if (!told[i]) names.push_back(part_name(static_cast<MoneyPart>(i)));
  }
  return say_(words::told_together, {{"names", say_.list(names)}});
}

std::string ReportBuilder::part_definition(MoneyPart part, const std::array<bool, kMoneyParts>& told) const {
  if (part != MoneyPart::together) return part_definition(part);
  return say_(words::together_definition, {{"names", part_name(part, told)}});
}

std::string ReportBuilder::part_definition(MoneyPart part) const {
  switch (part) {
    case MoneyPart::secured:
      return say_(words::secured_definition);
    case MoneyPart::at_risk:
      return say_(words::at_risk_definition);
    case MoneyPart::leaving:
      return say_(words::leaving_definition);
    case MoneyPart::unmeasured:
      return say_(words::unmeasured_definition);
    case MoneyPart::together:
      return say_(words::together_definition, {{"names", part_name(part)}});
  }
  return {};
}

std::string ReportBuilder::basis_line(const Basis& basis) const {
  return say_(words::basis_line,
              {{"dates", basis.dates}, {"base", basis.base}, {"n", basis.n}, {"definition", basis.definition}});
}

PartTotals part_totals(const MeasuredCycle& cycle) {
  PartTotals totals(cycle.header.states, cycle.told_with);
  for (const std::vector<StateTotals::Line>& segment : cycle.totals.by_segment) {
    for (size_t state = 0; state < segment.size(); ++state) {
      totals.add(part_of_state(cycle.header.states, state), segment[state].money, segment[state].members);
    }
  }
  return totals;
}

std::string state_name(const ReportBuilder& builder, const std::vector<StateSpec>& states, uint8_t state) {
  if (state == kAbsent) return builder.say()(words::absent);
  return state < states.size() ? states[state].name : builder.say()(words::unmeasured);
}

std::string state_name(const ReportBuilder& builder, const std::vector<StateSpec>& states, const StateGroups& groups,
                       uint8_t state) {
  const std::vector<uint8_t> codes = groups.members_of(state);
  if (codes.size() < 2) return state_name(builder, states, state);
  std::vector<std::string> names;
  for (const uint8_t code : codes) names.push_back(state_name(builder, states, code));
  return builder.say()(words::told_together, {{"names", builder.say().list(names)}});
}

std::string state_id(const std::vector<StateSpec>& states, const StateGroups& groups, uint8_t state) {
  std::vector<std::string> names;
  for (const uint8_t code : groups.members_of(state))
    names.push_back(code == kAbsent ? "absent" : code < states.size() ? states[code].name : "unmeasured");
  return fmt::format("{}", fmt::join(names, "+"));
}

TableCell withheld_cell(const ReportBuilder& builder) {
  return ReportBuilder::text_cell(builder.say()(words::not_told));
}

std::string short_hash(std::string_view hash) {
  return std::string(hash.substr(0, 8));
}

}  // namespace vk
