#include "tools/vuosikello/session.hpp"

#include <Poco/AutoPtr.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/PatternFormatter.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/base/text.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/plan/occurrence.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/store/store.hpp"

namespace vk::cli {
namespace {

WorkspaceOptions workspace_options(const Session& session) {
  WorkspaceOptions options;
  options.calendar = session.config;
  options.plugin_dirs.assign(session.plugin_dirs.begin(), session.plugin_dirs.end());
  options.program = session.program;
  options.plugin_host = std::make_shared<ForkServer>("/proc/self/exe");
  options.plugin_cache = plugin_cache_file();
  options.isolation = session.isolation;
  options.plugin_path = std::getenv("VUOSIKELLO_PLUGIN_PATH");
  if (!session.store.empty()) options.store = session.store;
  return options;
}

void stop_on_errors(const Diagnostics& diagnostics) {
  tell(render(diagnostics));
  if (diagnostics.has_errors()) throw Stop{ExitCode::configuration};
}

Poco::Message::Priority priority(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return Poco::Message::PRIO_ERROR;
    case LogLevel::warning:
      return Poco::Message::PRIO_WARNING;
    case LogLevel::info:
      return Poco::Message::PRIO_INFORMATION;
    case LogLevel::debug:
      return Poco::Message::PRIO_DEBUG;
  }
  return Poco::Message::PRIO_ERROR;
}

Poco::Message::Priority least_priority(const Session& session) {
  if (session.quiet) return Poco::Message::PRIO_WARNING;
  return session.debug ? Poco::Message::PRIO_DEBUG : Poco::Message::PRIO_INFORMATION;
}

}  // namespace

std::filesystem::path plugin_cache_file() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path folder = cache == nullptr ? "" : cache;
  if (folder.empty() && home != nullptr && *home != '\0') folder = std::filesystem::path(home) / ".cache";
  return folder.is_absolute() ? folder / "vuosikello" / "plugins" : std::filesystem::path{};
}

Workspace Session::open() const {
  Diagnostics diagnostics;
  WorkspaceOptions options = workspace_options(*this);
  options.finds_plugins = false;
  Workspace workspace = open_workspace(options, diagnostics);
  stop_on_errors(diagnostics);
  return workspace;
}

Workspace Session::open_to_approve() const {
  Diagnostics diagnostics;
  WorkspaceOptions options = workspace_options(*this);
  options.trust = PluginTrust::off;
  Workspace workspace = open_workspace(options, diagnostics);
  stop_on_errors(diagnostics);
  return workspace;
}

Workspace Session::open_checked(Day today, Warnings warnings, OptionCheck check) const {
  Diagnostics diagnostics;
  Workspace workspace = open_workspace(workspace_options(*this), diagnostics);
  const Diagnostics of_files = diagnostics;
  check_workspace(workspace, today, check, diagnostics);
  if (warnings == Warnings::tell || diagnostics.has_errors()) stop_on_errors(diagnostics);
  if (warnings == Warnings::of_files) tell(render(of_files));
  return workspace;
}

Workspace Session::open_for_run(Day today) const {
  Diagnostics diagnostics;
  Workspace workspace = open_workspace(workspace_options(*this), diagnostics);
  const bool is_first = !std::filesystem::exists(workspace.store_path);
  check_workspace(workspace, today, is_first ? OptionCheck::by_plugin : OptionCheck::by_description, diagnostics);
  if (diagnostics.has_errors()) stop_on_errors(diagnostics);
  return workspace;
}

RunLog Session::run_log() const {
  const Poco::AutoPtr<Poco::ConsoleChannel> console(new Poco::ConsoleChannel(std::cerr));
  const Poco::AutoPtr<Poco::PatternFormatter> formatter(new Poco::PatternFormatter("%Y-%m-%dT%H:%M:%SZ %q! [%s] %t"));
  Poco::AutoPtr<Poco::FormattingChannel> channel(new Poco::FormattingChannel(formatter, console));
  const Poco::Message::Priority least = least_priority(*this);
  return [channel, least](LogLevel level, const std::string& subject, const std::string& text) mutable {
    if (priority(level) > least) return;
    channel->log(Poco::Message(subject, text, priority(level)));
  };
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void tell(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Instant as_of_or_now(const std::string& text) {
  if (text.empty()) return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto instant = instant_from(text);
  if (!instant) {
    tell(fmt::format(
        "--as-of \"{}\" is no point in time: write 2026-03-02T07:00:00Z, 2026-03-02T09:00:00+02:00 or 2026-03-02\n",
        text));
    throw Stop{ExitCode::usage};
  }
  return *instant;
}

std::optional<Day> day_option(const std::string& text, std::string_view option) {
  if (text.empty()) return std::nullopt;
  const auto day = day_from(text);
  if (!day) {
    tell(fmt::format("{} \"{}\" is no day: write 2026-03-02\n", option, text));
    throw Stop{ExitCode::usage};
  }
  return day;
}

DayInterval day_range(Day first, Day last) {
  if (last < first) {
    tell(fmt::format("--from {} is after --to {}: write the earlier day first\n", to_string(first), to_string(last)));
    throw Stop{ExitCode::usage};
  }
  return {first, last + std::chrono::days{1}};
}

void check_only(const AnnualCalendar& calendar, const std::string& only) {
  if (only.empty()) return;
  const std::optional<OccurrenceName> name = occurrence_name_from(only);
  const std::string& id = name ? name->item : only;
  std::vector<std::string> ids;
  for (const MeasurementSpec& each : calendar.measurements) ids.push_back(each.id);
  for (const ContentSpec& each : calendar.contents) ids.push_back(each.id);
  for (const ReportSpec& each : calendar.reports) ids.push_back(each.id);
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  const std::optional<std::string> near = nearest_word(id, ids);
  tell(fmt::format("--only \"{}\": the calendar has no \"{}\"; {}\n", only, id,
                   near ? fmt::format("did you mean \"{}\"?", *near) : fmt::format("it has {}", join(ids, ", "))));
  throw Stop{ExitCode::usage};
}

std::vector<LogEntry> past_of(const Workspace& workspace) {
  if (!std::filesystem::exists(workspace.store_path)) return {};
  return Store::open(workspace.store_path, StoreMode::read_only).log();
}

Day today(const AnnualCalendar& calendar, Instant now) {
  return TimeZone::find(calendar.timezone).value_or(TimeZone::utc()).local_day(now);
}

}  // namespace vk::cli
