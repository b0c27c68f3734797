#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/time_zone.hpp"

namespace vk {
namespace {

constexpr std::string_view kPatternLetters = "yYmMdDhHsS";
constexpr int64_t kLongestWindow = 100000;

/// The key's one-character text; the words "tab" and "blank" where they are allowed.
char read_sign(CalendarSection& section, std::string_view key, bool may_be_empty) {
  const std::string text = section.text(key);
  if (text == "tab" || text == "\t") return '\t';
  if (text == "blank") return ' ';
  if (text.empty() && may_be_empty) return '\0';
  const bool plain = text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80U && text != "\n" && text != "\r";
  if (plain) return text[0];
  section.reader().error_at(
      key, "E212", fmt::format("{} must be one character", key),
      may_be_empty ? "one ASCII character, or \"\" for none" : "one ASCII character, \"tab\" or \"blank\"");
  return ',';
}

void read_fixed(CalendarSection& section, const CalendarFile& file, SourceFormat& format) {
  std::set<std::string> names;
  for (const ConfigTable* table : section.reader().tables("fixed")) {
    CalendarSection field{*table, file.text, "source.fixed", "a fixed column", file.diagnostics};
    const PlacedText name = field.placed("name");
    const auto first = static_cast<uint32_t>(field.integer("first"));
    const auto length = static_cast<uint32_t>(field.integer("length"));
    field.finish();
    if (!name.empty() && !names.insert(name.text).second) {
      field.error_at(name, "E206", fmt::format("column \"{}\" is named twice", name.text));
    }
    format.fixed.push_back({name.text, first, length});
  }
}

void read_columns(CalendarSection& section, SourceFormat& format) {
  std::set<std::string> names;
  for (const PlacedText& column : section.placed_list("columns")) {
    format.columns.push_back(column.text);
    if (column.empty() || names.insert(column.text).second) continue;
    section.error_at(column, "E206", fmt::format("column \"{}\" is named twice", column.text));
  }
}

void check_form(CalendarSection& section, const SourceFormat& format) {
  TableReader& reader = section.reader();
  section.exclude("fixed", "columns");
  section.exclude("fixed", "delimiter");
  if (reader.has("columns") && format.header_rows > 0) {
    reader.error("E218", reader.position("columns"), "columns names columns that the header row names already",
                 "columns with header_rows = 0", "add header_rows = 0 for a file without a header", 7);
  }
  if (!reader.has("columns") && format.fixed.empty() && format.header_rows == 0) {
    reader.error("E218", reader.position("header_rows"), "a file without a header needs names for its columns", {},
                 "add columns = [\"...\"] with a name for each column", 11);
  }
  if (format.header_rows > 0 && format.header_row > format.header_rows) {
    section.reader().error_at(
        "header_row", "E218",
        fmt::format("header_row = {} is beyond header_rows = {}", format.header_row, format.header_rows));
  }
  if (format.number.thousands.find(format.number.decimal) != std::string::npos) {
    section.reader().error_at(
        "thousands", "E218", fmt::format("\"{}\" cannot be decimal and thousands sign at once", format.number.decimal));
  }
  if (format.fixed.empty() && format.quote != '\0' && format.quote == format.delimiter) {
    section.reader().error_at("quote", "E218", "quote and delimiter are the same sign");
  }
}

void check_date_pattern(CalendarSection& section, const std::string& pattern) {
  const std::string lower = lower_ascii(pattern);
  const bool complete = lower.find('y') != std::string::npos && lower.find('m') != std::string::npos &&
                        lower.find('d') != std::string::npos;
  const auto is_odd = [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter && c != 'T' && kPatternLetters.find(c) == std::string_view::npos;
  };
  const bool odd = std::find_if(pattern.begin(), pattern.end(), is_odd) != pattern.end();
  if (complete && !odd) return;
  section.reader().error_at("date_format", "E212", fmt::format("\"{}\" is not a date pattern", pattern),
                            "a pattern of y, m and d, such as \"d.m.yyyy\", \"m/d/yyyy\" or \"yyyymmdd\"");
}

void read_types(CalendarSection& section, const CalendarFile& file, SourceSpec& spec) {
  // In the order of the key's choices.
  constexpr std::array kKinds{CellKind::text,  CellKind::integer, CellKind::decimal,
                              CellKind::money, CellKind::day,     CellKind::flag};
  const std::vector<std::string>& choices = calendar_table("source").key("types").choices;
  const ConfigTable* types = section.reader().table("types");
  if (types == nullptr) return;
  TableReader reader{*types, file.text, fmt::format("[source.{}.types]", spec.name), file.diagnostics};
  for (const ConfigTable::Entry& entry : types->entries) {
    const std::optional<std::string> kind = reader.choice(entry.key, choices);
    if (!kind) continue;
    spec.types[entry.key] =
        kKinds[static_cast<size_t>(std::find(choices.begin(), choices.end(), *kind) - choices.begin())];
  }
}

const ConfigTable* table_of(const ConfigTable::Entry& entry, std::string_view kind, const CalendarFile& file) {
  if (const auto* table = std::get_if<ConfigTable>(&entry.value.value)) return table;
  file.diagnostics.add({Severity::error,
                        "E211",
                        entry.key_at,
                        fmt::format("{} \"{}\" is of type {}", kind, entry.key, entry.value.type_name()),
                        fmt::format("a table: [{}.NAME]", kind),
                        {},
                        file.text.excerpt(entry.key_at.line),
                        static_cast<uint32_t>(std::max<size_t>(1, utf8_length(entry.key)))});
  return nullptr;
}

std::optional<MetricWindow> window_from(std::string_view text) {
  MetricWindow window;
  window.text = std::string{text};
  if (text == "all") return window;
  if (text == "the cycle") {
    window.kind = MetricWindow::Kind::cycle;
    return window;
  }
  const std::vector<std::string_view> words = split(text, ' ');
  if (words.size() != 4 || words[2] != "before") return std::nullopt;
  const std::optional<int64_t> count = int64_from(words[0]);
  if (!count || *count < 1 || *count > kLongestWindow || (words[3] != "opens" && words[3] != "closes"))
    return std::nullopt;
  window.kind = words[3] == "opens" ? MetricWindow::Kind::before_opens : MetricWindow::Kind::before_closes;
  window.count = *count;
  std::string unit{words[1]};
  if (unit.ends_with('s')) unit.pop_back();
  if (unit == "day") return window;
  window.unit = unit == "week" ? MetricWindow::Unit::week : MetricWindow::Unit::month;
  if (unit == "year") window.count *= 12;
  return unit == "week" || unit == "month" || unit == "year" ? std::optional{window} : std::nullopt;
}

/// Name and place of a [kind.NAME] table, checked.
PlacedText name_of(CalendarSection& section, const ConfigTable::Entry& entry, std::string_view kind) {
  PlacedText name{entry.key, entry.key_at};
  check_name(section, name, kind);
  return name;
}

}  // namespace

void check_name(CalendarSection& section, const PlacedText& name, std::string_view what) {
  const auto is_good = [&](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80U;
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c == '/' && what == "audience");
  };
  if (std::all_of(name.text.begin(), name.text.end(), is_good)) return;
  section.error_at(name, "E217", fmt::format("{} \"{}\" has a sign that names cannot have", what, name.text),
                   "letters, digits, '-' and '_'");
}

