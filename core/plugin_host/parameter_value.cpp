#include "core/plugin_host/parameter_value.hpp"

#include <cmath>

#include "core/base/text.hpp"
#include "core/money/money.hpp"

namespace vk {

namespace {

vk_type c_type(ParameterType type) {
  switch (type) {
    case ParameterType::boolean:
      return VK_TYPE_BOOL;
    case ParameterType::integer:
      return VK_TYPE_INT;
    case ParameterType::number:
      return VK_TYPE_FLOAT;
    case ParameterType::text:
      return VK_TYPE_TEXT;
    case ParameterType::choice:
      return VK_TYPE_ENUM;
    case ParameterType::date:
      return VK_TYPE_DATE;
    case ParameterType::time:
      return VK_TYPE_TIME;
    case ParameterType::duration:
      return VK_TYPE_DURATION;
    case ParameterType::money:
      return VK_TYPE_MONEY;
    case ParameterType::rules:
      return VK_TYPE_RULES;
  }
  return VK_TYPE_TEXT;
}

constexpr const char* kMoneyForm = "an amount with its currency, such as \"250.00 EUR\"";
constexpr const char* kDurationForm = "a length of time, such as \"90 minutes\" or \"14 days\"";

void set_text(ParameterValue& into, std::string text) {
  into.text = std::move(text);
  into.has_text = true;
}

/// What a limit is compared by.
double magnitude(const ParameterValue& value) {
  return value.c.type == VK_TYPE_FLOAT ? value.c.number : static_cast<double>(value.c.integer);
}

}  // namespace

std::string_view to_string(ParameterType type) {
  switch (type) {
    case ParameterType::boolean:
      return "true or false";
    case ParameterType::integer:
      return "integer";
    case ParameterType::number:
      return "number";
    case ParameterType::text:
      return "text";
    case ParameterType::choice:
      return "one of";
    case ParameterType::date:
      return "date";
    case ParameterType::time:
      return "time";
    case ParameterType::duration:
      return "length of time";
    case ParameterType::money:
      return "money";
    case ParameterType::rules:
      return "list of rules";
  }
  return "?";
}

void ParameterValue::finish() {
  pointers.clear();
  for (ParameterValue& item : items) {
    item.finish();
    pointers.push_back(&item.c);
  }
  c.size = sizeof(vk_value);
  c.key = key.empty() ? nullptr : key.c_str();
  c.text = has_text ? text.c_str() : nullptr;
  c.items = pointers.data();
  c.item_count = static_cast<uint32_t>(pointers.size());
}

RuleKey rule_key_from(std::string_view text) {
  RuleKey key;
  if (!text.empty() && text.back() == '?') {
    key.optional = true;
    text.remove_suffix(1);
  }
  size_t colon = text.find(':');
  key.key = std::string(text.substr(0, colon));
  if (colon != std::string_view::npos) key.type = std::string(text.substr(colon + 1));
  return key;
}

std::optional<std::pair<int64_t, std::string>> money_from(std::string_view text, std::string& why) {
  std::string_view trimmed = trim(text);
  size_t blank = trimmed.rfind(' ');
  std::optional<Currency> currency;
  if (blank != std::string_view::npos) currency = Currency::from_code(trimmed.substr(blank + 1));
  if (!currency) {
    why = "names no currency";
    return std::nullopt;
  }
  ParsedMoney money = parse_money(trim(trimmed.substr(0, blank)), *currency, NumberFormat{});
  switch (money.fault) {
    case MoneyFault::none:
      return std::pair{money.minor, std::string(currency->code())};
    case MoneyFault::empty:
    case MoneyFault::not_a_number:
      why = "is no amount";
      break;
    case MoneyFault::too_many_decimals:
      why = "has more decimals than " + std::string(currency->code());
      break;
    case MoneyFault::overflow:
      why = "is too large";
      break;
  }
  return std::nullopt;
}

std::optional<int64_t> duration_seconds_from(std::string_view text) {
  std::string_view trimmed = trim(text);
  size_t blank = trimmed.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::optional<int64_t> count = int64_from(trimmed.substr(0, blank));
  std::string_view unit = trim(trimmed.substr(blank + 1));
  if (!unit.empty() && unit.back() == 's') unit.remove_suffix(1);
  constexpr std::pair<std::string_view, int64_t> kUnits[] = {
      {"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}};
  for (const auto& [name, seconds] : kUnits) {
    int64_t total = 0;
    if (count && unit == name && !__builtin_mul_overflow(*count, seconds, &total)) return total;
  }
  return std::nullopt;
}

std::optional<ConfigValue> config_literal(std::string_view toml) {
  Diagnostics diagnostics;
  ConfigDocument document = parse_config("value = " + std::string(toml) + "\n", "literal", diagnostics);
  if (diagnostics.has_errors() || document.root.entries.size() != 1) return std::nullopt;
  return document.root.entries.front().value;
}

void ParameterReader::fault(std::string_view code, const ConfigValue& value, std::string message, std::string expected,
                            std::string hint) {
  faults_.push_back({std::string(code), &value, value.at, "\"" + parameter_.key + "\" " + std::move(message),
                     std::move(expected), std::move(hint)});
}

void ParameterReader::wrong_type(const ConfigValue& value, std::string expected) {
  std::string type(value.type_name());
  fault("PL103", value, "is " + std::string(type.starts_with('i') ? "an " : "a ") + type, std::move(expected));
}

ParameterValue ParameterReader::read(const ConfigValue& value) {
  if (parameter_.type == ParameterType::rules) {
    ParameterValue rules = read_rules(value);
    rules.key = parameter_.key;
    return rules;
  }
  if (!parameter_.list) {
    ParameterValue one = read_one(value);
    one.key = parameter_.key;
    return one;
  }
  ParameterValue list;
  list.key = parameter_.key;
  list.c.type = c_type(parameter_.type);
  list.c.is_list = 1;
  const auto* array = std::get_if<ConfigArray>(&value.value);
  if (array == nullptr) {
    wrong_type(value, "a list, such as [" + std::string(to_string(parameter_.type)) + ", ...]");
    return list;
  }
  for (const ConfigValue& item : array->values) list.items.push_back(read_one(item));
  return list;
}

ParameterValue ParameterReader::read_one(const ConfigValue& value) {
  ParameterValue one;
  one.c.type = c_type(parameter_.type);
  size_t before = faults_.size();
  read_scalar(value, one);
  if (faults_.size() == before) check_range(value, one);
  return one;
}

void ParameterReader::read_scalar(const ConfigValue& value, ParameterValue& into) {
  switch (parameter_.type) {
    case ParameterType::boolean:
      if (const bool* flag = std::get_if<bool>(&value.value)) return void(into.c.integer = *flag ? 1 : 0);
      return wrong_type(value, "true or false");
    case ParameterType::integer:
      if (const int64_t* number = std::get_if<int64_t>(&value.value)) return void(into.c.integer = *number);
      return wrong_type(value, "an integer");
    case ParameterType::number:
      if (const int64_t* number = std::get_if<int64_t>(&value.value))
        return void(into.c.number = static_cast<double>(*number));
      if (const double* number = std::get_if<double>(&value.value); number != nullptr && std::isfinite(*number)) {
        return void(into.c.number = *number);
      }
      return wrong_type(value, "a number");
    case ParameterType::date:
      if (const Day* day = std::get_if<Day>(&value.value))
        return void(into.c.integer = day->time_since_epoch().count());
      return wrong_type(value, "a date without quotes, such as 2026-03-02");
    case ParameterType::time:
      if (const TimeOfDay* time = std::get_if<TimeOfDay>(&value.value)) return void(into.c.integer = time->seconds);
      return wrong_type(value, "a time without quotes, such as 09:30:00");
    case ParameterType::text:
    case ParameterType::choice:
    case ParameterType::duration:
    case ParameterType::money:
      return read_text(value, into);
    case ParameterType::rules:
      return;
  }
}

void ParameterReader::read_text(const ConfigValue& value, ParameterValue& into) {
  const auto* text = std::get_if<std::string>(&value.value);
  const char* form = parameter_.type == ParameterType::money      ? kMoneyForm
                     : parameter_.type == ParameterType::duration ? kDurationForm
                                                                  : "a text in quotes";
  if (text == nullptr) return wrong_type(value, form);
  if (text->find('\0') != std::string::npos) return fault("PL103", value, "has a zero byte in its text");
  if (parameter_.type == ParameterType::duration) {
    std::optional<int64_t> seconds = duration_seconds_from(*text);
    if (!seconds) return fault("PL103", value, "is \"" + *text + "\"", form);
    into.c.integer = *seconds;
    return;
  }
  if (parameter_.type == ParameterType::money) {
    std::string why;
    auto money = money_from(*text, why);
    if (!money) return fault("PL103", value, "is \"" + *text + "\", which " + why, form);
    into.c.integer = money->first;
    return set_text(into, money->second);
  }
  if (parameter_.type == ParameterType::choice) check_choice(value, *text);
  set_text(into, *text);
}

void ParameterReader::check_choice(const ConfigValue& value, const std::string& text) {
  for (const std::string& choice : parameter_.choices) {
    if (choice == text) return;
  }
  std::optional<std::string> near = nearest_word(text, parameter_.choices);
  fault("PL105", value, "is \"" + text + "\"", "one of " + join(parameter_.choices, ", "),
        near ? "did you mean \"" + *near + "\"?" : "");
}

void ParameterReader::check_range(const ConfigValue& value, const ParameterValue& read) {
  ParameterDescription plain = parameter_;
  plain.least_toml.clear();
  plain.most_toml.clear();
  plain.choices.clear();
  plain.list = false;
  auto limit = [&](const std::string& toml) -> std::optional<ParameterValue> {
    std::vector<ValueFault> faults;
    std::optional<ConfigValue> literal = toml.empty() ? std::nullopt : config_literal(toml);
    if (!literal) return std::nullopt;
    ParameterValue limit_value = ParameterReader(plain, faults).read(*literal);
    return faults.empty() ? std::optional(std::move(limit_value)) : std::nullopt;
  };
  std::string unit = parameter_.unit.empty() ? "" : " " + parameter_.unit;
  if (auto least = limit(parameter_.least_toml); least && magnitude(read) < magnitude(*least)) {
    return fault("PL104", value, "is too small", "at least " + parameter_.least_toml + unit);
  }
  if (auto most = limit(parameter_.most_toml); most && magnitude(read) > magnitude(*most)) {
    fault("PL104", value, "is too large", "at most " + parameter_.most_toml + unit);
  }
}

ParameterValue ParameterReader::read_rules(const ConfigValue& value) {
  ParameterValue rules;
  rules.c.type = VK_TYPE_RULES;
  rules.c.is_list = 1;
  if (const auto* table = std::get_if<ConfigTable>(&value.value)) {
    rules.items.push_back(read_rule(*table));
    return rules;
  }
  const auto* array = std::get_if<ConfigArray>(&value.value);
  if (array == nullptr) {
    wrong_type(value, "a list of tables with the keys " + join(parameter_.choices, ", "));
    return rules;
  }
  for (const ConfigValue& item : array->values) {
    if (const auto* table = std::get_if<ConfigTable>(&item.value)) {
      rules.items.push_back(read_rule(*table));
    } else {
      wrong_type(item, "a table in braces");
    }
  }
  return rules;
}

ParameterValue ParameterReader::read_rule(const ConfigTable& table) {
  ParameterValue rule;
  rule.c.type = VK_TYPE_RULES;
  std::vector<std::string> names;
  for (const std::string& choice : parameter_.choices) {
    RuleKey key = rule_key_from(choice);
    names.push_back(key.key);
    if (const ConfigTable::Entry* entry = table.find(key.key)) {
      read_rule_entry(key, *entry, rule);
    } else if (!key.optional) {
      faults_.push_back(
          {"PL102", nullptr, table.at, "a table of \"" + parameter_.key + "\" has no \"" + key.key + "\"", "", ""});
    }
  }
  for (const ConfigTable::Entry& entry : table.entries) {
    if (std::find(names.begin(), names.end(), entry.key) != names.end()) continue;
    std::optional<std::string> near = nearest_word(entry.key, names);
    faults_.push_back({"PL101", nullptr, entry.key_at,
                       "a table of \"" + parameter_.key + "\" has no key \"" + entry.key + "\"",
                       "one of " + join(names, ", "), near ? "did you mean \"" + *near + "\"?" : ""});
  }
  return rule;
}

void ParameterReader::read_rule_entry(const RuleKey& key, const ConfigTable::Entry& entry, ParameterValue& rule) {
  ParameterDescription inner;
  inner.key = parameter_.key + "." + key.key;
  inner.type = key.type == "money"    ? ParameterType::money
               : key.type == "number" ? ParameterType::number
                                      : ParameterType::text;
  ParameterValue read = ParameterReader(inner, faults_).read_one(entry.value);
  read.key = key.key;
  rule.items.push_back(std::move(read));
}

}  // namespace vk
