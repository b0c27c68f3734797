#include <fmt/format.h>

#include <algorithm>

#include "core/report/link_words.hpp"
#include "core/report/report_changes.hpp"
#include "core/report/report_exchange.hpp"
#include "core/report/report_links.hpp"
#include "core/report/report_prices.hpp"
#include "core/report/report_reasons.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// One comparison with what its blocks need again and again.
struct Pair {
  const Comparison& comparison;
  std::string id;       ///< "renewal/customers@2026/from/2025"
  std::string title;    ///< "Will they buy next year? 2025 → 2026"
  std::string names;    ///< "renewal/customers@2025 → renewal/customers@2026"
  std::string earlier;  ///< "2025"; the whole name when the two are not cycles of one item
  std::string later;
  Currency currency;
};

Pair pair_of(const ReportBuilder& builder, const Comparison& comparison) {
  const OccurrenceName& earlier = comparison.earlier.name;
  const bool same_item =
      earlier.item == comparison.later.name.item && earlier.audience == comparison.later.name.audience;
  return {comparison,
          fmt::format("{}/from/{}", to_string(comparison.later.name), same_item ? earlier.cycle : to_string(earlier)),
          builder.title_of(earlier, comparison.later.name),
          fmt::format("{} → {}", to_string(earlier), to_string(comparison.later.name)),
          earlier.cycle == comparison.later.name.cycle ? to_string(earlier) : earlier.cycle,
          earlier.cycle == comparison.later.name.cycle ? to_string(comparison.later.name) : comparison.later.name.cycle,
          comparison.later.metric.currency};
}

// What compare calls the row of everybody.
constexpr std::string_view kAllSegments = "all";

bool shows_money(const Comparison& comparison) {
  return comparison.bridge.has_value() && comparison.verdict.money != Verdict::not_comparable;
}

bool shows_states(const Comparison& comparison) {
  return !comparison.transitions.empty() && comparison.verdict.states != Verdict::not_comparable;
}

const Wording& verdict_label(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return words::verdict_same;
    case Verdict::bridged:
      return words::verdict_bridged;
    case Verdict::not_comparable:
      return words::verdict_not_comparable;
  }
  return words::verdict_not_comparable;
}

Tone verdict_tone(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return Tone::good;
    case Verdict::bridged:
      return Tone::caution;
    case Verdict::not_comparable:
      return Tone::refused;
  }
  return Tone::refused;
}

struct VerdictTexts {
  const Wording& same;
  const Wording& bridged;
  const Wording& refused;
};

Notice verdict_notice(const ReportBuilder& builder, Verdict verdict, const std::vector<std::string>& reasons,
                      const VerdictTexts& texts) {
  const Wording& text = verdict == Verdict::same      ? texts.same
                        : verdict == Verdict::bridged ? texts.bridged
                                                      : texts.refused;
  return {verdict_tone(verdict), builder.say()(verdict_label(verdict)), builder.say()(text),
          reasons_in(builder.say(), reasons)};
}

void add_verdicts(ReportBuilder& builder, const Pair& pair) {
  const Comparability& verdict = pair.comparison.verdict;
  builder.report().verdicts.push_back({pair.comparison.earlier.name, pair.comparison.later.name, verdict});
  builder.add(verdict_notice(builder, verdict.money, verdict.money_reasons,
                             {words::money_same, words::money_bridged, words::money_refused}));
  const Wording& bridged = verdict.waves.empty() ? words::states_bridged : words::states_by_wave;
  builder.add(verdict_notice(builder, verdict.states, verdict.state_reasons,
                             {words::states_same, bridged, words::states_refused}));
}

/// One line of the money bridge.
struct BridgeLine {
  std::string_view id;
  const Wording& label;
  const Wording& definition;
  int64_t amount;  ///< signed: how it moves the opening towards the closing
  uint64_t subjects;
  WaterfallPicture::Kind kind;
};

