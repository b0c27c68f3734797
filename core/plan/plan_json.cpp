#include "core/plan/plan_json.hpp"

#include <fmt/format.h>

#include <span>

#include "core/base/text.hpp"

namespace vk {
namespace {

/// The members of one JSON object in the order they are added.
class ObjectWriter {
 public:
  ObjectWriter& raw(std::string_view key, std::string_view value) {
    text_ += fmt::format("{}{}: {}", text_.empty() ? "" : ", ", json_quoted(key), value);
    return *this;
  }
  ObjectWriter& text(std::string_view key, std::string_view value) { return raw(key, json_quoted(value)); }
  ObjectWriter& number(std::string_view key, int64_t value) { return raw(key, fmt::format("{}", value)); }
  ObjectWriter& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

template <typename Value, typename ToJson>
std::string list_json(const std::vector<Value>& values, const ToJson& to_json) {
  std::string text;
  for (const Value& value : values) text += (text.empty() ? "" : ", ") + to_json(value);
  return "[" + text + "]";
}

std::string interval_json(const DayInterval& interval) {
  return ObjectWriter{}.text("first", to_string(interval.first)).text("end", to_string(interval.end)).object();
}

std::string reminder_json(const PlannedReminder& reminder) {
  return ObjectWriter{}.text("rule", reminder.rule).text("when", to_string(reminder.when)).object();
}

std::string name_json(const OccurrenceName& name) {
  return ObjectWriter{}.text("item", name.item).text("audience", name.audience).text("cycle", name.cycle).object();
}

std::string counts_json(const std::map<std::string, uint64_t>& counts) {
  ObjectWriter writer;
  for (const auto& [name, count] : counts) writer.number(name, static_cast<int64_t>(count));
  return writer.object();
}

std::string collisions_json(const std::map<OccurrenceName, uint64_t>& collides) {
  std::string text;
  for (const auto& [name, people] : collides) {
    if (!text.empty()) text += ", ";
    text += ObjectWriter{}.raw("with", name_json(name)).number("people", static_cast<int64_t>(people)).object();
  }
  return "[" + text + "]";
}

std::string foreseen_json(const ForeseenOccurrence& one) {
  ObjectWriter writer;
  writer.raw("name", name_json(one.name)).raw("known_from", name_json(one.known_from));
  writer.number("members", static_cast<int64_t>(one.members));
  const ObjectWriter money =
      ObjectWriter{}.number("minor", one.money.minor).text("currency", one.money.currency.code());
  writer.raw("money", money.object());
  writer.flag("asks", one.asks).number("asked", static_cast<int64_t>(one.asked));
  if (!one.sample.empty()) writer.text("sample", one.sample);
  writer.raw("left_out", counts_json(one.left_out)).raw("collides", collisions_json(one.collides));
  return writer.object();
}

std::string clash_json(const ContactClash& clash) {
  ObjectWriter writer;
  writer.raw("name", name_json(clash.name)).text("week", clash.week).text("rule", clash.rule);
  writer.text("whom", clash.whom).flag("everybody", clash.everybody);
  return writer.raw("meets", list_json(clash.meets, name_json)).object();
}

/// A member of the outermost object whose value is a list of objects, one a line.
template <typename Value, typename ToJson>
std::string lines_json(std::string_view key, const std::vector<Value>& values, const ToJson& to_json) {
  std::string text = fmt::format("  \"{}\": [", key);
  for (size_t i = 0; i < values.size(); ++i) text += (i == 0 ? "\n    " : ",\n    ") + to_json(values[i]);
  return text + (values.empty() ? "]" : "\n  ]");
}

/// All of a plan but the end of its object.
std::string begun_plan(const Plan& plan) {
  std::string text = "{\n  \"format\": 1,\n";
  text += fmt::format("  \"calendar_hash\": {},\n", json_quoted(plan.calendar_hash));
  text += fmt::format("  \"tz_version\": {},\n", json_quoted(plan.tz_version));
  text += fmt::format("  \"range\": {},\n", interval_json(plan.range));
  return text + lines_json("occurrences", plan.occurrences, occurrence_to_json);
}

}  // namespace

std::string occurrence_to_json(const Occurrence& o) {
  ObjectWriter writer;
  writer.text("kind", to_string(o.kind)).raw("name", name_json(o.name)).text("every", to_string(o.every));
  writer.raw("interval", interval_json(o.interval)).text("nominal", to_string(o.nominal));
  writer.text("opens_on", to_string(o.opens_on)).text("last_day", to_string(o.last_day));
  writer.text("opens", to_string(o.opens)).text("closes", to_string(o.closes)).text("timezone", o.timezone);
  writer.raw("reminders", list_json(o.reminders, reminder_json)).flag("none", o.none).flag("quiet_skip", o.quiet_skip);
  writer.raw("why", list_json(o.why, json_quoted)).raw("after", list_json(o.after, name_json));
  writer.text("title", o.title).text("owner", o.owner).text("was", o.was);
  writer.text("catch_up", to_string(o.catch_up)).number("catch_up_limit", o.catch_up_limit);
  writer.number("tolerance_seconds", o.tolerance_seconds).text("overlap", to_string(o.overlap));
  return writer.object();
}

std::string plan_to_json(const Plan& plan) {
  return begun_plan(plan) + "\n}\n";
}

std::string plan_to_json(const Plan& plan, const PlanOutlook& outlook) {
  return begun_plan(plan) + ",\n" + lines_json("foreseen", outlook.foreseen, foreseen_json) + ",\n" +
         lines_json("clashes", outlook.clashes, clash_json) + "\n}\n";
}

}  // namespace vk
