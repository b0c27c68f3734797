#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_answers.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

// "320,000 is secured, 320,000 needs work and 160,000 is about to leave".
std::string parts_in_words(const ReportBuilder& builder, const PartTotals& totals, const Currency& currency) {
  const std::array<const Wording*, kMoneyParts> said{&words::is_secured, &words::needs_work, &words::about_to_leave,
                                                     &words::was_not_measured, &words::is_together};
  std::vector<std::string> parts;
  for (size_t part = 0; part < kMoneyParts; ++part) {
    if (!totals.told[part]) continue;
    if (part == static_cast<size_t>(MoneyPart::unmeasured) && totals.members[part] == 0) continue;
    const std::string amount = builder.say().bare_money({totals.money[part], currency});
    const std::string names = builder.part_name(static_cast<MoneyPart>(part), totals.told);
    parts.push_back(builder.say()(*said[part], {{"amount", amount}, {"names", names}}));
  }
  return builder.say().list(parts);
}

std::string lead_of(const ReportBuilder& builder, const MeasuredCycle& cycle, const PartTotals& totals) {
  const ReportLanguage& say = builder.say();
  const SnapshotHeader& header = cycle.header;
  const Currency& currency = header.metric.currency;
  const std::string name = builder.title_of(header.name);
  if (totals.all_members() == 0) return say(words::lead_nobody, {{"name", name}});
  if (totals.base() == 0) {
    return say(words::lead_no_money, {{"name", name}, {"n", say.count(static_cast<int64_t>(totals.all_members()))}});
  }
  return say(words::lead, {{"base", fmt::format("{} {}", say.bare_money({totals.base(), currency}), currency.code())},
                           {"parts", parts_in_words(builder, totals, currency)}});
}

// The heading over the bar names the measurement, so the bar itself says its base only.
StateBar bar_of(const ReportBuilder& builder, const PartTotals& totals, const Currency& currency) {
  const ReportLanguage& say = builder.say();
  StateBar bar;
  bar.base = say(words::bar_base, {{"base", say.money({totals.base(), currency})},
                                   {"n", say.count(static_cast<int64_t>(totals.all_members()))}});
  const std::vector<int64_t> tenths = share_tenths(totals.money);
  for (size_t i = 0; i < kMoneyParts; ++i) {
    if (!totals.told[i]) continue;
    const auto part = static_cast<MoneyPart>(i);
    bar.parts.push_back({part, builder.part_name(part, totals.told), say.money({totals.money[i], currency}),
                         tenths.empty() ? say(words::not_defined) : say.percent(tenths[i]), totals.money[i]});
  }
  return bar;
}

std::string bar_in_words(const StateBar& bar) {
  std::vector<std::string> parts;
  for (const StateBar::Part& part : bar.parts)
    parts.push_back(fmt::format("{} {} ({})", part.label, part.amount, part.share));
  std::string said = fmt::format("{}: {}.", bar.base, fmt::join(parts, ", "));
  for (const StateBar::Range& range : bar.ranges) said += fmt::format(" {}: {}.", range.label, range.text);
  return said;
}

FigureGroup cards_of(ReportBuilder& builder, const MeasuredCycle& cycle, const PartTotals& totals) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const std::vector<int64_t> tenths = share_tenths(totals.money);
  FigureGroup group;
  for (size_t i = 0; i < kMoneyParts; ++i) {
    if (!totals.told[i]) continue;
    const auto part = static_cast<MoneyPart>(i);
    const std::string label = builder.part_name(part, totals.told);
    const std::string id = fmt::format("{}/exposure/{}", name, to_string(part));
    const Basis basis = builder.cycle_basis(cycle.header, builder.part_definition(part, totals.told));
    FigureGroup::Card card;
    const bool estimate_leads = i < kEstimatedParts && leads_with_estimate(cycle);
    const std::string shown = estimate_leads ? say(words::part_measured, {{"part", label}}) : label;
    card.figure = builder.money({id, shown}, {totals.money[i], cycle.header.metric.currency}, basis);
    if (cycle.answers && i < kEstimatedParts) card.beside = answer_figures(builder, cycle, i, card.figure);
    if (estimate_leads) std::swap(card.figure, card.beside.front());
    const Ratio ratio{totals.money[i], totals.base()};
    const FigureName share{id + "/share", say(words::share_of_base, {{"part", label}})};
    card.beside.push_back(tenths.empty() ? builder.ratio(share, {totals.money[i], 0}, basis)
                                         : builder.share(share, ratio, tenths[i], basis));
    card.beside.push_back(builder.count({id + "/members", say(words::members_of, {{"part", label}})}, totals.members[i],
                                        FigureUnit::subjects, basis));
    card.part = part;
    group.cards.push_back(std::move(card));
  }
  const bool together = totals.told[static_cast<size_t>(MoneyPart::together)];
  const Wording& caption = together                     ? words::cards_together_caption
                           : leads_with_estimate(cycle) ? words::cards_sampled_caption
                                                        : words::cards_caption;
  group.caption = say(caption, {{"name", builder.title_of(cycle.header.name)}});
  return group;
}