std::vector<BridgeLine> bridge_lines(const MoneyBridge& bridge) {
  using Kind = WaterfallPicture::Kind;
  return {{"opening", words::opening, words::opening_definition, bridge.opening, bridge.subjects_opening, Kind::total},
          {"added_new", words::added_new, words::new_definition, bridge.added_new, bridge.subjects_new, Kind::up},
          {"reactivation", words::reactivation, words::reactivation_definition, bridge.reactivation,
           bridge.subjects_reactivated, Kind::up},
          {"expansion", words::expansion, words::expansion_definition, bridge.expansion, bridge.subjects_expanded,
           Kind::up},
          {"contraction", words::contraction, words::contraction_definition, -bridge.contraction,
           bridge.subjects_contracted, Kind::down},
          {"churn", words::churn, words::churn_definition, -bridge.churn, bridge.subjects_churned, Kind::down},
          {"closing", words::closing, words::closing_definition, bridge.closing, bridge.subjects_closing, Kind::total}};
}

std::string signed_money(const ReportBuilder& builder, const BridgeLine& line, const Currency& currency) {
  const std::string text = builder.say().money({line.amount, currency});
  return line.kind == WaterfallPicture::Kind::total || line.amount <= 0 ? text : "+" + text;
}

WaterfallPicture waterfall_of(const ReportBuilder& builder, const Pair& pair, const std::vector<BridgeLine>& lines) {
  WaterfallPicture picture;
  std::vector<std::string> described;
  int64_t at = 0;
  for (const BridgeLine& line : lines) {
    const bool total = line.kind == WaterfallPicture::Kind::total;
    const int64_t from = total ? 0 : at;
    at = total ? line.amount : at + line.amount;
    const std::string amount = signed_money(builder, line, pair.currency);
    // A movement with returned goods may run against its name; the bar follows the money.
    const auto kind = total ? line.kind : at >= from ? WaterfallPicture::Kind::up : WaterfallPicture::Kind::down;
    picture.steps.push_back({builder.say()(line.label), amount, kind, from, at});
    described.push_back(fmt::format("{} {}", builder.say()(line.label), amount));
  }
  picture.text = {pair.id + "/bridge/picture", builder.say()(words::bridge_title, {{"name", pair.title}}),
                  fmt::format("{}.", fmt::join(described, ", ")),
                  builder.basis_line(builder.pair_basis(pair.comparison, builder.say()(words::bridge_definition)))};
  return picture;
}

ReportTable bridge_table(ReportBuilder& builder, const Pair& pair, const std::vector<BridgeLine>& lines) {
  const ReportLanguage& say = builder.say();
  ReportTable table{pair.id + "/bridge",
                    say(words::in_numbers, {{"caption", say(words::bridge_title, {{"name", pair.title}})}}),
                    builder.pair_basis(pair.comparison, say(words::bridge_definition)),
                    {{say(words::movement), false}, {say(words::money), true}, {say(words::subjects), true}},
                    {},
                    true};
  for (const BridgeLine& line : lines) {
    const Basis basis = builder.pair_basis(pair.comparison, say(line.definition));
    const FigureName name{fmt::format("{}/bridge/{}", pair.id, line.id), say(line.label)};
    const size_t money = builder.money(name, {line.amount, pair.currency}, basis);
    const size_t subjects =
        builder.count({name.id + "/subjects", name.label}, line.subjects, FigureUnit::subjects, basis);
    TableCell amount = builder.cell(money);
    amount.text = signed_money(builder, line, pair.currency);
    table.rows.push_back({ReportBuilder::head_cell(name.label), amount, builder.cell(subjects)});
  }
  return table;
}

FigureGroup retention_of(ReportBuilder& builder, const Pair& pair, const MoneyBridge& bridge) {
  const ReportLanguage& say = builder.say();
  FigureGroup group;
  group.caption = say(words::retention_caption, {{"name", pair.title}});
  const auto add = [&](std::string_view id, const Wording& label, const Wording& definition, const Ratio& ratio) {
    group.cards.push_back({builder.ratio({fmt::format("{}/{}", pair.id, id), say(label)}, ratio,
                                         builder.pair_basis(pair.comparison, say(definition))),
                           {},
                           std::nullopt});
  };
  add("grr", words::grr, words::grr_definition, gross_revenue_retention(bridge));
  add("nrr", words::nrr, words::nrr_definition, net_revenue_retention(bridge));
  add("logo_retention", words::logo, words::logo_definition, logo_retention(bridge));
  return group;
}

