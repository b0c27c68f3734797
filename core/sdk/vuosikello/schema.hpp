#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <vuosikello/plugin.h>
#include <vuosikello/input.hpp>

namespace vk::sdk {

/// Values of parameters that C++ has no plain type for.
struct Date {
  int64_t days = 0;  ///< since 1970-01-01
};
struct ClockTime {
  int64_t seconds = 0;  ///< since midnight
};
struct Duration {
  int64_t seconds = 0;
};
struct Amount {
  int64_t minor = 0;
  std::string currency;  ///< ISO 4217; empty = not given
};

/// One table of a parameter of type rules: its entries as texts, money and numbers also as values.
class Rule {
 public:
  explicit Rule(const vk_value& table) {
    for (uint32_t at = 0; at < table.item_count; ++at) {
      const vk_value& item = *table.items[at];
      entries_.push_back(
          {item.key == nullptr ? "" : item.key, item.text == nullptr ? "" : item.text, item.integer, item.number});
    }
  }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The entry's text; empty when it was left out.
  std::string text(std::string_view key) const { return find(key) == nullptr ? std::string() : find(key)->text; }
  /// Minor units of an entry of type money; `fallback` when it was left out.
  int64_t minor(std::string_view key, int64_t fallback) const {
    return find(key) == nullptr ? fallback : find(key)->integer;
  }
  double number(std::string_view key, double fallback) const {
    return find(key) == nullptr ? fallback : find(key)->number;
  }

 private:
  struct Entry {
    std::string key;
    std::string text;
    int64_t integer;
    double number;
  };
  const Entry* find(std::string_view key) const {
    for (const Entry& entry : entries_) {
      if (entry.key == key) return &entry;
    }
    return nullptr;
  }
  std::vector<Entry> entries_;
};
using Rules = std::vector<Rule>;

namespace detail {

template <class T>
struct ListItem {
  using Type = T;
  static constexpr bool is_list = false;
};
template <class T>
struct ListItem<std::vector<T>> {
  using Type = T;
  static constexpr bool is_list = !std::is_same_v<T, Rule>;
};

template <class T>
constexpr vk_type type_of() {
  if constexpr (std::is_same_v<T, bool>) return VK_TYPE_BOOL;
  if constexpr (std::is_same_v<T, int64_t>) return VK_TYPE_INT;
  if constexpr (std::is_same_v<T, double>) return VK_TYPE_FLOAT;
  if constexpr (std::is_same_v<T, std::string>) return VK_TYPE_TEXT;
  if constexpr (std::is_same_v<T, Date>) return VK_TYPE_DATE;
  if constexpr (std::is_same_v<T, ClockTime>) return VK_TYPE_TIME;
  if constexpr (std::is_same_v<T, Duration>) return VK_TYPE_DURATION;
  if constexpr (std::is_same_v<T, Amount>) return VK_TYPE_MONEY;
  if constexpr (std::is_same_v<T, Rule>) return VK_TYPE_RULES;
}

inline void take(const vk_value& value, bool& into) {
  into = value.integer != 0;
}
inline void take(const vk_value& value, int64_t& into) {
  into = value.integer;
}
inline void take(const vk_value& value, double& into) {
  into = value.number;
}
inline void take(const vk_value& value, std::string& into) {
  into = value.text == nullptr ? "" : value.text;
}
inline void take(const vk_value& value, Date& into) {
  into.days = value.integer;
}
inline void take(const vk_value& value, ClockTime& into) {
  into.seconds = value.integer;
}
inline void take(const vk_value& value, Duration& into) {
  into.seconds = value.integer;
}
inline void take(const vk_value& value, Amount& into) {
  into.minor = value.integer;
  into.currency = value.text == nullptr ? "" : value.text;
}
template <class T>
void take(const vk_value& value, std::vector<T>& into) {
  into.clear();
  for (uint32_t at = 0; at < value.item_count; ++at) {
    if constexpr (std::is_same_v<T, Rule>) {
      into.emplace_back(*value.items[at]);
    } else {
      T item{};
      take(*value.items[at], item);
      into.push_back(std::move(item));
    }
  }
}

}  // namespace detail

/// Builds the C description of plugin P from what the author says of its parameters and tables. The C structs point
/// into it, so it stays where it is for the life of the library.
template <class P>
class Schema {
 public:
  /// Says more of one parameter; each call gives the same object back.
  class Parameter {
   public:
    Parameter(vk_parameter& parameter, Schema& schema) : parameter_(parameter), schema_(schema) {}
    Parameter& doc(const char* text) { return parameter_.doc = text, *this; }
    Parameter& unit(const char* text) { return parameter_.unit = text, *this; }
    /// The default as it would be written in the calendar: "0.5", "\"last\"", "[]".
    Parameter& fallback(const char* toml) { return parameter_.default_toml = toml, *this; }
    Parameter& least(const char* toml) { return parameter_.least_toml = toml, *this; }
    Parameter& most(const char* toml) { return parameter_.most_toml = toml, *this; }
    Parameter& required() { return parameter_.flags |= VK_PARAMETER_REQUIRED, *this; }
    Parameter& secret() { return parameter_.flags |= VK_PARAMETER_SECRET, *this; }
    Parameter& deprecated() { return parameter_.flags |= VK_PARAMETER_DEPRECATED, *this; }
    /// The words a text may be (it becomes an enum), or the keys of a rule ("state", "when:condition", "cost:money?").
    Parameter& choices(std::initializer_list<const char*> words) {
      std::vector<const char*>& kept = schema_.choices_.emplace_back(words);
      parameter_.choices = kept.data();
      parameter_.choice_count = static_cast<uint32_t>(kept.size());
      if (parameter_.type == VK_TYPE_TEXT) parameter_.type = VK_TYPE_ENUM;
      return *this;
    }

