#include "core/plan/occurrence.hpp"

#include <array>

namespace vk {

std::string_view to_string(ItemKind kind) {
  switch (kind) {
    case ItemKind::measurement:
      return "measurement";
    case ItemKind::content:
      return "content";
    case ItemKind::report:
      return "report";
  }
  return "measurement";
}

std::string_view to_string(CatchUp catch_up) {
  switch (catch_up) {
    case CatchUp::while_open:
      return "while open";
    case CatchUp::all:
      return "all";
    case CatchUp::latest:
      return "latest";
    case CatchUp::none:
      return "none";
  }
  return "none";
}

std::string_view to_string(Overlap overlap) {
  switch (overlap) {
    case Overlap::allow:
      return "allow";
    case Overlap::skip:
      return "skip";
    case Overlap::wait:
      return "wait";
  }
  return "allow";
}

std::string to_string(const OccurrenceName& name) {
  std::string text = name.item;
  if (!name.audience.empty()) text += "/" + name.audience;
  return text + "@" + name.cycle;
}

std::optional<OccurrenceName> occurrence_name_from(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at + 1 == text.size()) return std::nullopt;
  const std::string_view thing = text.substr(0, at);
  const size_t slash = thing.find('/');
  OccurrenceName name{std::string(thing.substr(0, slash)), {}, std::string(text.substr(at + 1))};
  if (name.item.empty()) return std::nullopt;
  if (slash == std::string_view::npos) return name;
  name.audience = std::string(thing.substr(slash + 1));
  if (name.audience.empty()) return std::nullopt;
  return name;
}

std::string_view to_string(LogEvent event) {
  switch (event) {
    case LogEvent::opened:
      return "opened";
    case LogEvent::reminded:
      return "reminded";
    case LogEvent::closed:
      return "closed";
    case LogEvent::missed:
      return "missed";
    case LogEvent::skipped:
      return "skipped";
    case LogEvent::failed:
      return "failed";
  }
  return "failed";
}

std::optional<LogEvent> log_event_from(std::string_view text) {
  constexpr std::array kAll{LogEvent::opened, LogEvent::reminded, LogEvent::closed,
                            LogEvent::missed, LogEvent::skipped,  LogEvent::failed};
  for (const LogEvent event : kAll) {
    if (to_string(event) == text) return event;
  }
  return std::nullopt;
}

}  // namespace vk