void check_time_zone(CalendarSection& section, const PlacedText& zone) {
  if (zone.empty() || TimeZone::find(zone.text)) return;
  std::string hint;
  if (const auto target = time_zone_for_alias(zone.text)) {
    hint = fmt::format("the same clock as \"{}\"", *target);
  } else {
    hint = nearest_hint(zone.text, time_zone_names());
  }
  if (time_zone_database_version() == "unknown")
    hint = "the system has no time zone database: install the package tzdata";
  section.error_at(zone, "E204", fmt::format("\"{}\" is not a time zone", zone.text),
                   "an Area/City name such as \"Europe/Helsinki\", or \"UTC\"", std::move(hint));
}

std::optional<Currency> read_currency(CalendarSection& section, const PlacedText& code) {
  if (code.empty()) return std::nullopt;
  std::optional<Currency> currency = Currency::from_code(code.text);
  if (currency) return currency;
  std::string upper = code.text;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  section.error_at(code, "E215", fmt::format("\"{}\" is not a currency", code.text), "an ISO 4217 code such as \"EUR\"",
                   Currency::from_code(upper) ? fmt::format("write \"{}\"", upper) : std::string{});
  return std::nullopt;
}

SourceSpec read_source_spec(const ConfigTable::Entry& entry, const CalendarFile& file) {
  constexpr std::array kEncodings{Encoding::utf8,         Encoding::utf16,      Encoding::utf16le,    Encoding::utf16be,
                                  Encoding::windows_1252, Encoding::iso_8859_1, Encoding::iso_8859_15};
  SourceSpec spec;
  spec.name = entry.key;
  spec.at = entry.key_at;
  const ConfigTable* table = table_of(entry, "source", file);
  if (table == nullptr) return spec;
  CalendarSection section{*table, file.text, "source", fmt::format("[source.{}]", entry.key), file.diagnostics};
  name_of(section, entry, "source");
  SourceFormat& format = spec.format;
  spec.csv = section.placed("csv");
  format.encoding = kEncodings[section.choice("encoding")];
  format.delimiter = read_sign(section, "delimiter", false);
  format.quote = read_sign(section, "quote", true);
  format.number.decimal = section.choice("decimal") == 0 ? '.' : ',';
  format.number.thousands = section.text("thousands");
  format.skip_lines = static_cast<uint32_t>(section.integer("skip_lines"));
  format.header_rows = static_cast<uint32_t>(section.integer("header_rows"));
  format.header_row = static_cast<uint32_t>(section.integer("header_row"));
  read_columns(section, format);
  read_fixed(section, file, format);
  // A file of fixed columns has a header only when the calendar says so.
  if (!format.fixed.empty() && !section.has("header_rows")) format.header_rows = 0;
  format.date = section.text("date_format");
  check_date_pattern(section, format.date);
  spec.subject = section.placed("subject");
  spec.date = section.placed("date");
  format.missing = section.reader().texts("missing");
  format.trim = section.boolean("trim");
  format.on_bad_row = section.choice("on_bad_row") == 0 ? OnBadRow::fail : OnBadRow::skip;
  read_types(section, file, spec);
  format.rows = read_rows(section, spec);
  check_form(section, format);
  section.finish();
  return spec;
}

