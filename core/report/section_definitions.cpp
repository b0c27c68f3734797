#include <fmt/format.h>

#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

std::string change_words(const ReportBuilder& builder, const std::string& change) {
  if (change == "text_fix") return builder.say()(words::change_text_fix);
  if (change == "added") return builder.say()(words::change_added);
  return change == "changed" ? builder.say()(words::change_changed) : change;
}

std::string instrument_text(const ReportBuilder& builder, const InstrumentIdentity& instrument) {
  std::string text = fmt::format("{}@{} ({})", instrument.id, instrument.version, short_hash(instrument.hash));
  if (!instrument.change.empty() && instrument.change != "same") {
    text += builder.say()(words::instrument_change, {{"change", change_words(builder, instrument.change)}});
  }
  if (!instrument.note.empty()) text += ": " + instrument.note;
  return text;
}

std::string states_text(const ReportBuilder& builder, const std::vector<StateSpec>& states) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < states.size(); ++i) {
    parts.push_back(fmt::format("{} = {}", states[i].name, builder.part_name(part_of_state(states, i))));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

DefinitionList definitions_of(const ReportBuilder& builder, const SnapshotHeader& header) {
  const ReportLanguage& say = builder.say();
  DefinitionList list;
  const auto add = [&](const Wording& term, std::string text) { list.items.emplace_back(say(term), std::move(text)); };
  add(words::metric, builder.metric_reference(header.metric));
  if (!header.metric.definition.empty()) add(words::metric_definition, header.metric.definition);
  add(words::money_dates, builder.window_text(header.money_window));
  add(words::cycle, fmt::format("{} ({})", header.name.cycle, say.days(header.interval)));
  add(words::fieldwork, say(words::from_to, {{"from", say.instant(header.opens)}, {"to", say.instant(header.closes)}}));
  add(words::as_of, say.instant(header.as_of));
  add(words::base, say.money(header.base));
  add(words::members, say.count(static_cast<int64_t>(header.members)));
  add(words::population, fmt::format("{} ({})", header.name.audience, short_hash(header.population_hash)));
  add(words::states, states_text(builder, header.states));
  add(words::instrument, instrument_text(builder, header.instrument));
  if (!header.instrument.rows.empty()) add(words::counted_rows, header.instrument.rows);
  add(words::revision, header.revision_reason.empty() ? say.count(header.revision)
                                                      : fmt::format("{}: {}", header.revision, header.revision_reason));
  return list;
}

}  // namespace

void add_definitions(ReportBuilder& builder) {
  if (builder.inputs().cycles.empty()) return;
  builder.begin("definitions", words::definitions_title);
  for (const MeasuredCycle& cycle : builder.inputs().cycles) {
    builder.add(Heading{builder.title_of(cycle.header.name), to_string(cycle.header.name)});
    builder.add(definitions_of(builder, cycle.header));
  }
}

}  // namespace vk
