#include "core/table/column_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.hpp"
#include "core/base/text.hpp"
#include "core/table/missing_rows.hpp"
#include "core/table/value_reader.hpp"
#include "core/table/word_table.hpp"

namespace vk {
namespace {

/// What all builders share: the rules of the source and the rows without value.
class CommonBuilder : public ColumnBuilder {
 public:
  CommonBuilder(const ColumnRequest& request, const SourceFormat& format)
      : name_(request.name), required_(request.required), rules_{format.quote, format.trim, format.missing} {
    if (!format.fixed.empty()) rules_.quote = '\0';
  }

 protected:
  /// A cell taken as it stands: no blank, no quote, no listed text for "no value".
  bool is_plain(const char* cell, size_t length) const {
    return is_plain_cell(cell, length, rules_.quote) && rules_.missing.empty();
  }
  std::string_view raw(const CellBlock& block, size_t row) const {
    return {block.text + block.cells[row].start, block.cells[row].end - block.cells[row].start};
  }
  void add_bad(const CellBlock& block, size_t row, BadCellKind kind, std::vector<BadCell>& bad) const {
    const CellSpan& cell = block.cells[row];
    bad.push_back({cell.start, cell.end - cell.start, static_cast<uint32_t>(row), block.request, kind});
  }
  void add_missing(const CellBlock& block, size_t row, size_t first_row, std::vector<BadCell>& bad) {
    missing_.mark(first_row + row);
    if (required_) add_bad(block, row, BadCellKind::missing_value, bad);
  }
  CleanCell clean(std::string_view cell) { return clean_cell(cell, rules_, scratch_); }

  std::string name_;
  bool required_;
  CellRules rules_;
  MissingRows missing_;
  std::string scratch_;
};

BadCellKind bad_kind(ReadResult result) {
  if (result == ReadResult::too_many_decimals) return BadCellKind::too_many_decimals;
  return result == ReadResult::overflow ? BadCellKind::overflow : BadCellKind::bad_value;
}

/// The vector of a column that holds values of this C++ type.
std::vector<int64_t>& values_of(Column& column, int64_t) {
  return column.int64s;
}
std::vector<double>& values_of(Column& column, double) {
  return column.float64s;
}
std::vector<uint8_t>& values_of(Column& column, uint8_t) {
  return column.uint8s;
}

ColumnType type_of(int64_t) {
  return ColumnType::int64;
}
ColumnType type_of(double) {
  return ColumnType::float64;
}
ColumnType type_of(uint8_t) {
  return ColumnType::uint8;
}

/// Numbers, money, days and flags: one value a row, by a reader with a fast and an exact path.
template <class Reader>
class ValueBuilder final : public CommonBuilder {
 public:
  using Value = typename Reader::Value;

  ValueBuilder(const ColumnRequest& request, const SourceFormat& format, Reader reader)
      : CommonBuilder(request, format), reader_(std::move(reader)) {}

  void append(const CellBlock& block, std::vector<BadCell>& bad) override {
    before_ = values_.size();
    values_.resize(before_ + block.cells.size());
    Value* const values = values_.data() + before_;
    const bool may_be_fast = rules_.missing.empty();
    for (size_t row = 0; row < block.cells.size(); ++row) {
      const CellSpan& cell = block.cells[row];
      if (may_be_fast && reader_.fast(block.text + cell.start, cell.end - cell.start, values[row])) continue;
      append_slowly(block, row, values[row], bad);
    }
  }

  void rollback() override {
    values_.resize(before_);
    missing_.truncate(before_);
  }

  void reserve(uint64_t rows) override { values_.reserve(rows); }

  Column finish() override {
    Column column;
    column.name = name_;
    column.type = type_of(Value{});
    column.missing = missing_.finish(values_.size());
    values_of(column, Value{}) = std::move(values_);
    return column;
  }

 private:
  void append_slowly(const CellBlock& block, size_t row, Value& value, std::vector<BadCell>& bad) {
    value = Value{};
    const CleanCell cell = clean(raw(block, row));
    if (cell.state == CellState::stray_text) return add_bad(block, row, BadCellKind::stray_text, bad);
    if (cell.state == CellState::missing) return add_missing(block, row, before_, bad);
    // Text that was unquoted into the scratch has no readable bytes before it, which the fast path needs.
    const bool in_block = cell.text.data() != scratch_.data();
    if (in_block && reader_.fast(cell.text.data(), cell.text.size(), value)) return;
    const ReadResult result = reader_.slow(cell.text, value);
    if (result == ReadResult::value) return;
    value = Value{};
    if (result == ReadResult::missing) return add_missing(block, row, before_, bad);
    const bool malformed = !block.all_ascii && !is_utf8(cell.text);
    add_bad(block, row, malformed ? BadCellKind::bad_encoding : bad_kind(result), bad);
  }

  Reader reader_;
  std::vector<Value> values_;
  size_t before_ = 0;
};

/// Text as it stands.
class TextBuilder final : public CommonBuilder {
 public:
  using CommonBuilder::CommonBuilder;

  void append(const CellBlock& block, std::vector<BadCell>& bad) override {
    rows_before_ = ends_.size();
    bytes_before_ = bytes_.size();
    for (size_t row = 0; row < block.cells.size(); ++row) {
      const std::string_view cell = raw(block, row);
      if (block.all_ascii && is_plain(cell.data(), cell.size())) {
        bytes_ += cell;
      } else {
        append_slowly(block, row, bad);
      }
      ends_.push_back(bytes_.size());
    }
  }

