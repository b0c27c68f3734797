#include "core/plan/plan_ics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/calendar/ics_lines.hpp"

namespace vk {
namespace {

constexpr size_t kLongestLine = 75;
constexpr std::string_view kCycleProperty = "X-VUOSIKELLO-CYCLE";

/// One VEVENT; texts are escaped, so that those of an earlier file stay as they stand there.
struct IcsEvent {
  std::string uid;
  std::string stamp;
  int64_t sequence = 0;
  std::string start;
  std::string end;  ///< empty: a moment
  std::string summary;
  std::string description;
  std::string category;
  bool cancelled = false;
  DayInterval cycle;

  bool same_time(const IcsEvent& other) const {
    return std::tie(start, end, cancelled) == std::tie(other.start, other.end, other.cancelled);
  }
  bool same_text(const IcsEvent& other) const {
    return std::tie(summary, description, category) == std::tie(other.summary, other.description, other.category);
  }
};

/// "20260310T070000Z".
std::string ics_instant(Instant instant) {
  std::string text;
  for (const char c : to_string(instant)) {
    if (c != '-' && c != ':') text += c;
  }
  return text;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20U || c == '\t') {
      if (c == '\\' || c == ';' || c == ',') result += '\\';
      result += c;
    }
  }
  return result;
}

/// Adds a property, folded at 75 bytes between characters of UTF-8.
void add_line(std::string& file, std::string_view line) {
  size_t room = kLongestLine;
  while (line.size() > room) {
    size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
    file += line.substr(0, cut);
    file += "\r\n ";
    line.remove_prefix(cut);
    room = kLongestLine - 1;
  }
  file += line;
  file += "\r\n";
}

/// The identity that outlives a renaming.
std::string uid_of(const Occurrence& occurrence) {
  OccurrenceName name = occurrence.name;
  if (!occurrence.was.empty()) name.item = occurrence.was;
  return to_string(name) + ".vuosikello";
}

std::string summary_of(const Occurrence& occurrence) {
  std::string text = occurrence.title.empty() ? occurrence.name.item : occurrence.title;
  if (!occurrence.name.audience.empty()) text += ": " + occurrence.name.audience;
  return fmt::format("{} ({})", text, occurrence.name.cycle);
}

std::string description_of(const Occurrence& occurrence) {
  std::vector<std::string> lines{to_string(occurrence.name)};
  if (!occurrence.owner.empty()) lines.push_back(occurrence.owner);
  for (const OccurrenceName& name : occurrence.after) lines.push_back("after " + to_string(name));
  lines.insert(lines.end(), occurrence.why.begin(), occurrence.why.end());
  return join(lines, "\n");
}

/// An event without what is personal to its occurrence's window or reminder.
IcsEvent event_for(const Occurrence& occurrence) {
  IcsEvent event;
  event.description = escaped(description_of(occurrence));
  event.category = to_string(occurrence.kind);
  event.cycle = occurrence.interval;
  return event;
}

void add_events(const Occurrence& occurrence, std::map<std::string, IcsEvent>& events) {
  if (occurrence.none || occurrence.quiet_skip) return;
  IcsEvent window = event_for(occurrence);
  window.uid = escaped(uid_of(occurrence));
  window.summary = escaped(summary_of(occurrence));
  window.start = ics_instant(occurrence.opens);
  if (occurrence.opens < occurrence.closes) window.end = ics_instant(occurrence.closes);
  events.emplace(window.uid, window);
  for (const PlannedReminder& reminder : occurrence.reminders) {
    IcsEvent event = event_for(occurrence);
    event.uid = escaped(fmt::format("{}.{}", sha256_hex(reminder.rule).substr(0, 12), uid_of(occurrence)));
    event.summary = escaped(fmt::format("{}: {}", summary_of(occurrence), reminder.rule));
    event.start = ics_instant(reminder.when);
    event.category = "reminder";
    events.emplace(event.uid, event);
  }
}

[[noreturn]] void refuse_earlier(uint32_t line, std::string_view what) {
  throw Error(ErrorCode::invalid_input,
              fmt::format("line {}: {}; name a file that this program wrote, or a new one", line, what));
}

DayInterval cycle_from(const IcsLine& line) {
  const std::vector<std::string_view> bounds = split(line.value, '/');
  const std::optional<Day> first = day_from(bounds[0]);
  const std::optional<Day> end = bounds.size() == 2 ? day_from(bounds[1]) : std::nullopt;
  if (!first || !end) refuse_earlier(line.line, fmt::format("\"{}\" is no cycle", line.value));
  return {*first, *end};
}