void add_money_comparison(ReportBuilder& builder, const Pair& pair) {
  const MoneyBridge& bridge = *pair.comparison.bridge;
  const std::vector<BridgeLine> lines = bridge_lines(bridge);
  builder.add(Picture{waterfall_of(builder, pair, lines)});
  builder.add(bridge_table(builder, pair, lines));
  builder.add(Paragraph{
      builder.say()(words::unchanged_note, {{"n", builder.say().count(static_cast<int64_t>(bridge.subjects_flat))}})});
  builder.add(retention_of(builder, pair, bridge));
}

/// Position of a state code in the matrix: states, then unmeasured, then absent.
size_t matrix_position(const std::vector<StateSpec>& states, uint8_t state) {
  if (state == kAbsent) return states.size() + 1;
  return state < states.size() ? state : states.size();
}

uint8_t matrix_state(const std::vector<StateSpec>& states, size_t position) {
  if (position < states.size()) return static_cast<uint8_t>(position);
  return position == states.size() ? kUnmeasured : kAbsent;
}

// Money of a square: what the members were worth before; for those who were not there, what they are worth now.
int64_t square_money(const Transition& transition) {
  return transition.from == kAbsent ? transition.money_to : transition.money_from;
}

using Matrix = std::vector<std::vector<Transition>>;

Matrix matrix_of(const Comparison& comparison) {
  const size_t side = comparison.states.size() + 2;
  Matrix matrix(side, std::vector<Transition>(side));
  for (size_t row = 0; row < side; ++row) {
    for (size_t column = 0; column < side; ++column) {
      matrix[row][column].from = matrix_state(comparison.states, row);
      matrix[row][column].to = matrix_state(comparison.states, column);
    }
  }
  for (const Transition& transition : comparison.transitions) {
    Transition& sum =
        matrix[matrix_position(comparison.states, transition.from)][matrix_position(comparison.states, transition.to)];
    sum.subjects += transition.subjects;
    sum.money_from += transition.money_from;
    sum.money_to += transition.money_to;
  }
  return matrix;
}

uint8_t shade(uint64_t subjects, int64_t money, int64_t most) {
  if (subjects == 0) return 0;
  if (most <= 0 || money <= 0) return 1;
  return static_cast<uint8_t>(1 + std::min<int64_t>(4, ratio_tenths(money, most) / 200));
}

HeatMapPicture heat_map_of(const ReportBuilder& builder, const Pair& pair, const Matrix& matrix) {
  const ReportLanguage& say = builder.say();
  HeatMapPicture picture;
  int64_t most = 0;
  for (const auto& row : matrix) {
    for (const Transition& square : row) most = std::max(most, square_money(square));
  }
  for (size_t row = 0; row < matrix.size(); ++row) {
    picture.rows.push_back(state_name(builder, pair.comparison.states, matrix_state(pair.comparison.states, row)));
    picture.squares.emplace_back();
    for (size_t column = 0; column < matrix.size(); ++column) {
      const Transition& square = matrix[row][column];
      picture.squares.back().push_back(
          {square.subjects == 0 ? "–" : say.bare_money({square_money(square), pair.currency}),
           square.subjects == 0 ? "" : say(words::n_short, {{"n", say.count(static_cast<int64_t>(square.subjects))}}),
           shade(square.subjects, square_money(square), most), row == column});
    }
  }
  picture.columns = picture.rows;
  picture.row_title = say(words::before, {{"cycle", pair.earlier}});
  picture.column_title = say(words::after, {{"cycle", pair.later}});
  picture.text = {pair.id + "/transitions/picture", say(words::matrix_title, {{"name", pair.title}}),
                  say(words::matrix_description),
                  builder.basis_line(builder.pair_basis(pair.comparison, say(words::matrix_definition)))};
  return picture;
}

