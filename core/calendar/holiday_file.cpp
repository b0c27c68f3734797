#include "core/calendar/holiday_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/calendar/calendar_section.hpp"
#include "core/calendar/holiday_ics.hpp"
#include "core/calendar/phrase_report.hpp"
#include "core/calendar/phrase_words.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kHolidayFileFormat = 1;
/// A larger file is no list of holidays.
constexpr size_t kLargestFile = size_t{8} << 20U;

// Enumerators in the order of their keys' choices.
constexpr std::array kKinds{HolidayKind::public_day, HolidayKind::bank, HolidayKind::half, HolidayKind::observance};
constexpr std::array kIfWeekend{IfWeekend::keep, IfWeekend::add_next_free, IfWeekend::add_nearest,
                                IfWeekend::move_to_next_free, IfWeekend::move_to_nearest};

/// Reads the [[holiday]] tables of one file. Names in phrases are checked last, when all holidays are known.
class HolidayTables {
 public:
  HolidayTables(const ConfigText& text, HolidayCalendar& calendar, Diagnostics& diagnostics)
      : text_(text), calendar_(calendar), diagnostics_(diagnostics) {}

  void read(const ConfigTable& table) {
    CalendarSection section{table, text_, "holiday_file.holiday", "[[holiday]]", diagnostics_};
    HolidayRule rule;
    rule.name = section.text("name");
    rule.kind = kKinds[section.choice("kind")];
    rule.if_weekend = kIfWeekend[section.choice("if_weekend")];
    if (section.has("from")) rule.from = static_cast<int>(section.integer("from"));
    if (section.has("until")) rule.until = static_cast<int>(section.integer("until"));
    rule.step = static_cast<int>(section.integer("every_years"));
    if (rule.step > 1 && !rule.from) {
      section.reader().error_at("every_years", "E202", "every_years counts from a year that is not there", {},
                                "add from = 2026");
    }
    if (rule.from && rule.until && *rule.until < *rule.from) {
      section.reader().error_at("until", "E209", fmt::format("until {} is before from {}", *rule.until, *rule.from));
    }
    for (auto& [language, name] : section.text_map("names")) rule.names[language] = std::move(name.text);
    const bool readable = read_on(section, rule);
    read_instead(section, rule);
    read_moved(section, rule);
    section.finish();
    if (readable && !trim(rule.name).empty()) calendar_.rules.push_back(std::move(rule));
  }

  /// Reports names in phrases that no holiday of the file, or of what it extends, has.
  void check_names() const {
    const HolidaySet known{{std::make_shared<const HolidayCalendar>(calendar_)}};
    for (const PlacedText& text : named_) {
      Diagnostics ignored;
      const std::optional<Phrase> phrase = Phrase::parse(text, nullptr, ignored);
      for (const std::string& name : phrase->uses().holidays) {
        if (known.knows(name)) continue;
        report_in_text(text, &text_,
                       {"E107",
                        fmt::format("there is no holiday '{}' in this file", name),
                        {},
                        nearest_hint(name, known.names()),
                        text.text.find('\''),
                        name.size() + 2},
                       diagnostics_);
      }
    }
  }

 private:
  bool read_on(CalendarSection& section, HolidayRule& rule) {
    const PlacedText on = section.placed("on");
    if (trim(on.text).empty()) return false;
    if (const std::optional<Day> day = day_from(on.text)) {
      rule.only = day;
      for (const char* key : {"from", "until", "every_years", "moved", "instead"}) section.exclude("on", key);
      return true;
    }
    const std::optional<Phrase> phrase = read_phrase(on);
    if (phrase) rule.on = *phrase;
    return phrase.has_value();
  }

  std::optional<Phrase> read_phrase(const PlacedText& text) {
    std::optional<Phrase> phrase = Phrase::parse(text, &text_, diagnostics_);
    if (!phrase) return std::nullopt;
    const size_t before = diagnostics_.error_count();
    if (!day_from(text.text)) phrase->check(Every::year, text, &text_, diagnostics_);
    const PhraseUses uses = phrase->uses();
    if (uses.opening) refuse(text, "opening");
    if (uses.close) refuse(text, "close");
    for (const std::string& item : uses.items) refuse(text, item);
    if (uses.business_days) refuse(text, "business");
    if (!uses.holidays.empty()) named_.push_back(text);
    if (diagnostics_.error_count() > before) return std::nullopt;
    return phrase;
  }

