#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <array>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plan/plan_json.hpp"

namespace vk {
namespace {

using Poco::Dynamic::Var;

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::invalid_input, fmt::format("{}: {}", place, what));
}

std::string text_from(const Var& value, const std::string& place) {
  if (!value.isString()) refuse(place, "expected a text");
  return value.convert<std::string>();
}

int64_t integer_from(const Var& value, const std::string& place) {
  if (!value.isInteger() || value.isBoolean()) refuse(place, "expected a whole number");
  try {
    return value.convert<Poco::Int64>();
  } catch (const Poco::Exception&) {
    refuse(place, "the number does not fit 64 bits");
  }
}

bool flag_from(const Var& value, const std::string& place) {
  if (!value.isBoolean()) refuse(place, "expected true or false");
  return value.convert<bool>();
}

Day json_day(const Var& value, const std::string& place) {
  const std::string text = text_from(value, place);
  const std::optional<Day> day = day_from(text);
  if (!day) refuse(place, fmt::format("\"{}\" is not a day such as 2026-03-02", text));
  return *day;
}

Instant json_instant(const Var& value, const std::string& place) {
  const std::string text = text_from(value, place);
  const std::optional<Instant> instant = instant_from(text);
  if (!instant) refuse(place, fmt::format("\"{}\" is not an instant such as 2026-03-02T07:00:00Z", text));
  return *instant;
}

/// The enumerator whose to_string is the text.
template <typename Word, size_t N>
Word word_from(const Var& value, const std::string& place, const std::array<Word, N>& all) {
  const std::string text = text_from(value, place);
  std::vector<std::string> known;
  for (const Word word : all) {
    if (to_string(word) == text) return word;
    known.emplace_back(to_string(word));
  }
  refuse(place, fmt::format("\"{}\" is none of: {}", text, join(known, ", ")));
}

/// One JSON object read key by key; finish() refuses what nobody asked for.
class ObjectReader {
 public:
  ObjectReader(const Var& value, std::string place) : place_(std::move(place)) {
    if (value.type() != typeid(Poco::JSON::Object::Ptr)) refuse(place_, "expected an object");
    object_ = value.extract<Poco::JSON::Object::Ptr>();
  }

  std::string place(const std::string& key) const { return place_ + "." + key; }
  Var value(const std::string& key) {
    asked_.insert(key);
    if (!object_->has(key)) refuse(place_, fmt::format("\"{}\" is missing", key));
    return object_->get(key);
  }
  std::string text(const std::string& key) { return text_from(value(key), place(key)); }
  int64_t integer(const std::string& key) { return integer_from(value(key), place(key)); }
  bool flag(const std::string& key) { return flag_from(value(key), place(key)); }
  Day day(const std::string& key) { return json_day(value(key), place(key)); }
  Instant instant(const std::string& key) { return json_instant(value(key), place(key)); }

  template <typename Word, size_t N>
  Word word(const std::string& key, const std::array<Word, N>& all) {
    return word_from(value(key), place(key), all);
  }

  /// Every element of a list through `read(element, its place)`.
  template <typename Read>
  auto list(const std::string& key, const Read& read) {
    const Var found = value(key);
    if (found.type() != typeid(Poco::JSON::Array::Ptr)) refuse(place(key), "expected a list");
    const auto& array = found.extract<Poco::JSON::Array::Ptr>();
    std::vector<decltype(read(Var{}, std::string{}))> values;
    for (size_t i = 0; i < array->size(); ++i) {
      values.push_back(read(array->get(static_cast<unsigned>(i)), fmt::format("{}[{}]", place(key), i)));
    }
    return values;
  }

  /// Lets a key be there without reading it.
  void leave(const std::string& key) { asked_.insert(key); }

  void finish() const {
    for (const auto& [key, unused] : *object_) {
      if (!asked_.contains(key)) refuse(place_, fmt::format("unknown key \"{}\"", key));
    }
  }

 private:
  std::string place_;
  Poco::JSON::Object::Ptr object_;
  std::set<std::string> asked_;
};

OccurrenceName json_name(const Var& value, const std::string& place) {
  ObjectReader reader(value, place);
  OccurrenceName name{reader.text("item"), reader.text("audience"), reader.text("cycle")};
  reader.finish();
  return name;
}

