#pragma once
#include <vuosikello/plugin.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_value.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// A vk_value with the memory it points to. Does not move once finish() was called.
struct ParameterValue {
  vk_value c{};
  std::string key;
  std::string text;
  bool has_text = false;
  std::vector<ParameterValue> items;
  std::vector<const vk_value*> pointers;

  /// Ties the C struct to this object's memory, items first.
  void finish();
};

/// One key of a rule's tables: "cost:money?".
struct RuleKey {
  std::string key;
  std::string type = "text";  ///< text, condition, column, number, money
  bool optional = false;
};
RuleKey rule_key_from(std::string_view text);

/// Why a value does not fit its parameter, at the value's place.
struct ValueFault {
  std::string code;  ///< PL103 wrong type, PL104 out of range, PL105 not a choice
  const ConfigValue* value = nullptr;
  SourcePosition at;
  std::string message;
  std::string expected;
  std::string hint;
};

/// Reads and checks values of one parameter. Faults are collected; the result is only good without new ones.
class ParameterReader {
 public:
  ParameterReader(const ParameterDescription& parameter, std::vector<ValueFault>& faults)
      : parameter_(parameter), faults_(faults) {}

  /// A whole value: a list when the parameter is one.
  ParameterValue read(const ConfigValue& value);

 private:
  ParameterValue read_one(const ConfigValue& value);
  ParameterValue read_rules(const ConfigValue& value);
  ParameterValue read_rule(const ConfigTable& table);
  void read_rule_entry(const RuleKey& key, const ConfigTable::Entry& entry, ParameterValue& rule);
  void read_scalar(const ConfigValue& value, ParameterValue& into);
  void read_text(const ConfigValue& value, ParameterValue& into);
  void check_choice(const ConfigValue& value, const std::string& text);
  void check_range(const ConfigValue& value, const ParameterValue& read);
  void fault(std::string_view code, const ConfigValue& value, std::string message, std::string expected = {},
             std::string hint = {});
  void wrong_type(const ConfigValue& value, std::string expected);

  const ParameterDescription& parameter_;
  std::vector<ValueFault>& faults_;
};

/// The value of a TOML literal such as "\"last\"" or "0.5"; nothing when it is none.
std::optional<ConfigValue> config_literal(std::string_view toml);

std::string_view to_string(ParameterType type);
/// "250.00 EUR" -> minor units and currency; the reason why not in `why`.
std::optional<std::pair<int64_t, std::string>> money_from(std::string_view text, std::string& why);
/// "90 minutes", "14 days", "1 week" -> seconds.
std::optional<int64_t> duration_seconds_from(std::string_view text);

}  // namespace vk