void read_property(const IcsLine& line, IcsEvent& event) {
  if (line.name == "UID") event.uid = line.value;
  if (line.name == "DTSTAMP") event.stamp = line.value;
  if (line.name == "DTSTART") event.start = line.value;
  if (line.name == "DTEND") event.end = line.value;
  if (line.name == "SUMMARY") event.summary = line.value;
  if (line.name == "DESCRIPTION") event.description = line.value;
  if (line.name == "CATEGORIES") event.category = line.value;
  if (line.name == "STATUS") event.cancelled = line.value == "CANCELLED";
  if (line.name == kCycleProperty) event.cycle = cycle_from(line);
  if (line.name != "SEQUENCE") return;
  const std::optional<int64_t> sequence = int64_from(line.value);
  if (!sequence || *sequence < 0 || *sequence >= INT32_MAX) refuse_earlier(line.line, "SEQUENCE is no number");
  event.sequence = *sequence;
}

std::map<std::string, IcsEvent> read_events(std::string_view bytes) {
  std::map<std::string, IcsEvent> events;
  if (trim(bytes).empty()) return events;
  const std::vector<IcsLine> lines = ics_lines(split_lines(bytes, "earlier.ics"));
  if (lines.empty() || lines.front().name != "BEGIN" || lines.front().value != "VCALENDAR")
    refuse_earlier(1, "the earlier file is no iCalendar");
  IcsEvent event;
  for (const IcsLine& line : lines) {
    if (line.name == "BEGIN") event = {};
    read_property(line, event);
    if (line.name != "END" || line.value != "VEVENT") continue;
    if (event.uid.empty() || event.start.empty() || event.cycle.days() <= 0)
      refuse_earlier(line.line, "the event was not written by this program");
    events[event.uid] = event;
  }
  return events;
}

bool cycles_meet(DayInterval a, DayInterval b) {
  return a.first < b.end && b.first < a.end;
}

/// Gives an event its SEQUENCE and DTSTAMP from what the earlier file says of it.
void continue_from(const IcsEvent* earlier, const std::string& stamp, IcsEvent& event) {
  event.stamp = stamp;
  if (earlier == nullptr) return;
  const bool moved = !event.same_time(*earlier);
  event.sequence = earlier->sequence + (moved ? 1 : 0);
  if (!moved && event.same_text(*earlier)) event.stamp = earlier->stamp;
}

void add_event(std::string& file, const IcsEvent& event) {
  add_line(file, "BEGIN:VEVENT");
  add_line(file, "UID:" + event.uid);
  add_line(file, "DTSTAMP:" + event.stamp);
  add_line(file, fmt::format("SEQUENCE:{}", event.sequence));
  add_line(file, "DTSTART:" + event.start);
  if (!event.end.empty()) add_line(file, "DTEND:" + event.end);
  add_line(file, "SUMMARY:" + event.summary);
  add_line(file, "DESCRIPTION:" + event.description);
  add_line(file, "CATEGORIES:" + event.category);
  add_line(file, event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
  // A window of two weeks is no appointment that keeps anybody busy.
  add_line(file, "TRANSP:TRANSPARENT");
  add_line(file, fmt::format("{}:{}/{}", kCycleProperty, to_string(event.cycle.first), to_string(event.cycle.end)));
  add_line(file, "END:VEVENT");
}

}  // namespace

std::string plan_to_ics(const Plan& plan, const IcsExport& options) {
  const std::map<std::string, IcsEvent> earlier = read_events(options.earlier);
  const std::string stamp = ics_instant(options.as_of);
  std::map<std::string, IcsEvent> events;
  for (const Occurrence& occurrence : plan.occurrences) add_events(occurrence, events);
  for (auto& [uid, event] : events) {
    const auto known = earlier.find(uid);
    continue_from(known == earlier.end() ? nullptr : &known->second, stamp, event);
  }
  for (const auto& [uid, before] : earlier) {
    if (events.contains(uid)) continue;
    IcsEvent event = before;
    event.cancelled = before.cancelled || cycles_meet(before.cycle, plan.range);
    continue_from(&before, stamp, event);
    events.emplace(uid, std::move(event));
  }
  std::vector<const IcsEvent*> in_order;
  for (const auto& [uid, event] : events) in_order.push_back(&event);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const IcsEvent* a, const IcsEvent* b) { return a->start < b->start; });
  std::string file;
  for (const char* line :
       {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vuosikello//Annual clock//EN", "CALSCALE:GREGORIAN"})
    add_line(file, line);
  if (!options.calendar_name.empty()) add_line(file, "X-WR-CALNAME:" + escaped(options.calendar_name));
  for (const IcsEvent* event : in_order) add_event(file, *event);
  add_line(file, "END:VCALENDAR");
  return file;
}

}  // namespace vk
