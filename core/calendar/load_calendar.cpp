#include "core/calendar/load_calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/check_references.hpp"
#include "core/calendar/holiday_file.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kFormat = 1;

/// Keys that hold for the whole calendar and may therefore stand in one of its files only.
constexpr std::array<std::string_view, 13> kOnceKeys{"name",       "language", "timezone", "currency",    "holidays",
                                                     "freeze",     "store",    "plugins",  "fiscal_year", "retail_year",
                                                     "disclosure", "rates",    "prices"};

/// Adds one file after the other to a calendar.
class CalendarLoader {
 public:
  explicit CalendarLoader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void add(std::string_view bytes, const std::string& file, bool may_be_holidays) {
    Diagnostics syntax;
    ConfigDocument document = parse_config(bytes, file, syntax);
    // A folder may hold its holiday files as well; they are read when they are named.
    if (may_be_holidays && is_holiday_document(document)) return;
    hash_.update(bytes);
    diagnostics_.append(syntax);
    // Without a table there is nothing more to say about a file than why it could not be read.
    const bool unread = syntax.has_errors() && document.root.entries.empty();
    any_unread_ = any_unread_ || unread;
    documents_.push_back(std::move(document));
    if (!unread) read_file_keys(documents_.back());
  }

  AnnualCalendar finish(const fs::path& folder, const HolidayPlaces& holidays) {
    calendar_.folder = folder;
    for (ConfigDocument& document : documents_) calendar_.texts.push_back(std::move(document.text));
    for (MetricSpec& metric : calendar_.metrics) inherit_currency(metric);
    take_over_cycles(calendar_);
    load_holidays(holidays);
    calendar_.hash = hash_.hex();
    // What a file that could not be read would have defined is not missed once more at every place that names it.
    if (!any_unread_) check_references(calendar_, diagnostics_);
    if (!any_unread_ && !retail_year_said_) require_retail_year();
    return std::move(calendar_);
  }

 private:
  /// Reads the holiday files that the calendar and its audiences name.
  void load_holidays(const HolidayPlaces& places) {
    std::vector<fs::path> path{calendar_.folder / "holidays", calendar_.folder};
    path.insert(path.end(), places.folders.begin(), places.folders.end());
    HolidayLoader loader{std::move(path), diagnostics_, places.instead};
    calendar_.holiday_set = loader.join(calendar_.holidays, text_with(calendar_.holidays));
    for (AudienceSpec& audience : calendar_.audiences) {
      audience.holiday_set = audience.holidays.empty() ? calendar_.holiday_set
                                                       : loader.join(audience.holidays, text_with(audience.holidays));
    }
    for (const std::string& bytes : loader.bytes()) hash_.update(bytes);
    for (ConfigText& text : loader.take_texts()) calendar_.texts.push_back(std::move(text));
  }

  const ConfigText* text_with(std::span<const PlacedText> names) const {
    const auto found = std::find_if(calendar_.texts.begin(), calendar_.texts.end(), [&](const ConfigText& each) {
      return !names.empty() && each.file == names.front().at.file;
    });
    return found == calendar_.texts.end() ? nullptr : &*found;
  }

  void inherit_currency(MetricSpec& metric) const {
    if (metric.currency == Currency{}) metric.currency = calendar_.currency;
  }

  void read_file_keys(const ConfigDocument& document) {
    const CalendarFile file{document.text, diagnostics_};
    CalendarSection section{document.root, document.text, "", "the top level", diagnostics_};
    check_format(section);
    for (const std::string_view key : kOnceKeys) check_once(section, key);
    read_settings(section);
    read_named(section, "source", file, calendar_.sources, read_source_spec);
    read_named(section, "audience", file, calendar_.audiences, read_audience_spec);
    read_named(section, "metric", file, calendar_.metrics, read_metric_spec);
    read_list(section, "measurement", file, calendar_.measurements, read_measurement_spec);
    read_list(section, "content", file, calendar_.contents, read_content_spec);
    read_list(section, "report", file, calendar_.reports, read_report_spec);
    read_list(section, "quiet", file, calendar_.quiet, read_quiet_spec);
    read_list(section, "contact", file, calendar_.contact_rules, read_contact_rule);
    read_list(section, "bridge", file, calendar_.bridges, read_bridge);
    section.finish();
  }