  void refuse(const PlacedText& text, std::string_view word) {
    const bool business = word == "business";
    report_in_text(text, &text_,
                   {"E108",
                    business ? std::string{"a holiday cannot count business days, which depend on holidays"}
                             : fmt::format("\"{}\" means nothing in a holiday file", word),
                    "a phrase that counts from the year alone",
                    {},
                    lower_ascii(text.text).find(lower_ascii(word)),
                    word.size()},
                   diagnostics_);
  }

  /// A value of a table of phrases; a date counts as its text.
  std::optional<PlacedText> phrase_text(const ConfigTable::Entry& entry, TableReader& inner) {
    if (const auto* day = std::get_if<Day>(&entry.value.value)) return PlacedText{to_string(*day), entry.value.at};
    const std::optional<std::string> text = inner.text(entry.key);
    return text ? std::optional{PlacedText{*text, entry.value.at}} : std::nullopt;
  }

  void read_instead(CalendarSection& section, HolidayRule& rule) {
    const ConfigTable* table = section.reader().table("instead");
    if (table == nullptr) return;
    TableReader inner{*table, text_, "instead", diagnostics_};
    for (const ConfigTable::Entry& entry : table->entries) {
      const auto weekday = weekday_named(entry.key);
      if (!weekday) {
        inner.error("E102", entry.key_at, fmt::format("\"{}\" is not a weekday", entry.key), {},
                    nearest_hint(entry.key, weekday_names()), static_cast<uint32_t>(utf8_length(entry.key)));
      }
      const std::optional<PlacedText> text = phrase_text(entry, inner);
      const std::optional<Phrase> phrase = text ? read_phrase(*text) : std::nullopt;
      if (weekday && phrase) rule.instead.insert_or_assign(weekday->iso_encoding(), *phrase);
    }
  }

  void read_moved(CalendarSection& section, HolidayRule& rule) {
    const ConfigTable* table = section.reader().table("moved");
    if (table == nullptr) return;
    TableReader inner{*table, text_, "moved", diagnostics_};
    for (const ConfigTable::Entry& entry : table->entries) {
      const std::optional<int64_t> year = int64_from(entry.key);
      const std::optional<PlacedText> text = phrase_text(entry, inner);
      const std::optional<Day> day = text ? day_from(text->text) : std::nullopt;
      if (!year || *year < 1 || *year > 9999) {
        inner.error("E212", entry.key_at, fmt::format("\"{}\" is not a year", entry.key), "a year such as 2020", {},
                    static_cast<uint32_t>(std::max<size_t>(1, utf8_length(entry.key))));
      } else if (day && year_of(*day) != *year) {
        inner.error("E212", entry.value.at, fmt::format("{} is not in {}", text->text, *year), {}, {},
                    static_cast<uint32_t>(text->text.size()));
      } else if (text) {
        if (const std::optional<Phrase> phrase = read_phrase(*text))
          rule.moved.emplace(static_cast<int>(*year), *phrase);
      }
    }
  }

  const ConfigText& text_;
  HolidayCalendar& calendar_;
  Diagnostics& diagnostics_;
  std::vector<PlacedText> named_;
};

std::optional<WeekendDays> read_weekend(CalendarSection& section) {
  if (!section.has("weekend")) return std::nullopt;
  WeekendDays weekend{};
  for (const PlacedText& text : section.placed_list("weekend")) {
    if (const auto weekday = weekday_named(text.text))
      weekend[weekday->c_encoding()] = true;
    else
      section.error_at(text, "E102", fmt::format("\"{}\" is not a weekday", text.text), {},
                       nearest_hint(text.text, weekday_names()));
  }
  if (std::find(weekend.begin(), weekend.end(), false) != weekend.end()) return weekend;
  section.reader().error_at("weekend", "E212", "weekend leaves no open day", "at most six weekdays");
  return std::nullopt;
}

