#include "core/engine/roll_over_calendar.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/calendar/holiday_file.hpp"
#include "core/engine/roll_over_holidays.hpp"
#include "core/plan/calendar_texts.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "folder:";

/// The calendar's own files as they stand; a folder may hold holiday files as well, which are not of one year.
std::vector<CalendarFileText> texts_at(const fs::path& calendar) {
  const bool is_folder = fs::is_directory(calendar);
  std::vector<CalendarFileText> texts;
  for (const fs::path& file : calendar_files(calendar)) {
    CalendarFileText text{file, read_file(file)};
    Diagnostics known;  // told when the calendar was loaded
    if (is_folder && is_holiday_document(parse_config(text.bytes, file.string(), known))) continue;
    texts.push_back(std::move(text));
  }
  return texts;
}

/// Where a file of the calendar goes; the file itself when nothing is to be written.
fs::path place_of(const fs::path& file, const RollOverOptions& options) {
  if (options.target.empty()) return file;
  const bool into_folder = fs::is_directory(options.calendar) || fs::is_directory(options.target);
  return into_folder ? options.target / file.filename() : options.target;
}

/// A calendar that is a folder goes to a folder, and not into its own, whose files are read together.
void check_target(const RollOverOptions& options) {
  if (options.target.empty() || !fs::is_directory(options.calendar)) return;
  const bool is_own = whole_path(options.target) == whole_path(options.calendar);
  if (!is_own && options.target.extension() != ".toml") return;
  throw Error(ErrorCode::invalid_input,
              fmt::format("{} is {}: the calendar is a folder, whose files are read together; name another folder",
                          options.target.string(), is_own ? "the calendar's own folder" : "no folder"));
}

/// Tells paths that lead elsewhere from the folder of the new calendar.
class MovedPaths {
 public:
  MovedPaths(const AnnualCalendar& calendar, const fs::path& from, const RolledCalendar& rolled, Diagnostics& decisions)
      : calendar_(calendar),
        from_(whole_path(from)),
        to_(whole_path(rolled.files.front().text.file.parent_path())),
        decisions_(decisions) {
    for (const RolledFile& file : rolled.files) coming_.insert(whole_path(file.text.file));
  }

  void tell() {
    if (from_ == to_) return;
    tell_store();
    for (const SourceSpec& source : calendar_.sources) tell_path(source.csv, source.csv.text);
    for (const ContentSpec& content : calendar_.contents) tell_folders(content.to);
    for (const ReportSpec& report : calendar_.reports) tell_folders(report.to);
    for (const std::string& dir : calendar_.plugin_dirs) tell_whole("the plugin folder", dir);
    if (fs::exists(from_ / kPluginLockFile)) tell_whole("the lock", kPluginLockFile);
    tell_holidays(calendar_.holidays);
    for (const AudienceSpec& audience : calendar_.audiences) tell_holidays(audience.holidays);
  }

 private:
  bool leads_elsewhere(const fs::path& path) const {
    return !path.is_absolute() && (from_ / path).lexically_normal() != (to_ / path).lexically_normal();
  }

  std::string as_seen_from_new(const fs::path& path) const {
    return (from_ / path).lexically_normal().lexically_relative(to_).generic_string();
  }

  void decide(const PlacedText& at, std::string message, std::string hint) {
    Diagnostic decision = diagnostic_at(calendar_, at, "W609", std::move(message));
    decision.hint = std::move(hint);
    decisions_.add(std::move(decision));
  }

  void tell_path(const PlacedText& written, const std::string& path) {
    if (!leads_elsewhere(path)) return;
    decide(written, fmt::format("\"{}\" leads to another place from the new calendar's folder", path),
           fmt::format("put the new year's file there, or write \"{}\" for the old one", as_seen_from_new(path)));
  }

  void tell_folders(const std::vector<PlacedText>& places) {
    for (const PlacedText& place : places) {
      if (place.text.starts_with(kFolder)) tell_path(place, place.text.substr(kFolder.size()));
    }
  }

  void tell_whole(std::string_view what, const std::string& path) {
    if (!leads_elsewhere(path) || fs::exists(to_ / path)) return;
    decide({{}, {calendar_.texts.front().file, 0, 0}},
           fmt::format("{} \"{}\" lies beside the old calendar and not beside the new one", what, path),
           fmt::format("copy it, or write \"{}\"", as_seen_from_new(path)));
  }

  void tell_store() {
    if (!leads_elsewhere(calendar_.store)) return;
    decide({{}, {calendar_.texts.front().file, 0, 0}},
           fmt::format("store \"{}\" would be a new one in the new calendar's folder, without the past to compare with",
                       calendar_.store),
           fmt::format("write store = \"{}\" to go on with the old one", as_seen_from_new(calendar_.store)));
  }

