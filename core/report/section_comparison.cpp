#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/report/disclosure_words.hpp"
#include "core/report/link_words.hpp"
#include "core/report/report_changes.hpp"
#include "core/report/report_exchange.hpp"
#include "core/report/report_links.hpp"
#include "core/report/report_prices.hpp"
#include "core/report/report_reasons.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_transitions.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

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
  int64_t amount;                    ///< signed: how it moves the opening towards the closing
  std::optional<uint64_t> subjects;  ///< nothing: not told
  WaterfallPicture::Kind kind;
};

BridgeDetail detail_of(const Comparison& comparison) {
  return comparison.told ? comparison.told->bridge : BridgeDetail{};
}

/// Money that came, in the lines that are told apart.
void add_gains(std::vector<BridgeLine>& lines, const MoneyBridge& bridge, const BridgeDetail& detail) {
  constexpr auto kUp = WaterfallPicture::Kind::up;
  const auto count = [&](uint64_t subjects) { return detail.counts ? std::optional{subjects} : std::nullopt; };
  if (!detail.growth) {
    lines.push_back({"gains", words::gains, words::gains_definition,
                     bridge.added_new + bridge.reactivation + bridge.expansion, std::nullopt, kUp});
    return;
  }
  if (detail.arrivals) {
    lines.push_back(
        {"added_new", words::added_new, words::new_definition, bridge.added_new, count(bridge.subjects_new), kUp});
    lines.push_back({"reactivation", words::reactivation, words::reactivation_definition, bridge.reactivation,
                     count(bridge.subjects_reactivated), kUp});
  } else {
    lines.push_back({"arrivals", words::arrivals, words::arrivals_definition, bridge.added_new + bridge.reactivation,
                     count(bridge.subjects_new + bridge.subjects_reactivated), kUp});
  }
  lines.push_back({"expansion", words::expansion, words::expansion_definition, bridge.expansion,
                   count(bridge.subjects_expanded), kUp});
}

/// Money that went, in the same way.
void add_losses(std::vector<BridgeLine>& lines, const MoneyBridge& bridge, const BridgeDetail& detail) {
  constexpr auto kDown = WaterfallPicture::Kind::down;
  const auto count = [&](uint64_t subjects) { return detail.counts ? std::optional{subjects} : std::nullopt; };
  if (!detail.losses) {
    lines.push_back(
        {"losses", words::losses, words::losses_definition, -bridge.contraction - bridge.churn, std::nullopt, kDown});
    return;
  }
  lines.push_back({"contraction", words::contraction, words::contraction_definition, -bridge.contraction,
                   count(bridge.subjects_contracted), kDown});
  lines.push_back(
      {"churn", words::churn, words::churn_definition, -bridge.churn, count(bridge.subjects_churned), kDown});
}

std::vector<BridgeLine> bridge_lines(const MoneyBridge& bridge, const BridgeDetail& detail) {
  using Kind = WaterfallPicture::Kind;
  const auto count = [](bool told, uint64_t subjects) { return told ? std::optional{subjects} : std::nullopt; };
  std::vector<BridgeLine> lines{{"opening", words::opening, words::opening_definition, bridge.opening,
                                 count(detail.opening, bridge.subjects_opening), Kind::total}};
  if (detail.movements) {
    add_gains(lines, bridge, detail);
    add_losses(lines, bridge, detail);
  } else {
    lines.push_back({"movements", words::movements, words::movements_definition, bridge.closing - bridge.opening,
                     std::nullopt, Kind::up});
  }
  lines.push_back({"closing", words::closing, words::closing_definition, bridge.closing,
                   count(detail.closing, bridge.subjects_closing), Kind::total});
  return lines;
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
    const TableCell subjects = line.subjects ? builder.cell(builder.count({name.id + "/subjects", name.label},
                                                                          *line.subjects, FigureUnit::subjects, basis))
                                             : withheld_cell(builder);
    TableCell amount = builder.cell(money);
    amount.text = signed_money(builder, line, pair.currency);
    table.rows.push_back({ReportBuilder::head_cell(name.label), amount, subjects});
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
  const BridgeDetail detail = detail_of(pair.comparison);
  if (detail.movements) add("grr", words::grr, words::grr_definition, gross_revenue_retention(bridge));
  if (detail.growth) add("nrr", words::nrr, words::nrr_definition, net_revenue_retention(bridge));
  if (detail.counts) add("logo_retention", words::logo, words::logo_definition, logo_retention(bridge));
  return group;
}

