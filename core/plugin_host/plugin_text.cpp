#include "core/plugin_host/plugin_text.hpp"

#include "core/base/text.hpp"
#include "core/plugin_host/parameter_value.hpp"

namespace vk {

namespace {

constexpr size_t kTextWidth = 100;

/// `text` in lines of at most kTextWidth code points, each after `prefix`.
std::string wrapped(std::string_view text, const std::string& prefix) {
  std::string out;
  std::string line;
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && utf8_length(line) + 1 + utf8_length(word) > kTextWidth) {
      out += prefix + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  return line.empty() ? out : out + prefix + line + "\n";
}

/// "integer from 1 to 10 days", "one of last, first, error", "list of text".
std::string type_text(const ParameterDescription& parameter) {
  std::string text = parameter.list ? "list of " : "";
  text += to_string(parameter.type);
  if (parameter.type == ParameterType::choice) text += " " + join(parameter.choices, ", ");
  if (!parameter.least_toml.empty()) text += " from " + parameter.least_toml;
  if (!parameter.most_toml.empty()) text += " to " + parameter.most_toml;
  if (!parameter.unit.empty()) text += " " + parameter.unit;
  return text;
}

/// A value of the right shape for a parameter without a default.
std::string example_value(const ParameterDescription& parameter) {
  if (parameter.secret) return "{ env = \"NAME\" }";
  if (parameter.type == ParameterType::rules) {
    std::vector<std::string> entries;
    for (const std::string& choice : parameter.choices) {
      RuleKey key = rule_key_from(choice);
      std::string value = key.type == "condition" ? "\"q1 >= 4\""
                          : key.type == "money"   ? "\"5.00 EUR\""
                          : key.type == "number"  ? "1"
                                                  : "\"...\"";
      entries.push_back(key.key + " = " + value);
    }
    return "[{ " + join(entries, ", ") + " }]";
  }
  std::string one = "\"...\"";
  switch (parameter.type) {
    case ParameterType::boolean:
      one = "true";
      break;
    case ParameterType::integer:
      one = "1";
      break;
    case ParameterType::number:
      one = "1.0";
      break;
    case ParameterType::choice:
      one = "\"" + parameter.choices.front() + "\"";
      break;
    case ParameterType::date:
      one = "2026-01-01";
      break;
    case ParameterType::time:
      one = "09:00:00";
      break;
    case ParameterType::duration:
      one = "\"14 days\"";
      break;
    case ParameterType::money:
      one = "\"250.00 EUR\"";
      break;
    case ParameterType::text:
    case ParameterType::rules:
      break;
  }
  return parameter.list ? "[" + one + "]" : one;
}

std::string flags_text(const ParameterDescription& parameter) {
  std::string text;
  if (parameter.required) text += ", required";
  if (parameter.secret) text += ", secret";
  if (parameter.deprecated) text += ", deprecated";
  return text;
}

std::string table_text(const TableDescription& table) {
  std::string out =
      "table " + table.name + (table.required ? "" : " (optional)") + (table.open ? " (open)" : "") + "\n";
  out += wrapped(table.doc, "  ");
  for (const TableColumnDescription& column : table.columns) {
    out += "  " + column.name + ": " + std::string(to_string(column.type)) + (column.required ? "" : ", optional") +
           (column.nullable ? ", may be missing" : "") + "\n" + wrapped(column.doc, "    ");
  }
  return out;
}

}  // namespace

std::string plugin_sample_toml(const PluginDescription& plugin) {
  std::string out = wrapped(
      "Options of " + std::string(to_string(plugin.kind)) + " plugin " + plugin.id + " " + plugin.version + ".", "## ");
  out += wrapped(plugin.doc, "## ");
  for (const ParameterDescription& parameter : plugin.parameters) {
    out += "\n" + wrapped(parameter.doc, "## ");
    out += "## (" + type_text(parameter) + flags_text(parameter) + ")\n";
    std::string value = parameter.default_toml.empty() ? example_value(parameter) : parameter.default_toml;
    out += (parameter.required ? "" : "# ") + parameter.key + " = " + value + "\n";
  }
  return out;
}

std::string plugin_info_text(const PluginDescription& plugin) {
  std::string out = plugin.id + " " + plugin.version + " (" + std::string(to_string(plugin.kind)) + ")\n";
  out += wrapped(plugin.doc, "  ");
  out += "file: " + plugin.file.string() + "\nsha256: " + plugin.sha256 + "\n";
  if (plugin.by_member) out += "looks at: each member alone\n";
  out += std::string("looks back: ") + (plugin.can_look_back ? "yes" : "no, a missed occurrence stays missed") + "\n";
  if (plugin.needs_network) out += "needs the network\n";
  if (plugin.needs_files) out += "needs files\n";
  for (const ParameterDescription& parameter : plugin.parameters) {
    out += "option " + parameter.key + ": " + type_text(parameter) + flags_text(parameter);
    out += parameter.default_toml.empty() ? "\n" : ", default " + parameter.default_toml + "\n";
    out += wrapped(parameter.doc, "  ");
  }
  for (const TableDescription& table : plugin.tables) out += table_text(table);
  return out;
}

}  // namespace vk