  template <typename Spec>
  static void read_named(CalendarSection& section, std::string_view key, const CalendarFile& file,
                         std::vector<Spec>& all, Spec (*read)(const ConfigTable::Entry&, const CalendarFile&)) {
    const ConfigTable* named = section.reader().table(key);
    if (named == nullptr) return;
    for (const ConfigTable::Entry& entry : named->entries) all.push_back(read(entry, file));
  }

  template <typename Spec>
  static void read_list(CalendarSection& section, std::string_view key, const CalendarFile& file,
                        std::vector<Spec>& all, Spec (*read)(const ConfigTable&, const CalendarFile&)) {
    for (const ConfigTable* table : section.reader().tables(key)) all.push_back(read(*table, file));
  }

  static void check_format(CalendarSection& section) {
    if (!section.has("format")) return;
    const int64_t format = section.integer("format");
    if (format <= kFormat) return;
    section.reader().error_at("format", "E401", fmt::format("format = {} is newer than this program reads", format),
                              fmt::format("format = {}", kFormat), "install a newer vuosikello");
  }

  void check_once(CalendarSection& section, std::string_view key) {
    if (!section.has(key)) return;
    const SourcePosition at = section.reader().position(key);
    const auto seen = std::find_if(once_.begin(), once_.end(), [&](const auto& each) { return each.first == key; });
    if (seen == once_.end()) {
      once_.emplace_back(key, at);
      return;
    }
    section.reader().error(
        "E219", at, fmt::format("{} stands in two files, first in {}:{}", key, seen->second.file, seen->second.line),
        {}, "keep it in one file", static_cast<uint32_t>(key.size()));
  }

  void read_settings(CalendarSection& section) {
    TableReader& reader = section.reader();
    if (section.has("name")) calendar_.name = section.text("name");
    if (section.has("language")) calendar_.language = section.choice("language") == 0 ? "en" : "fi";
    if (section.has("store")) calendar_.store = read_store(section);
    const PlacedText zone = section.placed("timezone");
    if (!zone.empty()) {
      calendar_.timezone = zone.text;
      calendar_.timezone_at = zone.at;
      check_time_zone(section, zone);
    }
    if (const auto currency = read_currency(section, section.placed("currency"))) calendar_.currency = *currency;
    calendar_.freeze_days =
        read_days(section, "freeze", "length for announced openings").value_or(calendar_.freeze_days);
    if (section.has("holidays")) calendar_.holidays = section.placed_list("holidays");
    read_tables(section);
    const ConfigTable* plugins = reader.table("plugins");
    if (plugins == nullptr) return;
    CalendarSection inner{*plugins, reader.source(), "plugins", "[plugins]", diagnostics_};
    calendar_.plugin_dirs = inner.reader().texts("dirs");
    constexpr std::array kTrust{PluginTrust::off, PluginTrust::warn, PluginTrust::require};
    if (inner.has("trust")) calendar_.plugin_trust = kTrust[inner.choice("trust")];
    inner.finish();
  }

  /// Retail cycles have no years of their own until the calendar says where these end.
  void require_retail_year() {
    for (const MeasurementSpec& measurement : calendar_.measurements) {
      const Every every = measurement.schedule.every;
      if (every != Every::retail_year && every != Every::retail_quarter && every != Every::retail_period) continue;
      const auto text = std::find_if(calendar_.texts.begin(), calendar_.texts.end(),
                                     [&](const ConfigText& each) { return each.file == measurement.at.file; });
      diagnostics_.add({Severity::error,
                        "E202",
                        measurement.at,
                        fmt::format("every = \"{}\" needs to know where retail years end", to_string(every)),
                        {},
                        "add retail_year = { ends = \"Saturday nearest January 31\" } to the top of the calendar",
                        text == calendar_.texts.end() ? std::string{} : text->excerpt(measurement.at.line),
                        1});
    }
  }