std::vector<TableCell> transition_row(ReportBuilder& builder, const Pair& pair, const Transition& transition) {
  const Basis basis = builder.pair_basis(pair.comparison, builder.say()(words::matrix_definition));
  const std::string from = state_name(builder, pair.comparison.states, transition.from);
  const std::string to = state_name(builder, pair.comparison.states, transition.to);
  const auto id_of = [&](uint8_t state, const std::string& name) {
    return state == kAbsent                        ? std::string("absent")
           : state < pair.comparison.states.size() ? name
                                                   : std::string("unmeasured");
  };
  const std::string id =
      fmt::format("{}/transition/{}/{}", pair.id, id_of(transition.from, from), id_of(transition.to, to));
  const std::string label = fmt::format("{} → {}", from, to);
  return {ReportBuilder::head_cell(from), ReportBuilder::text_cell(to),
          builder.cell(builder.count({id + "/subjects", label}, transition.subjects, FigureUnit::subjects, basis)),
          builder.cell(builder.money({id + "/money_before", label}, {transition.money_from, pair.currency}, basis)),
          builder.cell(builder.money({id + "/money_after", label}, {transition.money_to, pair.currency}, basis))};
}

ReportTable transition_table(ReportBuilder& builder, const Pair& pair, const Matrix& matrix) {
  const ReportLanguage& say = builder.say();
  ReportTable table{pair.id + "/transitions",
                    say(words::in_numbers, {{"caption", say(words::matrix_title, {{"name", pair.title}})}}),
                    builder.pair_basis(pair.comparison, say(words::matrix_definition)),
                    {},
                    {},
                    true};
  table.columns = {{say(words::state_before), false},
                   {say(words::state_after), false},
                   {say(words::subjects), true},
                   {say(words::money_before), true},
                   {say(words::money_after), true}};
  Transition all;
  for (const auto& row : matrix) {
    for (const Transition& square : row) {
      if (square.subjects == 0) continue;
      table.rows.push_back(transition_row(builder, pair, square));
      all.subjects += square.subjects;
      all.money_from += square.money_from;
      all.money_to += square.money_to;
    }
  }
  table.rows.push_back({ReportBuilder::head_cell(say(words::total)), ReportBuilder::text_cell(""),
                        ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.subjects))),
                        ReportBuilder::text_cell(say.money({all.money_from, pair.currency})),
                        ReportBuilder::text_cell(say.money({all.money_to, pair.currency}))});
  return table;
}

StateBar state_bar(const ReportBuilder& builder, const Pair& pair, const Matrix& matrix, bool later) {
  const ReportLanguage& say = builder.say();
  PartTotals totals;
  for (const auto& row : matrix) {
    for (const Transition& square : row) {
      const uint8_t state = later ? square.to : square.from;
      if (state == kAbsent) continue;
      totals.add(part_of_state(pair.comparison.states, state), later ? square.money_to : square.money_from,
                 square.subjects);
    }
  }
  StateBar bar;
  bar.label = later ? pair.later : pair.earlier;
  bar.base = say(words::bar_base, {{"base", say.money({totals.base(), pair.currency})},
                                   {"n", say.count(static_cast<int64_t>(totals.all_members()))}});
  const std::vector<int64_t> tenths = share_tenths(totals.money);
  for (size_t i = 0; i < kMoneyParts; ++i) {
    const auto part = static_cast<MoneyPart>(i);
    bar.parts.push_back({part, builder.part_name(part), say.money({totals.money[i], pair.currency}),
                         tenths.empty() ? say(words::not_defined) : say.percent(tenths[i]), totals.money[i]});
  }
  return bar;
}

StateBar refused_bar(const ReportBuilder& builder, const std::string& label) {
  StateBar bar;
  bar.label = label;
  bar.refused = true;
  bar.refused_text = builder.say()(words::refused_bar);
  return bar;
}

void add_state_bars(ReportBuilder& builder, const Pair& pair, const Matrix& matrix) {
  const bool comparable = shows_states(pair.comparison);
  StateBarsPicture picture;
  picture.bars =
      comparable
          ? std::vector<StateBar>{state_bar(builder, pair, matrix, false), state_bar(builder, pair, matrix, true)}
          : std::vector<StateBar>{refused_bar(builder, pair.earlier), refused_bar(builder, pair.later)};
  picture.broken_before = {0, static_cast<uint8_t>(comparable ? 0 : 1)};
  picture.broken_label = builder.say()(words::series_broken);
  std::vector<std::string> described;
  for (const StateBar& bar : picture.bars) {
    std::vector<std::string> parts;
    for (const StateBar::Part& part : bar.parts)
      parts.push_back(fmt::format("{} {} ({})", part.label, part.amount, part.share));
    described.push_back(
        fmt::format("{}: {}", bar.label, bar.refused ? bar.refused_text : fmt::format("{}", fmt::join(parts, ", "))));
  }
  picture.text = {pair.id + "/states/picture", builder.say()(words::states_over_time, {{"name", pair.title}}),
                  fmt::format("{}.", fmt::join(described, "; ")),
                  builder.basis_line(builder.pair_basis(pair.comparison, builder.say()(words::exposure_definition)))};
  builder.add(Picture{std::move(picture)});
}