void read_covers(CalendarSection& section, HolidayCalendar& calendar, Diagnostics& diagnostics) {
  const ConfigTable* table = section.reader().table("covers");
  if (table == nullptr) return;
  CalendarSection covers{*table, section.reader().source(), "holiday_file.covers", "covers", diagnostics};
  calendar.covers_from = calendar.covers_until = std::nullopt;
  if (covers.has("from")) calendar.covers_from = static_cast<int>(covers.integer("from"));
  if (covers.has("until")) calendar.covers_until = static_cast<int>(covers.integer("until"));
  const bool turned = calendar.covers_from && calendar.covers_until && *calendar.covers_until < *calendar.covers_from;
  if (turned) {
    covers.reader().error_at("until", "E209",
                             fmt::format("until {} is before from {}", *calendar.covers_until, *calendar.covers_from));
  }
  covers.finish();
}

void check_format(CalendarSection& section) {
  if (!section.has("format")) return;
  const int64_t format = section.integer("format");
  if (format <= kHolidayFileFormat) return;
  section.reader().error_at("format", "E401", fmt::format("format = {} is newer than this program reads", format),
                            fmt::format("format = {}", kHolidayFileFormat), "install a newer vuosikello");
}

/// The later of two first years and the earlier of two last ones.
void narrow(HolidayCalendar& calendar, const HolidayCalendar& other) {
  if (other.covers_from) {
    calendar.covers_from = std::max(calendar.covers_from.value_or(*other.covers_from), *other.covers_from);
  }
  if (other.covers_until) {
    calendar.covers_until = std::min(calendar.covers_until.value_or(*other.covers_until), *other.covers_until);
  }
}

void inherit(HolidayCalendar& calendar, const HolidayCalendar& other) {
  calendar.rules.insert(calendar.rules.end(), other.rules.begin(), other.rules.end());
  narrow(calendar, other);
  if (!other.weekend) return;
  if (!calendar.weekend) calendar.weekend = WeekendDays{};
  for (size_t i = 0; i < calendar.weekend->size(); ++i)
    (*calendar.weekend)[i] = (*calendar.weekend)[i] || (*other.weekend)[i];
}

void remove_named(CalendarSection& section, const PlacedText& wanted, HolidayCalendar& calendar) {
  const std::string lower = lower_ascii(wanted.text);
  std::vector<std::string> names;
  for (const HolidayRule& rule : calendar.rules) names.push_back(rule.name);
  const size_t removed =
      std::erase_if(calendar.rules, [&](const HolidayRule& rule) { return lower_ascii(rule.name) == lower; });
  if (removed > 0) return;
  section.error_at(wanted, "E107", fmt::format("there is no holiday \"{}\" to remove", wanted.text),
                   "a holiday of the files that this one extends", nearest_hint(wanted.text, names));
}

bool is_ics(const fs::path& file) {
  return lower_ascii(file.extension().string()) == ".ics";
}

}  // namespace

bool is_holiday_document(const ConfigDocument& document) {
  const auto has = [&](std::string_view key) { return document.root.find(key) != nullptr; };
  return (has("holiday") || has("extends")) && !has("measurement");
}

HolidayLoader::HolidayLoader(std::vector<fs::path> folders, Diagnostics& diagnostics,
                             std::span<const CalendarFileText> instead)
    : folders_(std::move(folders)), diagnostics_(diagnostics), instead_(instead) {}

std::shared_ptr<const HolidaySet> HolidayLoader::join(std::span<const PlacedText> names, const ConfigText* text) {
  std::vector<CalendarPtr> calendars;
  for (const PlacedText& name : names) {
    const CalendarPtr calendar = load(name, text);
    if (calendar != nullptr && std::find(calendars.begin(), calendars.end(), calendar) == calendars.end())
      calendars.push_back(calendar);
  }
  return calendars.empty() ? nullptr : std::make_shared<const HolidaySet>(std::move(calendars));
}

std::optional<fs::path> HolidayLoader::find(std::string_view name) const {
  const std::string lower = lower_ascii(name);
  const bool has_ending = lower.ends_with(".toml") || lower.ends_with(".ics");
  for (const fs::path& folder : folders_) {
    for (const char* ending : {"", ".toml", ".ics"}) {
      if (has_ending != (*ending == '\0')) continue;
      const fs::path file = (folder / (std::string{name} + ending)).lexically_normal();
      std::error_code failure;
      // A file may extend the one of its own name further down the path.
      const bool free = std::find(in_work_.begin(), in_work_.end(), file) == in_work_.end();
      if (free && fs::is_regular_file(file, failure)) return file;
    }
  }
  return std::nullopt;
}

