#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/plan/status.hpp"

namespace vk {
namespace {

std::string zone_text(Instant instant, const std::string& timezone) {
  return TimeZone::find(timezone).value_or(TimeZone::utc()).to_local_text(instant).substr(0, 16);
}

std::string item_name(const StatusItem& item) {
  return item.audience.empty() ? item.item : item.item + "/" + item.audience;
}

/// "3 complete, 1 missed": what there is, in a fixed order.
std::string counts_text(const StatusItem& item) {
  std::vector<std::string> parts;
  const auto add = [&](int64_t count, std::string_view word) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, word));
  };
  add(item.complete, "complete");
  add(item.partial, "partial");
  add(item.failed, "failed");
  add(item.missed, "missed");
  add(item.skipped, "skipped");
  add(static_cast<int64_t>(item.open.size()), "open");
  add(static_cast<int64_t>(item.due.size()), "due");
  add(static_cast<int64_t>(item.overdue.size()), "overdue");
  return parts.empty() ? "nothing yet" : join(parts, ", ");
}

std::string item_text(const StatusItem& item) {
  std::string text = fmt::format("{} {}: {} expected by now; {}", to_string(item.kind), item_name(item), item.expected,
                                 counts_text(item));
  if (item.last) text += fmt::format("; last {} {}", to_string(item.last->name), item.last->note);
  if (item.result) text += fmt::format("; newest result {} closed {}", to_string(item.result->name), item.result->note);
  if (item.next) {
    text +=
        fmt::format("; next {} on {}", to_string(item.next->name), zone_text(item.next->opens, item.next->timezone));
  }
  return text + "\n";
}

std::string lines_text(std::string_view word, const std::vector<StatusLine>& lines) {
  std::string text;
  for (const StatusLine& line : lines) {
    text += fmt::format("  {} {}, {} to {}", word, to_string(line.name), zone_text(line.opens, line.timezone),
                        zone_text(line.closes, line.timezone));
    if (!line.note.empty()) text += " (" + line.note + ")";
    text += "\n";
  }
  return text;
}

std::string line_json(const StatusLine& line) {
  return fmt::format(R"({{"name": {}, "opens": "{}", "closes": "{}", "timezone": {}, "note": {}}})",
                     json_quoted(to_string(line.name)), to_string(line.opens), to_string(line.closes),
                     json_quoted(line.timezone), json_quoted(line.note));
}

std::string lines_json(const std::vector<StatusLine>& lines) {
  std::string text;
  for (const StatusLine& line : lines) text += (text.empty() ? "" : ", ") + line_json(line);
  return "[" + text + "]";
}

std::string item_json(const StatusItem& item) {
  std::string text = fmt::format(R"({{"kind": "{}", "item": {}, "audience": {}, "expected": {}, "complete": {}, )",
                                 to_string(item.kind), json_quoted(item.item), json_quoted(item.audience),
                                 item.expected, item.complete);
  text += fmt::format(R"("partial": {}, "failed": {}, "missed": {}, "skipped": {}, )", item.partial, item.failed,
                      item.missed, item.skipped);
  text += fmt::format(R"("open": {}, "due": {}, "overdue": {}, "troubled": {}, )", lines_json(item.open),
                      lines_json(item.due), lines_json(item.overdue), lines_json(item.troubled));
  text += fmt::format(R"("last": {}, "result": {}, "next": {}}})", item.last ? line_json(*item.last) : "null",
                      item.result ? line_json(*item.result) : "null", item.next ? line_json(*item.next) : "null");
  return text;
}

std::string_view verdict_text(const Status& status) {
  if (status.has_overdue()) return ": something is overdue";
  return status.has_trouble() ? ": the newest of something did not end well" : "";
}

}  // namespace

std::string status_text(const Status& status) {
  std::string text = fmt::format("status at {}{}\n", to_string(status.now), verdict_text(status));
  if (status.items.empty()) return text + "nothing is planned\n";
  for (const StatusItem& item : status.items) {
    text += item_text(item);
    text += lines_text("overdue", item.overdue) + lines_text("due", item.due) + lines_text("open", item.open) +
            lines_text("ended", item.troubled);
  }
  return text;
}

std::string status_json(const Status& status) {
  std::string text = fmt::format("{{\n  \"now\": \"{}\",\n  \"exit_code\": {},\n  \"items\": [", to_string(status.now),
                                 static_cast<int>(status.exit_code()));
  for (size_t i = 0; i < status.items.size(); ++i) text += (i == 0 ? "\n    " : ",\n    ") + item_json(status.items[i]);
  return text + (status.items.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace vk