DayInterval json_interval(const Var& value, const std::string& place) {
  ObjectReader reader(value, place);
  const DayInterval interval{reader.day("first"), reader.day("end")};
  reader.finish();
  return interval;
}

PlannedReminder json_reminder(const Var& value, const std::string& place) {
  ObjectReader reader(value, place);
  PlannedReminder reminder{reader.text("rule"), reader.instant("when")};
  reader.finish();
  return reminder;
}

void read_policy(ObjectReader& reader, Occurrence& o) {
  constexpr std::array kCatchUps{CatchUp::while_open, CatchUp::all, CatchUp::latest, CatchUp::none};
  constexpr std::array kOverlaps{Overlap::allow, Overlap::skip, Overlap::wait};
  o.catch_up = reader.word("catch_up", kCatchUps);
  o.catch_up_limit = reader.integer("catch_up_limit");
  o.tolerance_seconds = reader.integer("tolerance_seconds");
  o.overlap = reader.word("overlap", kOverlaps);
}

Occurrence json_occurrence(const Var& value, const std::string& place) {
  constexpr std::array kKinds{ItemKind::measurement, ItemKind::content, ItemKind::report};
  constexpr std::array kEvery{Every::once,           Every::year,          Every::half_year,   Every::quarter,
                              Every::month,          Every::week,          Every::fiscal_year, Every::fiscal_half_year,
                              Every::fiscal_quarter, Every::fiscal_period, Every::retail_year, Every::retail_quarter,
                              Every::retail_period,  Every::rule,          Every::dates};
  ObjectReader reader(value, place);
  Occurrence o;
  o.kind = reader.word("kind", kKinds);
  o.name = json_name(reader.value("name"), reader.place("name"));
  o.every = reader.word("every", kEvery);
  o.interval = json_interval(reader.value("interval"), reader.place("interval"));
  o.nominal = reader.day("nominal");
  o.opens_on = reader.day("opens_on");
  o.last_day = reader.day("last_day");
  o.opens = reader.instant("opens");
  o.closes = reader.instant("closes");
  o.timezone = reader.text("timezone");
  o.reminders = reader.list("reminders", json_reminder);
  o.none = reader.flag("none");
  o.quiet_skip = reader.flag("quiet_skip");
  o.why = reader.list("why", text_from);
  o.after = reader.list("after", json_name);
  o.title = reader.text("title");
  o.owner = reader.text("owner");
  o.was = reader.text("was");
  read_policy(reader, o);
  reader.finish();
  return o;
}

Var parse_json(std::string_view json, const std::string& what) {
  if (!is_utf8(json)) refuse(what, "not UTF-8 text");
  try {
    Poco::JSON::Parser parser;
    return parser.parse(std::string(json));
  } catch (const Poco::Exception& error) {
    refuse(what, "not JSON: " + error.displayText());
  }
}

Plan json_plan(const Var& value) {
  ObjectReader reader(value, "plan");
  const int64_t format = reader.integer("format");
  if (format != 1) refuse("plan.format", fmt::format("format {} is newer than this program reads (1)", format));
  Plan plan;
  plan.calendar_hash = reader.text("calendar_hash");
  plan.tz_version = reader.text("tz_version");
  plan.range = json_interval(reader.value("range"), reader.place("range"));
  plan.occurrences = reader.list("occurrences", json_occurrence);
  for (const char* outlook : {"foreseen", "clashes"}) reader.leave(outlook);
  reader.finish();
  return plan;
}

/// Runs `read`, so that whatever the JSON library throws of an odd value becomes an Error.
template <typename Read>
auto guarded(const std::string& what, const Read& read) {
  try {
    return read();
  } catch (const Poco::Exception& error) {
    refuse(what, error.displayText());
  }
}

}  // namespace

Occurrence occurrence_from_json(std::string_view json) {
  return guarded("occurrence", [&] { return json_occurrence(parse_json(json, "occurrence"), "occurrence"); });
}

Plan plan_from_json(std::string_view json) {
  return guarded("plan", [&] { return json_plan(parse_json(json, "plan")); });
}

}  // namespace vk
