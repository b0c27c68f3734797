#include <fmt/format.h>

#include <stdexcept>

namespace vk {
/// What the parser's own assertions become: toml++ 3.3 meets some of them on damaged files, which must not end the
/// program.
struct TomlAssertion : std::logic_error {
  using std::logic_error::logic_error;
};

/// A function, because many of the parser's own accessors that assert are noexcept and a compiler warns of a throw
/// there.
constexpr void check_toml(bool holds, const char* rule) {
  if (!holds) throw TomlAssertion(rule);
}
}  // namespace vk

// In release builds the parser would take the same assertions as promises to the optimiser.
#undef NDEBUG
#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(rule) ::vk::check_toml(static_cast<bool>(rule), #rule)
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "core/base/text.hpp"
#include "core/config/config_value.hpp"

namespace vk {
namespace {

/// Deeper keys help nobody and would exhaust the stack of a recursive reader.
constexpr size_t kDeepestKey = 64;

/// Turns the nodes of toml++ into our values. Holds the file's name for positions and collects days that do not exist.
class Converter {
 public:
  Converter(const std::string& file, Diagnostics& diagnostics, const ConfigText& text)
      : file_(file), diagnostics_(diagnostics), text_(text) {}

  ConfigTable table(const toml::table& source) const {
    ConfigTable result;
    result.at = position(source.source().begin);
    for (const auto& [key, node] : source) {
      result.entries.push_back({std::string{key.str()}, position(key.source().begin), value(node)});
    }
    const auto place = [](const ConfigTable::Entry& entry) { return std::tie(entry.key_at.line, entry.key_at.column); };
    std::stable_sort(result.entries.begin(), result.entries.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return result;
  }

 private:
  SourcePosition position(const toml::source_position& at) const { return {file_, at.line, at.column}; }

  ConfigValue value(const toml::node& node) const {
    ConfigValue result;
    result.at = position(node.source().begin);
    if (const auto* text = node.as_string()) result.value = text->get();
    if (const auto* integer = node.as_integer()) result.value = integer->get();
    if (const auto* number = node.as_floating_point()) result.value = number->get();
    if (const auto* boolean = node.as_boolean()) result.value = boolean->get();
    if (const auto* date = node.as_date()) result.value = day(date->get(), result.at);
    if (const auto* time = node.as_time()) result.value = TimeOfDay{static_cast<int32_t>(seconds(time->get()))};
    if (const auto* moment = node.as_date_time()) result.value = instant(moment->get(), result.at);
    if (const auto* inner = node.as_table()) result.value = table(*inner);
    if (const auto* list = node.as_array()) {
      ConfigArray array;
      for (const toml::node& item : *list) array.values.push_back(value(item));
      result.value = std::move(array);
    }
    return result;
  }

  static int64_t seconds(const toml::time& time) { return time.hour * 3600 + time.minute * 60 + time.second; }

  Day day(const toml::date& date, const SourcePosition& at) const {
    const std::chrono::year_month_day ymd{std::chrono::year{date.year}, std::chrono::month{date.month},
                                          std::chrono::day{date.day}};
    if (ymd.ok()) return Day{ymd};
    diagnostics_.add({Severity::error,
                      "E001",
                      at,
                      fmt::format("there is no day {:04}-{:02}-{:02}", date.year, date.month, date.day),
                      {},
                      {},
                      text_.excerpt(at.line),
                      10});
    return {};
  }

  Instant instant(const toml::date_time& moment, const SourcePosition& at) const {
    const std::chrono::minutes offset{moment.offset ? moment.offset->minutes : 0};
    return Instant{day(moment.date, at)} + std::chrono::seconds{seconds(moment.time)} - offset;
  }

  const std::string& file_;
  Diagnostics& diagnostics_;
  const ConfigText& text_;
};

void syntax_error(const ConfigText& text, SourcePosition at, std::string message, std::string hint,
                  Diagnostics& diagnostics) {
  std::string excerpt = text.excerpt(at.line);
  diagnostics.add({Severity::error, "E001", std::move(at), std::move(message), "TOML 1.0 in UTF-8", std::move(hint),
                   std::move(excerpt), 1});
}

/// How many bytes of `line` are UTF-8 before the first that is not. Halves the search: lines of binary files are long.
size_t good_bytes(std::string_view line) {
  size_t good = 0;
  size_t bad = line.size() + 1;
  while (bad - good > 1) {
    const size_t middle = good + (bad - good) / 2;
    size_t cut = middle;
    const auto inside = [&] { return cut < line.size() && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U; };
    for (int back = 0; back < 3 && cut > 0 && inside(); ++back) --cut;
    (is_utf8(line.substr(0, cut)) ? good : bad) = middle;
  }
  while (good > 0 && !is_utf8(line.substr(0, good))) --good;
  return good;
}

/// True when every line is UTF-8; otherwise the first bad one is reported.
bool check_encoding(const ConfigText& text, Diagnostics& diagnostics) {
  for (size_t i = 0; i < text.lines.size(); ++i) {
    const std::string_view line = text.lines[i];
    if (is_utf8(line)) continue;
    const std::string_view good = line.substr(0, good_bytes(line));
    const SourcePosition at{text.file, static_cast<uint32_t>(i + 1), static_cast<uint32_t>(utf8_length(good) + 1)};
    syntax_error(text, at, "a byte here is not UTF-8", "save the file as UTF-8", diagnostics);
    return false;
  }
  return true;
}

/// True when no dotted key is so deep that reading it would exhaust the stack; otherwise the first is reported.
bool check_depth(const ConfigText& text, Diagnostics& diagnostics) {
  for (size_t i = 0; i < text.lines.size(); ++i) {
    size_t dots = 0;
    for (const char c : text.lines[i]) {
      if (c == '#') break;
      if (c == '.') ++dots;
      if (std::string_view{"=,[]{}\""}.find(c) != std::string_view::npos) dots = 0;
      if (dots <= kDeepestKey) continue;
      const SourcePosition at{text.file, static_cast<uint32_t>(i + 1), 1};
      syntax_error(text, at, fmt::format("more than {} dots in one key", kDeepestKey), {}, diagnostics);
      return false;
    }
  }
  return true;
}

/// toml++'s sentence in our form: "cannot read key-value pair: expected '=', saw 'x'".
std::string syntax_message(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) return fmt::format("cannot read {}", description.substr(kPrefix.size()));
  return fmt::format("cannot read this as TOML: {}", description);
}

/// The first line with which the parser meets one of its own assertions: a text that ends before it meets none.
uint32_t asserting_line(const ConfigText& text) {
  const auto asserts = [&](size_t lines) {
    std::string part;
    for (size_t i = 0; i < lines; ++i) part += text.lines[i] + "\n";
    try {
      static_cast<void>(toml::parse(part));
    } catch (const TomlAssertion&) {
      return true;
    } catch (const toml::parse_error&) {
      return false;
    }
    return false;
  };
  size_t without = 0;
  size_t with = text.lines.size();
  while (with - without > 1) {
    const size_t middle = without + (with - without) / 2;
    (asserts(middle) ? with : without) = middle;
  }
  return static_cast<uint32_t>(std::max<size_t>(1, with));
}

std::string syntax_hint(std::string_view message) {
  if (message.find("redefine") != std::string_view::npos) return "write each key and each [table] once";
  if (message.find("value-terminator") != std::string_view::npos) return "texts stand in quotes: key = \"text\"";
  if (message.find("unescaped control characters") != std::string_view::npos)
    return "close the text with its quote on the same line";
  return {};
}

}  // namespace

ConfigDocument parse_config(std::string_view toml, std::string file, Diagnostics& diagnostics) {
  if (toml.starts_with(kByteOrderMark)) toml.remove_prefix(kByteOrderMark.size());
  ConfigDocument document;
  document.text = split_lines(toml, std::move(file));
  document.root.at = {document.text.file, 0, 0};
  if (!check_encoding(document.text, diagnostics) || !check_depth(document.text, diagnostics)) return document;
  try {
    const toml::table root = toml::parse(toml);
    document.root = Converter{document.text.file, diagnostics, document.text}.table(root);
  } catch (const toml::parse_error& error) {
    const SourcePosition at{document.text.file, error.source().begin.line, error.source().begin.column};
    const std::string message = syntax_message(error.description());
    syntax_error(document.text, at, message, syntax_hint(message), diagnostics);
  } catch (const TomlAssertion&) {
    const SourcePosition at{document.text.file, asserting_line(document.text), 1};
    syntax_error(document.text, at, "cannot read this as TOML: a key or value ends where none may end",
                 "look for a dot, comma or quote too many", diagnostics);
  }
  document.root.at = {document.text.file, 0, 0};
  return document;
}

}  // namespace vk