AudienceSpec read_audience_spec(const ConfigTable::Entry& entry, const CalendarFile& file) {
  AudienceSpec spec;
  spec.name = entry.key;
  spec.at = entry.key_at;
  const ConfigTable* table = table_of(entry, "audience", file);
  if (table == nullptr) return spec;
  CalendarSection section{*table, file.text, "audience", fmt::format("[audience.{}]", entry.key), file.diagnostics};
  name_of(section, entry, "audience");
  spec.register_source = section.placed("register");
  spec.key = section.placed("key");
  spec.members = section.choice("members") == 0 ? MemberRows::one_row_each : MemberRows::transactions;
  std::set<std::string> seen;
  for (PlacedText& segment : section.placed_list("segments")) {
    if (!seen.insert(segment.text).second)
      section.error_at(segment, "E206", fmt::format("segment \"{}\" is named twice", segment.text));
    spec.segments.push_back(std::move(segment));
  }
  spec.consent = section.text_map("consent");
  spec.timezone = section.placed("timezone");
  check_time_zone(section, spec.timezone);
  spec.holidays = section.placed_list("holidays");
  if (section.has("at")) spec.at_seconds = read_clock(section, "at");
  section.finish();
  return spec;
}

MetricSpec read_metric_spec(const ConfigTable::Entry& entry, const CalendarFile& file) {
  MetricSpec spec;
  spec.name = entry.key;
  spec.at = entry.key_at;
  const ConfigTable* table = table_of(entry, "metric", file);
  if (table == nullptr) return spec;
  CalendarSection section{*table, file.text, "metric", fmt::format("[metric.{}]", entry.key), file.diagnostics};
  name_of(section, entry, "metric");
  spec.version = section.integer("version");
  spec.source = section.placed("source");
  spec.sum = section.placed("sum");
  const PlacedText window = section.placed("window");
  if (const auto read = window_from(window.empty() ? "all" : window.text)) {
    spec.window = *read;
  } else {
    section.error_at(
        window, "E216", fmt::format("cannot read the window \"{}\"", window.text),
        "\"all\", \"the cycle\", or a length such as \"365 days before opens\" or \"12 months before closes\"");
  }
  if (const auto currency = read_currency(section, section.placed("currency"))) spec.currency = *currency;
  spec.currency_column = section.placed("currency_column");
  if (section.has("rates")) {
    spec.rates = section.choice("rates") == 0 ? RateRule::average : RateRule::last_day;
    spec.rates_at = section.reader().position("rates");
  }
  section.refuse_without("rates", "currency_column");
  spec.real = section.boolean("real");
  if (section.has("real")) spec.real_at = section.reader().position("real");
  section.finish();
  return spec;
}

}  // namespace vk
