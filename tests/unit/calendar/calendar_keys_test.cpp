#include "core/calendar/calendar_keys.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/calendar/load_calendar.hpp"

namespace vk {
namespace {

const std::string kReadme = VK_SOURCE_DIR "/calendars/README.md";
constexpr std::string_view kBegin =
    "<!-- keys: written by tools/dev/approve from core/calendar/calendar_keys.cpp -->\n";
constexpr std::string_view kEnd = "<!-- end of keys -->\n";

std::string type_text(const CalendarKey& key) {
  switch (key.type) {
    case KeyType::text:
      return "text";
    case KeyType::phrase:
      return "date phrase";
    case KeyType::span:
      return "length of time";
    case KeyType::condition:
      return "[condition](#which-rows-of-a-file-count)";
    case KeyType::clock:
      return "time of day";
    case KeyType::choice:
      return "one of the values below";
    case KeyType::integer:
      return fmt::format("whole number, {} to {}", key.least, key.most);
    case KeyType::boolean:
      return "true or false";
    case KeyType::date:
      return "date";
    case KeyType::texts:
      return "text or list of texts";
    case KeyType::choices:
      return "list of the values below";
    case KeyType::text_map:
      return "table of texts";
    case KeyType::choice_map:
      return "table of the values below";
    case KeyType::phrase_map:
      return "table of date phrases";
    case KeyType::integer_map:
      return "table of whole numbers";
    case KeyType::table:
      return "table";
    case KeyType::tables:
      return "list of tables";
    case KeyType::named:
      return "tables by name";
    case KeyType::anything:
      return "table";
  }
  return {};
}

std::string key_row(const CalendarKey& key) {
  std::string doc = key.doc;
  if (!key.choices.empty()) {
    std::vector<std::string> quoted;
    for (const std::string& choice : key.choices) quoted.push_back(fmt::format("`\"{}\"`", choice));
    doc += " Values: " + join(quoted, ", ") + ".";
  }
  const std::string fallback = key.required ? "**required**" : replace_all(key.fallback, "|", "\\|");
  const std::string example = key.example.empty() ? "" : fmt::format("`{}`", replace_all(key.example, "|", "\\|"));
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, type_text(key), fallback, replace_all(doc, "|", "\\|"),
                     example);
}

std::string key_tables() {
  std::string text;
  for (const CalendarTable& table : calendar_tables()) {
    text += fmt::format("\n### {}\n\n{}\n\n| key | type | default | meaning | example |\n|---|---|---|---|---|\n",
                        table.path.empty() ? "The top level" : "`" + table.title + "`", table.doc);
    for (const CalendarKey& key : table.keys) text += key_row(key);
  }
  return text + "\n";
}

/// A calendar in which every key of every table stands, by the examples of their documentation.
std::string calendar_with_every_key() {
  const auto lines = [](std::string_view path) {
    std::string text;
    for (const CalendarKey& key : calendar_table(path).keys) {
      if (!key.example.empty() && key.table.empty()) text += fmt::format("{} = {}\n", key.name, key.example);
    }
    return text;
  };
  std::string text = lines("") + "[plugins]\n" + lines("plugins") + "[source.invoices]\n" + lines("source") +
                     "[[source.invoices.fixed]]\n" + lines("source.fixed") + "[audience.customers]\n" +
                     lines("audience") + "[metric.annual_purchases]\n" + lines("metric") + "[[measurement]]\n" +
                     lines("measurement") + "[[measurement.states]]\n" + lines("measurement.states") +
                     "[measurement.instrument]\n" + lines("measurement.instrument") + "[measurement.limits]\n" +
                     lines("limits") + "[[content]]\n" + lines("content") + "[[report]]\n" + lines("report") +
                     "[[quiet]]\n" + lines("quiet");
  return text;
}

/// Reads one JSON value from `text`; false when it is malformed. Leaves `text` after it.
bool skip_json(std::string_view& text);

bool skip_json_list(std::string_view& text, char close, bool with_keys) {
  text = trim(text.substr(1));
  while (!text.empty() && text[0] != close) {
    if (with_keys && (text[0] != '"' || !skip_json(text) || !trim(text).starts_with(':'))) return false;
    if (with_keys) text = trim(text).substr(1);
    if (!skip_json(text)) return false;
    text = trim(text);
    if (text.starts_with(','))
      text = trim(text.substr(1));
    else if (text.empty() || text[0] != close)
      return false;
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

bool skip_json(std::string_view& text) {
  text = trim(text);
  if (text.starts_with('{')) return skip_json_list(text, '}', true);
  if (text.starts_with('[')) return skip_json_list(text, ']', false);
  if (text.starts_with('"')) {
    size_t end = 1;
    while (end < text.size() && text[end] != '"') end += size_t{text[end] == '\\' ? 2U : 1U};
    if (end >= text.size()) return false;
    text.remove_prefix(end + 1);
    return true;
  }
  const size_t end = std::min(text.find_first_of(",]} \n"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word == "true" || word == "false" || word == "null" || int64_from(word).has_value();
}

TEST_CASE("calendar keys: calendars/README.md documents exactly the keys that are read") {
  const auto documented = [](const std::string& readme) {
    const size_t begin = readme.find(kBegin);
    const size_t end = readme.find(kEnd);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const size_t start = begin + kBegin.size();
    return std::pair{start, end - start};
  };
  const char* approving = std::getenv("VK_APPROVE");
  if (approving != nullptr && std::string_view{approving} == "1") {
    std::string readme = read_file(kReadme);
    const auto [start, length] = documented(readme);
    write_file(kReadme, readme.replace(start, length, key_tables()));
  }
  const std::string readme = read_file(kReadme);
  const auto [start, length] = documented(readme);
  CHECK(readme.substr(start, length) == key_tables());
}

TEST_CASE("calendar keys: every code that the calendar reports is in calendars/README.md") {
  const std::string readme = read_file(kReadme);
  std::set<std::string> codes;
  for (const char* folder : {"core/calendar", "core/config", "core/plan"}) {
    for (const auto& file : files_matching(std::filesystem::path{VK_SOURCE_DIR} / folder / "*.cpp")) {
      const std::string source = read_file(file);
      for (const std::string_view piece : split(source, '"')) {
        const bool is_code = piece.size() == 4 && (piece[0] == 'E' || piece[0] == 'W') && int64_from(piece.substr(1));
        if (is_code) codes.emplace(piece);
      }
    }
  }
  REQUIRE(codes.size() > 20);
  for (const std::string& code : codes) {
    INFO(code);
    CHECK(readme.find("| " + code + " |") != std::string::npos);
  }
}

TEST_CASE("calendar keys: every example of the documentation is accepted by the reader") {
  Diagnostics diagnostics;
  load_calendar_text(calendar_with_every_key(), "every.toml", diagnostics);
  const std::set<std::string> not_wanted{"E001", "E101", "E102", "E103", "E104", "E201", "E202",
                                         "E204", "E205", "E211", "E212", "E215", "E216"};
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    INFO(render(diagnostic));
    CHECK_FALSE(not_wanted.contains(diagnostic.code));
  }
}

TEST_CASE("calendar keys: the JSON Schema is JSON and has every key of every table") {
  const std::string schema = calendar_json_schema();
  std::string_view rest = schema;
  CHECK(skip_json(rest));
  CHECK(trim(rest).empty());
  CHECK(schema.find("https://json-schema.org/draft/2020-12/schema") != std::string::npos);
  for (const CalendarTable& table : calendar_tables()) {
    // Holiday files are files of their own and no part of the calendar's schema.
    if (table.path.starts_with("holiday_file")) continue;
    const size_t start = table.path.empty() ? 0 : schema.find(fmt::format("    \"{}\": {{\n", table.path));
    REQUIRE(start != std::string::npos);
    const std::string_view members = std::string_view{schema}.substr(start);
    for (const CalendarKey& key : table.keys) {
      INFO(table.path << "." << key.name);
      CHECK(members.find(fmt::format("\"{}\": {{\"description\"", key.name)) != std::string_view::npos);
    }
  }
}

TEST_CASE("calendar keys: no key stands twice in a table and every nested table exists") {
  for (const CalendarTable& table : calendar_tables()) {
    std::set<std::string> names;
    for (const CalendarKey& key : table.keys) {
      INFO(table.path << "." << key.name);
      CHECK(names.insert(key.name).second);
      CHECK_FALSE(key.doc.empty());
      if (!key.table.empty()) CHECK(calendar_table(key.table).path == key.table);
    }
  }
}

}  // namespace
}  // namespace vk
