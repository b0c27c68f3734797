#include <fmt/format.h>

#include <cmath>

#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

Money rounded(double minor, const Currency& currency) {
  return {std::llround(minor), currency};
}

std::string between(const ReportLanguage& say, const Effect& effect, double units, const Currency& currency) {
  return say(words::effect_between, {{"low", say.money(rounded(effect.interval.low * units, currency))},
                                     {"high", say.money(rounded(effect.interval.high * units, currency))}});
}

/// A method's line: a customer, its interval, all treated, its interval.
void add_line(ReportBuilder& builder, ReportTable& table, const HoldoutEffect& told, const std::string& method,
              const std::optional<Effect>& effect) {
  if (!effect) return;
  const ReportLanguage& say = builder.say();
  const double treated = static_cast<double>(effect->treated);
  const std::string id = fmt::format("{}/{}", table.id, table.rows.size());
  table.rows.push_back(
      {ReportBuilder::head_cell(method),
       builder.cell(builder.money({id + "/each", method}, rounded(effect->per_unit, told.currency), table.basis)),
       ReportBuilder::text_cell(between(say, *effect, 1, told.currency)),
       builder.cell(
           builder.money({id + "/all", method}, rounded(effect->per_unit * treated, told.currency), table.basis)),
       ReportBuilder::text_cell(between(say, *effect, treated, told.currency))});
}

Basis effect_basis(const ReportBuilder& builder, const HoldoutEffect& told) {
  const ReportLanguage& say = builder.say();
  return {fmt::format("{} \u2192 {}", to_string(told.earlier), to_string(told.later)),
          std::string{told.currency.code()},
          say(words::effect_n, {{"treated", say.count(static_cast<int64_t>(told.all.treated))},
                                {"held", say.count(static_cast<int64_t>(told.all.held_out))}}),
          say(words::effect_definition)};
}

void add_notices(ReportBuilder& builder, const HoldoutEffect& told) {
  const ReportLanguage& say = builder.say();
  if (!told.split_fits) {
    builder.add(Notice{Tone::refused, say(words::effect_no_figure), say(words::effect_bad_split), {}});
  } else if (told.all.precision == EffectPrecision::none) {
    builder.add(Notice{Tone::refused, say(words::effect_no_figure), say(words::effect_too_few), {}});
  } else if (told.all.precision == EffectPrecision::approximate) {
    builder.add(Notice{Tone::caution, say(words::effect_approximate), say(words::effect_few), {}});
  }
  if (told.all.signs_disagree) {
    builder.add(Notice{Tone::caution, say(words::effect_approximate), say(words::effect_signs), {}});
  }
}

}  // namespace

void add_effects(ReportBuilder& builder) {
  const ReportLanguage& say = builder.say();
  for (const HoldoutEffect& told : builder.inputs().effects) {
    const std::string title = builder.item_title(told.content.item);
    builder.add(Heading{ReportBuilder::titled(title, say(words::effect_title)), to_string(told.content)});
    add_notices(builder, told);
    if (told.all.adjusted) {
      const double treated = static_cast<double>(told.all.treated);
      builder.add(Paragraph{say(words::effect_sentence,
                                {{"money", say.money(rounded(told.all.adjusted->per_unit * treated, told.currency))},
                                 {"interval", between(say, *told.all.adjusted, treated, told.currency)},
                                 {"treated", say.count(static_cast<int64_t>(told.all.treated))},
                                 {"held", say.count(static_cast<int64_t>(told.all.held_out))}})});
    }
    ReportTable table{
        to_string(told.content) + "/effect", say(words::effect_caption), effect_basis(builder, told), {}, {}, false};
    table.names = to_string(told.content);
    table.columns = {{say(words::effect_method), false},
                     {say(words::effect_each), true},
                     {say(words::effect_interval), false},
                     {say(words::effect_all), true},
                     {say(words::effect_interval), false}};
    add_line(builder, table, told, say(words::effect_adjusted), told.all.adjusted);
    add_line(builder, table, told, say(words::effect_difference), told.all.difference);
    add_line(builder, table, told, say(words::effect_change), told.all.change);
    add_line(builder, table, told, say(words::effect_blocked), told.blocked);
    for (const ArmEffect& state : told.by_state) {
      add_line(builder, table, told, say(words::effect_in_state, {{"state", state.state}}), state.adjusted);
    }
    if (!table.rows.empty()) builder.add(std::move(table));
  }
}

}  // namespace vk