  void rollback() override {
    ends_.resize(rows_before_);
    bytes_.resize(bytes_before_);
    missing_.truncate(rows_before_);
  }

  void reserve(uint64_t rows) override { ends_.reserve(rows); }

  Column finish() override {
    Column column;
    column.name = name_;
    column.type = ColumnType::text;
    column.missing = missing_.finish(ends_.size());
    column.text_ends = std::move(ends_);
    column.text_bytes = std::move(bytes_);
    return column;
  }

 private:
  void append_slowly(const CellBlock& block, size_t row, std::vector<BadCell>& bad) {
    const CleanCell cell = clean(raw(block, row));
    if (cell.state == CellState::stray_text) return add_bad(block, row, BadCellKind::stray_text, bad);
    if (cell.state == CellState::missing) return add_missing(block, row, rows_before_, bad);
    if (!block.all_ascii && !is_utf8(cell.text)) return add_bad(block, row, BadCellKind::bad_encoding, bad);
    bytes_ += cell.text;
  }

  std::vector<uint64_t> ends_;
  std::string bytes_;
  size_t rows_before_ = 0;
  size_t bytes_before_ = 0;
};

/// Text with few distinct values.
class DictionaryBuilder final : public CommonBuilder {
 public:
  using CommonBuilder::CommonBuilder;

  void append(const CellBlock& block, std::vector<BadCell>& bad) override {
    before_ = codes_.size();
    words_before_ = words_.size();
    codes_.resize(before_ + block.cells.size());
    uint32_t* const codes = codes_.data() + before_;
    for (size_t row = 0; row < block.cells.size(); ++row) {
      const std::string_view cell = raw(block, row);
      if (block.all_ascii && is_plain(cell.data(), cell.size())) {
        codes[row] = words_.code_of(cell);
      } else {
        append_slowly(block, row, codes[row], bad);
      }
    }
  }

  void rollback() override {
    codes_.resize(before_);
    words_.truncate(words_before_);
    missing_.truncate(before_);
  }

  void reserve(uint64_t rows) override { codes_.reserve(rows); }

  Column finish() override {
    Column column;
    column.name = name_;
    column.type = ColumnType::dictionary;
    column.missing = missing_.finish(codes_.size());
    column.codes = std::move(codes_);
    column.words = words_.finish();
    return column;
  }

 private:
  void append_slowly(const CellBlock& block, size_t row, uint32_t& code, std::vector<BadCell>& bad) {
    const CleanCell cell = clean(raw(block, row));
    if (cell.state == CellState::stray_text) return add_bad(block, row, BadCellKind::stray_text, bad);
    if (cell.state == CellState::missing) return add_missing(block, row, before_, bad);
    if (!block.all_ascii && !is_utf8(cell.text)) return add_bad(block, row, BadCellKind::bad_encoding, bad);
    code = words_.code_of(cell.text);
  }

  std::vector<uint32_t> codes_;
  WordTable words_;
  size_t before_ = 0;
  size_t words_before_ = 0;
};

}  // namespace

std::unique_ptr<ColumnBuilder> make_column_builder(const ColumnRequest& request, const SourceFormat& format) {
  switch (request.kind) {
    case CellKind::text:
      return std::make_unique<TextBuilder>(request, format);
    case CellKind::dictionary:
      return std::make_unique<DictionaryBuilder>(request, format);
    case CellKind::integer:
      return std::make_unique<ValueBuilder<IntegerReader>>(request, format, IntegerReader(format.number));
    case CellKind::decimal:
      return std::make_unique<ValueBuilder<DecimalReader>>(request, format, DecimalReader(format.number));
    case CellKind::money:
      return std::make_unique<ValueBuilder<MoneyReader>>(request, format, MoneyReader(request.currency, format.number));
    case CellKind::day: {
      std::optional<DatePattern> pattern = DatePattern::from(format.date);
      VK_CHECK(pattern.has_value(), "the date pattern was checked before");
      return std::make_unique<ValueBuilder<DayReader>>(request, format, DayReader(*std::move(pattern)));
    }
    case CellKind::flag:
      return std::make_unique<ValueBuilder<FlagReader>>(request, format, FlagReader());
  }
  return nullptr;
}

std::string expectation(const ColumnRequest& request, const SourceFormat& format) {
  const char point = format.number.decimal;
  switch (request.kind) {
    case CellKind::text:
    case CellKind::dictionary:
      return "a text";
    case CellKind::integer:
      return "a whole number such as 1234";
    case CellKind::decimal:
      return fmt::format("a number such as 1234{}5", point);
    case CellKind::money: {
      if (request.currency.minor_digits() == 0)
        return fmt::format("an amount in {} such as 1234", request.currency.code());
      const std::string decimals(static_cast<size_t>(request.currency.minor_digits()), '5');
      return fmt::format("an amount in {} such as 1234{}{}", request.currency.code(), point, decimals);
    }
    case CellKind::day:
      return fmt::format("a day that exists, written as {}", format.date);
    case CellKind::flag:
      return "1 or 0, yes or no, true or false";
  }
  return {};
}

}  // namespace vk