std::vector<TableCell> segment_bridge_row(ReportBuilder& builder, const Pair& pair, const SegmentFigures& segment) {
  const ReportLanguage& say = builder.say();
  const Basis basis =
      builder.pair_basis(pair.comparison, say(words::segment_definition, {{"segment", segment.segment}}));
  const std::string id = fmt::format("{}/segment/{}", pair.id, segment.segment);
  const std::string label = segment.segment == kAllSegments ? say(words::all_segments) : segment.segment;
  std::vector<TableCell> row{ReportBuilder::head_cell(label)};
  for (const BridgeLine& line : bridge_lines(segment.bridge)) {
    const FigureName name{fmt::format("{}/{}", id, line.id), fmt::format("{}, {}", label, say(line.label))};
    row.push_back(builder.cell(builder.money(name, {line.amount, pair.currency}, basis)));
    row.back().text = say.bare_money({line.amount, pair.currency});
  }
  row.push_back(
      builder.cell(builder.ratio({id + "/grr", label + ", GRR"}, gross_revenue_retention(segment.bridge), basis)));
  row.push_back(
      builder.cell(builder.ratio({id + "/nrr", label + ", NRR"}, net_revenue_retention(segment.bridge), basis)));
  return row;
}

void add_segments(ReportBuilder& builder, const Pair& pair) {
  if (pair.comparison.by_segment.size() < 2 || !shows_money(pair.comparison)) return;
  const ReportLanguage& say = builder.say();
  ReportTable table{pair.id + "/segments",
                    say(words::segment_bridge_caption, {{"name", pair.title}, {"currency", pair.currency.code()}}),
                    builder.pair_basis(pair.comparison, say(words::bridge_definition)),
                    {},
                    {},
                    false};
  table.columns.push_back({say(words::segment), false});
  for (const BridgeLine& line : bridge_lines(MoneyBridge{})) table.columns.push_back({say(line.label), true});
  table.columns.push_back({"GRR", true});
  table.columns.push_back({"NRR", true});
  for (const SegmentFigures& segment : pair.comparison.by_segment) {
    table.rows.push_back(segment_bridge_row(builder, pair, segment));
  }
  builder.add(std::move(table));
}

std::string percent_of(const ReportBuilder& builder, const Ratio& ratio) {
  if (ratio.denominator == 0) return builder.say()(words::not_defined);
  return builder.say().percent(ratio_tenths(ratio.numerator, ratio.denominator));
}

// What became of the money, only when it may be said.
std::string money_lead(const ReportBuilder& builder, const Pair& pair) {
  const ReportLanguage& say = builder.say();
  if (!shows_money(pair.comparison)) return say(words::lead_refused, {{"from", pair.earlier}, {"to", pair.later}});
  const MoneyBridge& bridge = *pair.comparison.bridge;
  const Wording& text = pair.comparison.verdict.money == Verdict::same ? words::lead_same : words::lead_bridged;
  return say(text, {{"from", pair.earlier},
                    {"to", pair.later},
                    {"opening", say.money({bridge.opening, pair.currency})},
                    {"closing", say.money({bridge.closing, pair.currency})},
                    {"grr", percent_of(builder, gross_revenue_retention(bridge))},
                    {"nrr", percent_of(builder, net_revenue_retention(bridge))}});
}

