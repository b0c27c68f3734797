#include "core/plugin_host/plugin_options.hpp"

#include <cstdlib>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace vk {

namespace {

constexpr const char* kSecretForm = "{ env = \"NAME\" } or { file = \"path\" }";

const std::string* text_entry(const ConfigTable& table, std::string_view key) {
  const ConfigTable::Entry* entry = table.find(key);
  return entry == nullptr ? nullptr : std::get_if<std::string>(&entry->value.value);
}

/// The secret that a reference stands for; a fault when it cannot be had.
std::string fetch_secret(const std::string& key, const ConfigValue& value, std::vector<ValueFault>& faults) {
  const auto& table = std::get<ConfigTable>(value.value);
  auto fault = [&](std::string message) {
    faults.push_back({"PL107", nullptr, value.at, "\"" + key + "\" " + std::move(message), "", ""});
    return std::string();
  };
  if (const std::string* name = text_entry(table, "env")) {
    const char* secret = std::getenv(name->c_str());
    return secret == nullptr ? fault("needs the environment variable " + *name + ", which is not set")
                             : std::string(secret);
  }
  std::filesystem::path file = std::filesystem::path(value.at.file).parent_path() / *text_entry(table, "file");
  try {
    return std::string(trim(read_file(file)));
  } catch (const Error& e) {
    return fault("needs the file " + file.string() + ": " + e.what());
  }
}

ParameterValue read_secret(const ParameterDescription& parameter, const ConfigValue& value, Secrets secrets,
                           std::vector<ValueFault>& faults) {
  ParameterValue secret;
  secret.key = parameter.key;
  secret.c.type = VK_TYPE_TEXT;
  secret.has_text = true;
  const auto* table = std::get_if<ConfigTable>(&value.value);
  bool fits =
      table != nullptr && table->entries.size() == 1 && (text_entry(*table, "env") || text_entry(*table, "file"));
  if (!fits) {
    faults.push_back({"PL107", nullptr, value.at,
                      "\"" + parameter.key + "\" is a secret and must not stand in the calendar", kSecretForm, ""});
  } else if (secrets == Secrets::fetch) {
    secret.text = fetch_secret(parameter.key, value, faults);
  }
  return secret;
}

void report_unknown_keys(const PluginDescription& plugin, const ConfigTable& options, std::vector<ValueFault>& faults) {
  std::vector<std::string> keys;
  for (const ParameterDescription& parameter : plugin.parameters) keys.push_back(parameter.key);
  for (const ConfigTable::Entry& entry : options.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    std::optional<std::string> near = nearest_word(entry.key, keys);
    faults.push_back({"PL101", nullptr, entry.key_at,
                      "plugin \"" + plugin.id + "\" has no option \"" + entry.key + "\"",
                      keys.empty() ? "no options at all" : "one of " + join(keys, ", "),
                      near ? "did you mean \"" + *near + "\"?" : ""});
  }
}

}  // namespace

PluginConfiguration::PluginConfiguration(std::vector<ParameterValue> values, std::span<const std::string> states)
    : values_(std::move(values)), states_(states.begin(), states.end()) {
  for (ParameterValue& value : values_) {
    value.finish();
    value_pointers_.push_back(&value.c);
  }
  for (const std::string& state : states_) state_pointers_.push_back(state.c_str());
  c_.size = sizeof(vk_configuration);
  c_.values = value_pointers_.data();
  c_.value_count = static_cast<uint32_t>(value_pointers_.size());
  c_.states = state_pointers_.data();
  c_.state_count = static_cast<uint32_t>(state_pointers_.size());
}

std::vector<ParameterValue> read_options(const PluginDescription& plugin, const ConfigTable& options, Secrets secrets,
                                         std::vector<ValueFault>& faults) {
  std::vector<ParameterValue> values;
  report_unknown_keys(plugin, options, faults);
  for (const ParameterDescription& parameter : plugin.parameters) {
    const ConfigTable::Entry* entry = options.find(parameter.key);
    if (entry == nullptr) {
      if (parameter.required) {
        faults.push_back({"PL102", nullptr, options.at,
                          "plugin \"" + plugin.id + "\" needs the option \"" + parameter.key + "\"", parameter.doc,
                          ""});
      } else if (!parameter.default_toml.empty()) {
        std::optional<ConfigValue> fallback = config_literal(parameter.default_toml);
        if (fallback) values.push_back(ParameterReader(parameter, faults).read(*fallback));
      }
      continue;
    }
    values.push_back(parameter.secret ? read_secret(parameter, entry->value, secrets, faults)
                                      : ParameterReader(parameter, faults).read(entry->value));
  }
  return values;
}

}  // namespace vk
