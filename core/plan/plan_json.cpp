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
  std::string text = "{\n  \"format\": 1,\n";
  text += fmt::format("  \"calendar_hash\": {},\n", json_quoted(plan.calendar_hash));
  text += fmt::format("  \"tz_version\": {},\n", json_quoted(plan.tz_version));
  text += fmt::format("  \"range\": {},\n  \"occurrences\": [", interval_json(plan.range));
  for (size_t i = 0; i < plan.occurrences.size(); ++i) {
    text += (i == 0 ? "\n    " : ",\n    ") + occurrence_to_json(plan.occurrences[i]);
  }
  return text + (plan.occurrences.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace vk