// Measurements over the same money share one sentence; one that differs says whose money it is.
void add_money_leads(ReportBuilder& builder, const std::vector<Pair>& pairs) {
  std::vector<std::pair<std::string, std::vector<std::string>>> leads;
  for (const Pair& pair : pairs) {
    const std::string lead = money_lead(builder, pair);
    auto said = std::find_if(leads.begin(), leads.end(), [&](const auto& other) { return other.first == lead; });
    if (said == leads.end()) said = leads.insert(leads.end(), {lead, {}});
    const std::string title = builder.item_title(pair.comparison.later.name.item);
    if (std::find(said->second.begin(), said->second.end(), title) == said->second.end()) said->second.push_back(title);
  }
  for (const auto& [lead, titles] : leads) {
    builder.report().lead.push_back(leads.size() == 1 ? lead : ReportBuilder::titled(builder.say().list(titles), lead));
  }
}

/// How states are compared, in the order in which the lead tells it.
enum class StatesTold { same, by_map, by_wave, refused };

StatesTold states_told(const Comparability& verdict) {
  switch (verdict.states) {
    case Verdict::same:
      return StatesTold::same;
    case Verdict::bridged:
      return verdict.waves.empty() ? StatesTold::by_map : StatesTold::by_wave;
    case Verdict::not_comparable:
      return StatesTold::refused;
  }
  return StatesTold::refused;
}

const Wording& states_lead(StatesTold told) {
  switch (told) {
    case StatesTold::same:
      return words::lead_states_same;
    case StatesTold::by_map:
      return words::lead_states_bridged;
    case StatesTold::by_wave:
      return words::lead_states_by_wave;
    case StatesTold::refused:
      return words::lead_states_refused;
  }
  return words::lead_states_refused;
}

// Which movements between states the report shows, in one sentence.
void add_states_lead(ReportBuilder& builder, const std::vector<Pair>& pairs) {
  const ReportLanguage& say = builder.say();
  std::vector<std::string> parts;
  for (const StatesTold told : {StatesTold::same, StatesTold::by_map, StatesTold::by_wave, StatesTold::refused}) {
    std::vector<std::string> titles;
    for (const Pair& pair : pairs) {
      const std::string title = say(words::quoted, {{"text", builder.item_title(pair.comparison.later.name.item)}});
      const bool listed = std::find(titles.begin(), titles.end(), title) != titles.end();
      if (states_told(pair.comparison.verdict) == told && !listed) titles.push_back(title);
    }
    if (!titles.empty()) parts.push_back(say(states_lead(told), {{"names", say.list(titles)}}));
  }
  builder.report().lead.push_back(say(words::lead_states, {{"parts", fmt::format("{}", fmt::join(parts, "; "))}}));
}

void add_comparison(ReportBuilder& builder, const Pair& pair) {
  builder.add(Heading{pair.title, pair.names});
  add_verdicts(builder, pair);
  if (shows_money(pair.comparison)) add_money_comparison(builder, pair);
  add_exchange(builder, pair.comparison, {pair.id, pair.title});
  add_prices(builder, pair.comparison, {pair.id, pair.title});
  const Matrix matrix = shows_states(pair.comparison) ? matrix_of(pair.comparison) : Matrix{};
  if (pair.comparison.linked) {
    add_linked_changes(builder, pair.comparison, {pair.id, pair.title}, {pair.earlier, pair.later});
  } else {
    add_state_bars(builder, pair, matrix);
  }
  if (shows_states(pair.comparison)) {
    builder.add(Picture{heat_map_of(builder, pair, matrix)});
    builder.add(transition_table(builder, pair, matrix));
    std::string change = estimated_change_words(builder, pair.comparison, pair.earlier, pair.later);
    if (!change.empty()) builder.add(Paragraph{std::move(change)});
    add_estimated_changes(builder, pair.comparison, {pair.id, pair.title});
  }
  add_segments(builder, pair);
}

}  // namespace

void add_comparisons(ReportBuilder& builder) {
  if (builder.inputs().cycles.empty() && builder.inputs().comparisons.empty()) return;
  builder.begin("comparison", words::comparison_title);
  if (builder.inputs().comparisons.empty()) {
    builder.add(Paragraph{builder.say()(words::no_comparison)});
    return;
  }
  std::vector<Pair> pairs;
  for (const Comparison& comparison : builder.inputs().comparisons) pairs.push_back(pair_of(builder, comparison));
  add_money_leads(builder, pairs);
  add_states_lead(builder, pairs);
  for (const Pair& pair : pairs) add_comparison(builder, pair);
}

}  // namespace vk