void add_base_figures(ReportBuilder& builder, const MeasuredCycle& cycle, const PartTotals& totals) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(cycle.header.name);
  const Basis basis = builder.cycle_basis(cycle.header, say(words::base_definition));
  builder.money({name + "/base", say(words::base)}, {totals.base(), cycle.header.metric.currency}, basis);
  builder.count({name + "/members", say(words::members)}, cycle.header.members, FigureUnit::subjects, basis);
  if (!totals.told[static_cast<size_t>(MoneyPart::unmeasured)]) return;
  const int64_t unmeasured = totals.money[static_cast<size_t>(MoneyPart::unmeasured)];
  builder.ratio({name + "/coverage", say(words::coverage)}, {totals.base() - unmeasured, totals.base()},
                builder.cycle_basis(cycle.header, say(words::coverage_definition)));
}

// "so far, day n of m" for a period that the run's clock has not passed.
void add_so_far(ReportBuilder& builder, const SnapshotHeader& header) {
  const Day today = std::chrono::floor<std::chrono::days>(header.as_of);
  if (!header.money_window.contains(today)) return;
  const ReportLanguage& say = builder.say();
  const std::string day = say.count((today - header.money_window.first).count() + 1);
  const bool bounded = header.money_window.days() < 366 * 100;
  builder.add(Notice{Tone::caution,
                     say(words::so_far),
                     bounded ? say(words::so_far_text, {{"name", builder.title_of(header.name)},
                                                        {"day", day},
                                                        {"days", say.count(header.money_window.days())}})
                             : say(words::so_far_open, {{"name", builder.title_of(header.name)}}),
                     {}});
}

Picture bar_picture(const ReportBuilder& builder, const MeasuredCycle& cycle, const PartTotals& totals) {
  const std::string name = to_string(cycle.header.name);
  StateBarsPicture picture;
  picture.bars = {bar_of(builder, totals, cycle.header.metric.currency)};
  if (cycle.answers) add_ranges(builder, cycle, picture.bars[0]);
  picture.broken_before = {0};
  picture.legend_beside = true;
  const Basis basis = builder.cycle_basis(cycle.header, builder.say()(words::base_definition));
  picture.text = {name + "/bar", builder.title_of(cycle.header.name), bar_in_words(picture.bars[0]),
                  fmt::format("{}; {}", name, builder.basis_line(basis))};
  return picture;
}

/// The cycle's sentence at the top of the report; what limits and estimates add to it stands below its figures.
std::vector<std::string> add_lead(ReportBuilder& builder, const MeasuredCycle& cycle, const PartTotals& totals) {
  std::vector<std::string> said{lead_of(builder, cycle, totals)};
  if (cycle.answers) said = answer_leads(builder, cycle, said.front());
  const bool named = builder.inputs().cycles.size() == 1 || totals.base() == 0;
  const std::string& lead = said.front();
  builder.report().lead.push_back(named ? lead : ReportBuilder::titled(builder.title_of(cycle.header.name), lead));
  said.erase(said.begin());
  return said;
}

}  // namespace

void add_summary(ReportBuilder& builder) {
  const ReportInputs& inputs = builder.inputs();
  if (inputs.cycles.empty() && !inputs.is_empty()) return;  // a comparison alone says it all
  builder.begin("summary", words::summary_title);
  if (inputs.is_empty()) {
    builder.report().lead.push_back(builder.say()(words::nothing_measured) + ".");
    builder.add(Notice{Tone::caution, builder.say()(words::nothing), builder.say()(words::nothing_measured) + ".", {}});
    return;
  }
  if (inputs.cycles.size() > 1) builder.add(Paragraph{builder.say()(words::not_added)});
  for (const MeasuredCycle& cycle : inputs.cycles) {
    const PartTotals totals = part_totals(cycle);
    std::vector<std::string> more = add_lead(builder, cycle, totals);
    add_base_figures(builder, cycle, totals);
    builder.add(bar_picture(builder, cycle, totals));
    builder.add(cards_of(builder, cycle, totals));
    for (std::string& words : more) builder.add(Paragraph{std::move(words)});
  }
  for (const MeasuredCycle& cycle : inputs.cycles) add_so_far(builder, cycle.header);
}

}  // namespace vk