  void tell_holidays(const std::vector<PlacedText>& names) {
    for (const PlacedText& name : names) {
      for (const char* ending : {".toml", ".ics"}) {
        for (const fs::path& file : {fs::path{"holidays"} / (name.text + ending), fs::path{name.text + ending}}) {
          if (!fs::exists(from_ / file) || fs::exists(to_ / file) || coming_.contains(to_ / file)) continue;
          decide(name,
                 fmt::format("the holiday file {} lies beside the old calendar and not beside the new one",
                             file.generic_string()),
                 "copy it, and look whether it has the new year's days");
        }
      }
    }
  }

  const AnnualCalendar& calendar_;
  fs::path from_;
  fs::path to_;
  Diagnostics& decisions_;
  std::set<fs::path> coming_;  ///< what will be written there
};

/// True when all files stand there already as they would be written.
bool stand_already(const std::vector<RolledFile>& files) {
  size_t same = 0;
  for (const RolledFile& file : files) {
    if (!fs::exists(file.text.file)) continue;
    if (read_file(file.text.file) != file.text.bytes) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("{} exists and says something else: nothing is written over it, name another place",
                              file.text.file.string()));
    }
    ++same;
  }
  return same == files.size();
}

void write_all(RolledCalendar& rolled) {
  rolled.was_there = stand_already(rolled.files);
  for (const RolledFile& file : rolled.files) {
    if (!fs::exists(file.text.file)) write_file(file.text.file, file.text.bytes);
    rolled.places.push_back(file.text.file.string());
  }
}

std::string count_of(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Poco::JSON::Array::Ptr edits_json(const std::vector<TextEdit>& edits) {
  Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
  for (const TextEdit& edit : edits) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("line", edit.at.line);
    one->set("column", edit.at.column);
    one->set("before", edit.before);
    one->set("after", edit.after);
    list->add(one);
  }
  return list;
}

Poco::JSON::Array::Ptr decisions_json(const Diagnostics& decisions) {
  Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
  for (const Diagnostic& decision : decisions.sorted()) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("code", decision.code);
    one->set("file", decision.at.file);
    one->set("line", decision.at.line);
    one->set("column", decision.at.column);
    one->set("message", decision.message);
    one->set("hint", decision.hint);
    list->add(one);
  }
  return list;
}

}  // namespace

RolledCalendar roll_over_calendar(const Workspace& workspace, const RollOverOptions& options,
                                  std::span<const LogEntry> log) {
  check_target(options);
  RolledCalendar rolled;
  rolled.years = options.years;
  rolled.before = texts_at(options.calendar);
  std::vector<CalendarFileText> texts;
  for (const CalendarFileText& file : rolled.before) {
    const CalendarFileText moved{place_of(file.file, options), file.bytes};
    rolled.files.push_back(roll_file(moved, workspace.calendar, options.years, rolled.decisions));
    texts.push_back(rolled.files.back().text);
  }
  const std::vector<CalendarFileText> holidays = roll_holiday_files(workspace, options, rolled);
  // Read as if it lay where the old one lies, where its holiday files are found.
  const AnnualCalendar calendar = load_calendar_texts(texts, workspace.calendar.folder, rolled.decisions,
                                                      {{&workspace.installed_holidays, 1}, holidays});
  if (!rolled.decisions.has_errors())
    find_decisions(workspace.calendar, calendar, options.years, log, rolled.decisions);
  if (options.target.empty() || texts.empty()) return rolled;
  MovedPaths{calendar, workspace.calendar.folder, rolled, rolled.decisions}.tell();
  write_all(rolled);
  return rolled;
}

std::string roll_over_text(const RolledCalendar& rolled) {
  std::string text;
  for (size_t i = 0; i < rolled.files.size(); ++i) text += unified_diff(rolled.before[i], rolled.files[i].text);
  if (text.empty()) text = fmt::format("nothing in the calendar belongs to {} alone\n", rolled.years.from);
  text += '\n';
  for (const std::string& place : rolled.places)
    text += fmt::format("{} {}\n", rolled.was_there ? "already there:" : "written:", place);
  if (rolled.places.empty()) text += "nothing is written: name a place for the new calendar\n";
  const std::vector<Diagnostic> decisions = rolled.decisions.sorted();
  if (decisions.empty()) return text + "nothing is left to decide\n";
  text += fmt::format("{} for you to decide:\n\n", count_of(decisions.size(), "thing", "things"));
  for (const Diagnostic& decision : decisions) text += render(decision);
  return text;
}

std::string roll_over_json(const RolledCalendar& rolled) {
  Poco::JSON::Object json(Poco::JSON_PRESERVE_KEY_ORDER);
  json.set("from", rolled.years.from);
  json.set("to", rolled.years.to);
  Poco::JSON::Array::Ptr written = new Poco::JSON::Array;
  for (const std::string& place : rolled.places) written->add(place);
  json.set("written", written);
  Poco::JSON::Array::Ptr files = new Poco::JSON::Array;
  for (const RolledFile& file : rolled.files) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("file", file.text.file.string());
    one->set("edits", edits_json(file.edits));
    one->set("text", file.text.bytes);
    files->add(one);
  }
  json.set("files", files);
  json.set("decisions", decisions_json(rolled.decisions));
  std::ostringstream out;
  json.stringify(out, 2);
  out << '\n';
  return out.str();
}

}  // namespace vk