std::vector<std::string> HolidayLoader::known_names() const {
  std::vector<std::string> names;
  for (const fs::path& folder : folders_) {
    for (const char* pattern : {"*.toml", "*.ics"}) {
      for (const fs::path& file : files_matching(folder / pattern)) names.push_back(file.stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void HolidayLoader::tell(const PlacedText& name, const ConfigText* text, std::string message, std::string hint) {
  diagnostics_.add({Severity::error, "E107", name.at, std::move(message),
                    "a file holidays/NAME.toml or holidays/NAME.ics beside the calendar, or an installed one",
                    std::move(hint), text == nullptr ? std::string{} : text->excerpt(name.at.line),
                    static_cast<uint32_t>(utf8_length(name.text) + 2)});
}

HolidayLoader::CalendarPtr HolidayLoader::load(const PlacedText& name, const ConfigText* text) {
  const std::optional<fs::path> file = trim(name.text).empty() ? std::nullopt : find(name.text);
  if (file) return load_file(*file);
  tell(name, text, fmt::format("there is no holiday file \"{}\"", name.text), nearest_hint(name.text, known_names()));
  return nullptr;
}

std::optional<std::string> HolidayLoader::bytes_of(const fs::path& file) {
  for (const CalendarFileText& text : instead_) {
    if (text.file.lexically_normal() == file) return text.bytes;
  }
  return read_config_bytes(file.string(), diagnostics_);
}

HolidayLoader::CalendarPtr HolidayLoader::load_file(const fs::path& file) {
  const auto known =
      std::find_if(loaded_.begin(), loaded_.end(), [&](const auto& loaded) { return loaded.first == file; });
  if (known != loaded_.end()) return known->second;
  HolidayCalendar calendar;
  calendar.code = file.stem().string();
  calendar.name = calendar.code;
  const std::optional<std::string> bytes = bytes_of(file);
  if (bytes && bytes->size() > kLargestFile) {
    diagnostics_.add({Severity::error,
                      "E110",
                      {file.string(), 0, 0},
                      "the file is too large for a list of holidays",
                      fmt::format("at most {} bytes", kLargestFile),
                      {},
                      {},
                      1});
  } else if (bytes) {
    bytes_.push_back(*bytes);
    in_work_.push_back(file);
    if (is_ics(file) && !is_utf8(*bytes)) {
      diagnostics_.add({Severity::error, "E110", {file.string(), 0, 0}, "the file is not UTF-8", {}, {}, {}, 1});
    } else if (is_ics(file)) {
      texts_.push_back(split_lines(*bytes, file.string()));
      const ConfigText lines = texts_.back();
      read_holiday_ics(lines, calendar, diagnostics_);
    } else {
      read_toml(file, *bytes, calendar);
    }
    in_work_.pop_back();
  }
  loaded_.emplace_back(file, std::make_shared<const HolidayCalendar>(std::move(calendar)));
  return loaded_.back().second;
}

void HolidayLoader::read_toml(const fs::path& file, std::string_view bytes, HolidayCalendar& calendar) {
  const ConfigDocument document = parse_config(bytes, file.string(), diagnostics_);
  texts_.push_back(document.text);
  if (document.root.entries.empty() && diagnostics_.has_errors()) return;
  CalendarSection section{document.root, document.text, "holiday_file", "the holiday file", diagnostics_};
  check_format(section);
  if (section.has("code")) calendar.code = section.text("code");
  if (section.has("name")) calendar.name = section.text("name");
  for (const PlacedText& name : section.placed_list("extends")) {
    const CalendarPtr other = load(name, &document.text);
    if (other != nullptr) inherit(calendar, *other);
  }
  if (const auto weekend = read_weekend(section)) calendar.weekend = weekend;
  read_covers(section, calendar, diagnostics_);
  for (const PlacedText& name : section.placed_list("remove")) remove_named(section, name, calendar);
  HolidayTables tables{document.text, calendar, diagnostics_};
  for (const ConfigTable* table : section.reader().tables("holiday")) tables.read(*table);
  tables.check_names();
  section.finish();
}

}  // namespace vk