  void read_tables(CalendarSection& section) {
    TableReader& reader = section.reader();
    const CalendarFile file{reader.source(), diagnostics_};
    if (const ConfigTable* fiscal = reader.table("fiscal_year"))
      calendar_.fiscal_year = read_fiscal_year(*fiscal, file);
    if (const ConfigTable* rates = reader.table("rates")) calendar_.rates = read_rates(*rates, file);
    if (const ConfigTable* prices = reader.table("prices")) calendar_.prices = read_prices(*prices, file);
    if (const ConfigTable* disclosure = reader.table("disclosure"))
      calendar_.disclosure = read_disclosure(*disclosure, file);
    const ConfigTable* retail = reader.table("retail_year");
    if (retail == nullptr) return;
    calendar_.retail_year = read_retail_year(*retail, file);
    retail_year_said_ = true;
  }

  static std::string read_store(CalendarSection& section) {
    std::string store = section.text("store");
    if (trim(store).empty()) section.reader().error_at("store", "E212", "store is empty", "the path of a file");
    return store;
  }

  Diagnostics& diagnostics_;
  AnnualCalendar calendar_;
  std::vector<ConfigDocument> documents_;
  std::vector<std::pair<std::string, SourcePosition>> once_;
  Sha256 hash_;
  bool any_unread_ = false;
  bool retail_year_said_ = false;
};

AnnualCalendar nothing_to_read(const fs::path& path, std::string message, std::string hint, Diagnostics& diagnostics) {
  diagnostics.add({Severity::error,
                   "E002",
                   {path.string(), 0, 0},
                   std::move(message),
                   "a TOML file, or a folder with some",
                   std::move(hint),
                   {},
                   1});
  AnnualCalendar calendar;
  calendar.folder = path.parent_path();
  return calendar;
}

}  // namespace

std::vector<fs::path> calendar_files(const fs::path& path) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return {path};
  std::vector<fs::path> files = files_matching(path / "*.toml");
  std::erase_if(files, [](const fs::path& file) { return file.filename() == kPluginLockFile; });
  return files;
}

AnnualCalendar load_calendar(const fs::path& path, Diagnostics& diagnostics,
                             std::span<const fs::path> holiday_folders) {
  std::error_code failure;
  const bool is_folder = fs::is_directory(path, failure);
  if (!is_folder && !fs::exists(path, failure)) {
    return nothing_to_read(path, "there is no such file or folder",
                           "vuosikello config create writes a calendar to start from", diagnostics);
  }
  const std::vector<fs::path> files = calendar_files(path);
  if (files.empty()) return nothing_to_read(path, "the folder holds no *.toml file", {}, diagnostics);
  CalendarLoader loader{diagnostics};
  for (const fs::path& file : files) {
    if (const auto bytes = read_config_bytes(file.string(), diagnostics)) loader.add(*bytes, file.string(), is_folder);
  }
  return loader.finish(is_folder ? path : path.parent_path(), {holiday_folders, {}});
}

AnnualCalendar load_calendar_texts(std::span<const CalendarFileText> files, const fs::path& folder,
                                   Diagnostics& diagnostics, const HolidayPlaces& holidays) {
  CalendarLoader loader{diagnostics};
  for (const CalendarFileText& each : files) loader.add(each.bytes, each.file.string(), false);
  return loader.finish(folder, holidays);
}

AnnualCalendar load_calendar_text(std::string_view toml, const fs::path& file, Diagnostics& diagnostics,
                                  std::span<const fs::path> holiday_folders) {
  CalendarLoader loader{diagnostics};
  loader.add(toml, file.string(), false);
  return loader.finish(file.parent_path(), {holiday_folders, {}});
}

}  // namespace vk