   private:
    vk_parameter& parameter_;
    Schema& schema_;
  };

  /// Says more of one table.
  class Table {
   public:
    Table(size_t index, Schema& schema) : index_(index), schema_(schema) {}
    Table& doc(const char* text) { return schema_.tables_[index_].doc = text, *this; }
    /// The table also has whatever columns columns_wanted() asks for.
    Table& open() { return schema_.tables_[index_].flags |= VK_TABLE_OPEN, *this; }
    Table& optional() { return schema_.tables_[index_].flags &= ~static_cast<uint32_t>(VK_TABLE_REQUIRED), *this; }
    Table& column(const char* name, ColumnKind kind, const char* doc, uint32_t flags = VK_COLUMN_REQUIRED) {
      schema_.columns_[index_].push_back({sizeof(vk_column), static_cast<int32_t>(kind), flags, name, doc});
      return *this;
    }

   private:
    size_t index_;
    Schema& schema_;
  };

  Schema() { P::describe(*this), finish(); }
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  /// Declares option `key`, kept in `member`; its type follows from the member's.
  template <class T>
  Parameter parameter(const char* key, T P::*member) {
    using Item = typename detail::ListItem<T>::Type;
    vk_parameter& parameter = parameters_.emplace_back();
    parameter.size = sizeof(vk_parameter);
    parameter.type = detail::type_of<Item>();
    parameter.flags = detail::ListItem<T>::is_list ? VK_PARAMETER_LIST : 0;
    parameter.key = key;
    setters_.push_back([member](P& plugin, const vk_value& value) { detail::take(value, plugin.*member); });
    return Parameter(parameter, *this);
  }

  /// Declares input table `name`, given to run() in `member`.
  template <class T>
  Table table(const char* name, Input T::*member) {
    static_assert(std::is_same_v<T, typename P::Tables>);
    vk_table& table = tables_.emplace_back();
    table.size = sizeof(vk_table);
    table.flags = VK_TABLE_REQUIRED;
    table.name = name;
    columns_.emplace_back();
    members_.push_back(member);
    return Table(tables_.size() - 1, *this);
  }

  const vk_description& description() const { return description_; }

  /// Copies every value of the configuration into the plugin's members.
  void configure(P& plugin, const vk_configuration& configuration) const {
    for (uint32_t at = 0; at < configuration.value_count; ++at) {
      const vk_value& value = *configuration.values[at];
      for (size_t parameter = 0; parameter < parameters_.size(); ++parameter) {
        if (std::string_view(parameters_[parameter].key) == value.key) setters_[parameter](plugin, value);
      }
    }
  }

  /// Reads the request's streams into the tables. Throws Failure for a stream of no declared table.
  typename P::Tables read_tables(const vk_request& request) const {
    typename P::Tables tables;
    for (uint32_t at = 0; at < request.table_count; ++at) {
      const vk_input& input = *request.tables[at];
      for (size_t table = 0; table < tables_.size(); ++table) {
        if (std::string_view(tables_[table].name) == input.name) tables.*members_[table] = Input::read(input.stream);
      }
    }
    return tables;
  }

 private:
  void finish() {
    for (const vk_parameter& parameter : parameters_) parameter_pointers_.push_back(&parameter);
    for (size_t at = 0; at < tables_.size(); ++at) {
      std::vector<const vk_column*>& pointers = column_pointers_.emplace_back();
      for (const vk_column& column : columns_[at]) pointers.push_back(&column);
      tables_[at].columns = pointers.data();
      tables_[at].column_count = static_cast<uint32_t>(pointers.size());
      table_pointers_.push_back(&tables_[at]);
    }
    description_.size = sizeof(vk_description);
    description_.kind = P::kind;
    if constexpr (requires { P::flags; }) description_.flags = P::flags;
    description_.id = P::id;
    description_.version = P::version;
    description_.doc = P::doc;
    description_.parameters = parameter_pointers_.data();
    description_.parameter_count = static_cast<uint32_t>(parameter_pointers_.size());
    description_.tables = table_pointers_.data();
    description_.table_count = static_cast<uint32_t>(table_pointers_.size());
  }

  std::deque<vk_parameter> parameters_;
  std::deque<vk_table> tables_;
  std::deque<std::deque<vk_column>> columns_;
  std::deque<std::vector<const char*>> choices_;
  std::vector<std::function<void(P&, const vk_value&)>> setters_;
  std::vector<Input P::Tables::*> members_;
  std::vector<const vk_parameter*> parameter_pointers_;
  std::vector<const vk_table*> table_pointers_;
  std::deque<std::vector<const vk_column*>> column_pointers_;
  vk_description description_{};
};

}  // namespace vk::sdk