void add_money_comparison(ReportBuilder& builder, const Pair& pair) {
  const MoneyBridge& bridge = *pair.comparison.bridge;
  const BridgeDetail detail = detail_of(pair.comparison);
  const std::vector<BridgeLine> lines = bridge_lines(bridge, detail);
  builder.add(Picture{waterfall_of(builder, pair, lines)});
  builder.add(bridge_table(builder, pair, lines));
  if (detail.counts) {
    const std::string unchanged = builder.say().count(static_cast<int64_t>(bridge.subjects_flat));
    builder.add(Paragraph{builder.say()(words::unchanged_note, {{"n", unchanged}})});
  }
  FigureGroup retention = retention_of(builder, pair, bridge);
  if (!retention.cards.empty()) builder.add(std::move(retention));
}

std::vector<TableCell> segment_bridge_row(ReportBuilder& builder, const Pair& pair, const SegmentFigures& segment) {
  const ReportLanguage& say = builder.say();
  const Basis basis =
      builder.pair_basis(pair.comparison, say(words::segment_definition, {{"segment", segment.segment}}));
  const std::string id = fmt::format("{}/segment/{}", pair.id, segment.segment);
  const std::string label = segment.segment == kAllSegments ? say(words::all_segments) : segment.segment;
  std::vector<TableCell> row{ReportBuilder::head_cell(label)};
  const BridgeDetail detail = detail_of(pair.comparison);
  for (const BridgeLine& line : bridge_lines(segment.bridge, detail)) {
    const FigureName name{fmt::format("{}/{}", id, line.id), fmt::format("{}, {}", label, say(line.label))};
    row.push_back(builder.cell(builder.money(name, {line.amount, pair.currency}, basis)));
    row.back().text = say.bare_money({line.amount, pair.currency});
  }
  const auto add_ratio = [&](const FigureName& name, const Ratio& ratio) {
    row.push_back(builder.cell(builder.ratio(name, ratio, basis)));
  };
  if (detail.movements) add_ratio({id + "/grr", label + ", GRR"}, gross_revenue_retention(segment.bridge));
  if (detail.growth) add_ratio({id + "/nrr", label + ", NRR"}, net_revenue_retention(segment.bridge));
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
  const BridgeDetail detail = detail_of(pair.comparison);
  for (const BridgeLine& line : bridge_lines(MoneyBridge{}, detail)) table.columns.push_back({say(line.label), true});
  if (detail.movements) table.columns.push_back({"GRR", true});
  if (detail.growth) table.columns.push_back({"NRR", true});
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
  const BridgeDetail detail = detail_of(pair.comparison);
  const Wording& text = !detail.movements                                ? words::lead_net
                        : pair.comparison.verdict.money == Verdict::same ? words::lead_same
                                                                         : words::lead_bridged;
  return say(text,
             {{"from", pair.earlier},
              {"to", pair.later},
              {"opening", say.money({bridge.opening, pair.currency})},
              {"closing", say.money({bridge.closing, pair.currency})},
              {"grr", percent_of(builder, gross_revenue_retention(bridge))},
              {"nrr", detail.growth ? percent_of(builder, net_revenue_retention(bridge)) : say(words::not_told)}});
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
  if (pair.comparison.linked) {
    add_linked_changes(builder, pair.comparison, {pair.id, pair.title}, {pair.earlier, pair.later});
  } else {
    add_state_bars(builder, pair);
  }
  if (shows_states(pair.comparison)) {
    add_transitions(builder, pair);
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
