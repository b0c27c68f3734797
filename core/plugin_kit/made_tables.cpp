#include "core/plugin_kit/made_tables.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace vk {

namespace {

constexpr uint8_t kNone = 255;
constexpr size_t kLongWord = 65536;
constexpr int64_t kFarDay = 1'000'000;

/// Values by which ranges end.
constexpr std::array kExtremeNumbers{std::numeric_limits<int64_t>::min(), int64_t{-1}, int64_t{0},
                                     std::numeric_limits<int64_t>::max()};
constexpr std::array kExtremeFloats{std::numeric_limits<double>::quiet_NaN(),  std::numeric_limits<double>::infinity(),
                                    -std::numeric_limits<double>::infinity(),  -0.0,
                                    std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max()};

std::string extreme_word(size_t at) {
  const std::array<std::string, 6> words{
      "", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xA6", std::string(kLongWord, 'x'), "a,\"b\"\n", "1e999", " 7 "};
  return words[at % words.size()];
}

/// Makes one column; which values make sense is told by its name.
class ColumnMaker {
 public:
  ColumnMaker(const PluginCase& example, const MadeShape& shape) : context_(example.context), shape_(shape) {}

  void fill(Column& column, bool may_be_missing, const Column* example) const {
    const bool has_codes = column.type == ColumnType::uint8 || column.name.starts_with("score_");
    const bool empty = shape_.data == MadeData::missing && may_be_missing && !has_codes;
    for (size_t row = 0; row < shape_.members; ++row) {
      const size_t member = shape_.first + row;
      const bool repeats = shape_.data == MadeData::ordinary && example != nullptr && example->rows() > 0;
      if (repeats && column.name != "subject") {
        repeat(column, *example, member % example->rows());
      } else {
        make(column, row, member);
      }
      if (empty) column.missing.push_back(1);
    }
    if (std::find(column.missing.begin(), column.missing.end(), 1) == column.missing.end()) column.missing.clear();
  }

 private:
  static void add_word(Column& column, const std::string& word) {
    const auto* at = std::find(column.words.begin(), column.words.end(), word);
    column.codes.push_back(static_cast<uint32_t>(at - column.words.begin()));
    if (at == column.words.end()) column.words.push_back(word);
  }

  static void add_text(Column& column, std::string_view text) {
    column.text_bytes += text;
    column.text_ends.push_back(column.text_bytes.size());
  }

  static void repeat(Column& column, const Column& example, size_t row) {
    column.missing.push_back(example.is_missing(row) ? 1 : 0);
    switch (column.type) {
      case ColumnType::int64:
        column.int64s.push_back(example.int64s[row]);
        break;
      case ColumnType::uint8:
        column.uint8s.push_back(example.uint8s[row]);
        break;
      case ColumnType::float64:
        column.float64s.push_back(example.float64s[row]);
        break;
      case ColumnType::text:
        add_text(column, example.text_at(row));
        break;
      case ColumnType::dictionary:
        add_word(column, std::string(example.text_at(row)));
        break;
    }
  }

  void make(Column& column, size_t row, size_t member) const {
    const bool extreme = shape_.data == MadeData::extreme;
    const std::string word = extreme ? extreme_word(member) : std::to_string(member % 10 + 1);
    switch (column.type) {
      case ColumnType::int64:
        column.int64s.push_back(number(column.name, row, member));
        break;
      case ColumnType::uint8:
        column.uint8s.push_back(code(column.name, member));
        break;
      case ColumnType::float64:
        column.float64s.push_back(extreme                            ? kExtremeFloats[member % kExtremeFloats.size()]
                                  : shape_.data == MadeData::missing ? std::numeric_limits<double>::quiet_NaN()
                                                                     : static_cast<double>(member % 10 + 1));
        break;
      case ColumnType::text:
        add_text(column, word);
        break;
      case ColumnType::dictionary:
        add_word(column, word);
        break;
    }
  }

  int64_t number(std::string_view name, size_t row, size_t member) const {
    if (name == "subject") return static_cast<int64_t>(row);
    if (name == "segment") return 0;
    const bool extreme = shape_.data == MadeData::extreme;
    if (name == "day") {
      const int64_t first = context_.interval.first.time_since_epoch().count();
      return extreme ? first - kFarDay * static_cast<int64_t>(member % 2) : first + static_cast<int64_t>(member % 28);
    }
    return extreme ? kExtremeNumbers[member % kExtremeNumbers.size()] : static_cast<int64_t>(member % 100) * 100;
  }

  uint8_t code(std::string_view name, size_t member) const {
    if (name == "active" || name.starts_with("consent_")) return static_cast<uint8_t>(member % 2);
    if (shape_.data == MadeData::missing) return kNone;
    const size_t states = std::max<size_t>(context_.states.size(), 1);
    const bool is_state = name == "state" || name == "previous_state";
    if (is_state && shape_.data == MadeData::extreme && member % 3 == 0) return kNone;
    if (name == "previous_state" && member % 4 == 0) return kNone - 1;
    if (is_state) return static_cast<uint8_t>(member % states);
    return member % 3 == 0 ? kNone : static_cast<uint8_t>(member % 2);
  }

  const PluginContext& context_;
  const MadeShape& shape_;
};

const Table* example_table(const PluginCase& example, std::string_view name) {
  for (size_t at = 0; at < example.names.size(); ++at) {
    if (example.names[at] == name) return &example.tables[at];
  }
  return nullptr;
}

/// A column that only the plugin's options name: its type is the example's, or what its name says.
ColumnType type_of_wanted(std::string_view name, const Column* example) {
  if (example != nullptr) return example->type;
  if (name.starts_with("flag_") || name.starts_with("consent_")) return ColumnType::uint8;
  return name.starts_with("score_") ? ColumnType::float64 : ColumnType::dictionary;
}

}  // namespace

PluginCase made_tables(const PluginDescription& plugin, const PluginCase& example,
                       const std::map<std::string, std::vector<std::string>>& wanted, const MadeShape& shape) {
  PluginCase made;
  made.text = example.text;
  made.options = example.options;
  made.context = example.context;
  const ColumnMaker maker(example, shape);
  for (const TableDescription& description : plugin.tables) {
    const Table* rows = example_table(example, description.name);
    Table& table = made.tables.emplace_back();
    made.names.push_back(description.name);
    table.rows = shape.members;
    const auto add = [&](const std::string& name, ColumnType type, bool may_be_missing) {
      if (table.find(name) != nullptr) return;
      Column& column = table.columns.emplace_back();
      column.name = name;
      column.type = type;
      const Column* like = rows == nullptr ? nullptr : rows->find(name);
      maker.fill(column, may_be_missing, like != nullptr && like->type == type ? like : nullptr);
    };
    for (const TableColumnDescription& column : description.columns) add(column.name, column.type, column.nullable);
    if (!description.open) continue;
    if (const auto more = wanted.find(description.name); more != wanted.end()) {
      for (const std::string& name : more->second) {
        add(name, type_of_wanted(name, rows == nullptr ? nullptr : rows->find(name)), true);
      }
    }
    if (rows == nullptr) continue;
    for (const Column& column : rows->columns) add(column.name, column.type, true);
  }
  return made;
}

}  // namespace vk
