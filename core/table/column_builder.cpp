#include "core/table/column_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

#include "core/base/check.hpp"
#include "core/base/paired_sha256.hpp"
#include "core/base/text.hpp"
#include "core/table/dealt_integers.hpp"
#include "core/table/dealt_narrow.hpp"
#include "core/table/dealt_values.hpp"
#include "core/table/value_reader.hpp"
#include "core/table/word_table.hpp"

namespace vk {
namespace {

static_assert(std::endian::native == std::endian::little, "hashes are over little-endian values");

template <class T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string_view bytes_of_number(const uint64_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

/// Whole numbers as the hash gets them: 4 bytes each, and all 8 behind a mark for those that need them.
std::string_view hashed_bytes(const std::vector<int64_t>& values, std::string& scratch) {
  constexpr int32_t kFar = std::numeric_limits<int32_t>::min();
  scratch.resize(values.size() * sizeof(int32_t));
  char* to = scratch.data();
  size_t far = 0;
  for (const int64_t value : values) {
    const auto low = static_cast<int32_t>(value);
    std::memcpy(to, &low, sizeof low);
    to += sizeof low;
    far += low != value || low == kFar ? 1U : 0U;
  }
  if (far == 0) return scratch;
  scratch.clear();
  for (const int64_t value : values) {
    const auto low = static_cast<int32_t>(value);
    const bool is_far = low != value || low == kFar;
    scratch.append(reinterpret_cast<const char*>(is_far ? &kFar : &low), sizeof low);
    if (is_far) scratch.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return scratch;
}

template <class T>
std::string_view hashed_bytes(const std::vector<T>& values, std::string&) {
  return bytes_of(values);
}

/// What all builders share: the rules of the source, the rows without value and the hash of the content.
class CommonBuilder : public ColumnBuilder {
 public:
  CommonBuilder(const ColumnRequest& request, const SourceFormat& format, const BuilderContext& context)
      : name_(request.name),
        required_(request.required),
        parts_(context.parts),
        rules_{format.quote, format.trim, format.missing},
        hash_(context.pairs) {
    if (!format.fixed.empty()) rules_.quote = '\0';
  }

  std::string content_hash() override { return sha256_hex(hash_.hex() + missing_hash_.hex()); }

 protected:
  std::string_view raw(const CellBlock& block, size_t row) const {
    return {block.text + block.cells[row].start, block.cells[row].end - block.cells[row].start};
  }
  void add_bad(const CellBlock& block, size_t row, BadCellKind kind, std::vector<BadCell>& bad) const {
    const CellSpan& cell = block.cells[row];
    bad.push_back({cell.start, cell.end - cell.start, static_cast<uint32_t>(row), block.request, kind});
  }
  void add_missing(const CellBlock& block, size_t row, std::vector<BadCell>& bad) {
    if (block_missing_.empty()) block_missing_.assign(block.cells.size(), 0);
    block_missing_[row] = 1;
    if (required_) add_bad(block, row, BadCellKind::missing_value, bad);
  }
  CleanCell clean(std::string_view cell) { return clean_cell(cell, rules_, scratch_); }

  /// Deals which rows of the block have no value; `rows_before` gives the rows of a part before the block. Takes no
  /// memory while every row has one.
  template <class RowsBefore>
  void deal_missing(const BlockDeal& rows, RowsBefore rows_before) {
    const uint64_t first_row = rows_;
    rows_ += rows.rows();
    if (block_missing_.empty() && !missing_) return;
    if (!missing_) {
      missing_.emplace(parts_);
      missing_->expect(expected_);
      for (size_t part = 0; part < parts_; ++part) {
        for (size_t row = rows_before(part); row > 0; --row) missing_->push(part, 0);
      }
    }
    block_missing_.resize(rows.rows(), 0);
    missing_->deal<uint8_t>(block_missing_, rows);
    for (size_t row = 0; row < rows.rows(); ++row) {
      if (block_missing_[row] != 0) missing_hash_.update(bytes_of_number(first_row + row));
    }
    block_missing_.clear();
  }
  void expect_missing(uint64_t rows) { expected_ = rows; }
  void sort_missing(size_t part, std::span<const uint32_t> order) {
    if (missing_) missing_->sort(part, order);
  }
  void rest_missing(size_t part, const std::shared_ptr<SpillFile>& file) {
    if (missing_) missing_->rest(part, file);
  }
  void release_missing(size_t part) {
    if (missing_) missing_->release(part);
  }
  /// A column with the name and missing rows of a part; none are listed when all have a value.
  Column named_column(size_t part) const {
    Column column;
    column.name = name_;
    if (!missing_) return column;
    std::vector<uint8_t> missing = missing_->values(part);
    if (std::find(missing.begin(), missing.end(), 1) != missing.end()) column.missing = std::move(missing);
    return column;
  }

  std::string name_;
  bool required_;
  size_t parts_;
  CellRules rules_;
  PairedSha256 hash_;  ///< fed row by row, so that it does not depend on how the file falls into blocks
  std::string scratch_;
  std::vector<uint8_t> block_missing_;  ///< of the block being read; empty = every row has a value

 private:
  std::optional<DealtValues<uint8_t>> missing_;
  Sha256 missing_hash_;  ///< over the numbers of the rows without value
  uint64_t rows_ = 0;
  uint64_t expected_ = 0;
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

  ValueBuilder(const ColumnRequest& request, const SourceFormat& format, const BuilderContext& context, Reader reader)
      : CommonBuilder(request, format, context), reader_(std::move(reader)), values_(context.parts) {}

  void read(const CellBlock& block, std::vector<BadCell>& bad) override {
    block_.resize(block.cells.size());
    const bool may_be_fast = rules_.missing.empty();
    for (size_t row = 0; row < block.cells.size(); ++row) {
      const CellSpan& cell = block.cells[row];
      if (may_be_fast && reader_.fast(block.text + cell.start, cell.end - cell.start, block_[row])) continue;
      read_slowly(block, row, bad);
    }
  }

  void forget() override { block_missing_.clear(); }

  void deal(const BlockDeal& rows) override {
    hash_.update(hashed_bytes(block_, scratch_));
    deal_missing(rows, [&](size_t part) { return values_.size(part); });
    values_.deal(block_, rows);
  }

  void expect(uint64_t rows) override {
    expect_missing(rows);
    values_.expect(rows);
  }

  void sort(size_t part, std::span<const uint32_t> order) override {
    sort_missing(part, order);
    values_.sort(part, order);
  }
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) override {
    rest_missing(part, file);
    values_.rest(part, file);
  }

  Column values(size_t bucket) const override {
    Column column = named_column(bucket);
    column.type = type_of(Value{});
    values_of(column, Value{}) = values_.part(bucket);
    return column;
  }
  void release(size_t bucket) override {
    release_missing(bucket);
    values_.release(bucket);
  }

 private:
  void read_slowly(const CellBlock& block, size_t row, std::vector<BadCell>& bad) {
    Value& value = block_[row];
    const std::string_view simple = simple_text(raw(block, row), rules_);
    if (!simple.empty() && reader_.fast(simple.data(), simple.size(), value)) return;
    value = Value{};
    const CleanCell cell = clean(raw(block, row));
    if (cell.state == CellState::stray_text) return add_bad(block, row, BadCellKind::stray_text, bad);
    if (cell.state == CellState::missing) return add_missing(block, row, bad);
    // Text that was unquoted into the scratch has no readable bytes before it, which the fast path needs.
    const bool in_block = cell.text.data() != scratch_.data();
    if (in_block && reader_.fast(cell.text.data(), cell.text.size(), value)) return;
    const ReadResult result = reader_.slow(cell.text, value);
    if (result == ReadResult::value) return;
    value = Value{};
    if (result == ReadResult::missing) return add_missing(block, row, bad);
    const bool malformed = !block.all_ascii && !is_utf8(cell.text);
    add_bad(block, row, malformed ? BadCellKind::bad_encoding : bad_kind(result), bad);
  }

  using Dealt = std::conditional_t<std::is_same_v<Value, int64_t>, DealtIntegers, DealtNarrow<Value, Value>>;

  Reader reader_;
  std::vector<Value> block_;
  Dealt values_;
};

/// Reads texts: gives each row's text of a block to `take`, an empty one where there is none. `fetch` gets each cell
/// some rows before, to ask the processor for what `take` will need.
class TextCells : public CommonBuilder {
 public:
  using CommonBuilder::CommonBuilder;

 protected:
  template <class Fetch, class Take>
  void read_texts(const CellBlock& block, std::vector<BadCell>& bad, Fetch fetch, Take take) {
    constexpr size_t kAhead = 12;
    for (size_t row = 0; row < block.cells.size(); ++row) {
      if (row + kAhead < block.cells.size()) fetch(raw(block, row + kAhead));
      const std::string_view simple = block.all_ascii ? simple_text(raw(block, row), rules_) : std::string_view{};
      take(row, simple.data() != nullptr ? simple : read_slowly(block, row, bad));
    }
  }

 private:
  /// The text of a row; no data() when it has none.
  std::string_view read_slowly(const CellBlock& block, size_t row, std::vector<BadCell>& bad) {
    const CleanCell cell = clean(raw(block, row));
    if (cell.state == CellState::value && (block.all_ascii || is_utf8(cell.text))) return cell.text;
    if (cell.state == CellState::missing) {
      add_missing(block, row, bad);
    } else {
      add_bad(block, row, cell.state == CellState::value ? BadCellKind::bad_encoding : BadCellKind::stray_text, bad);
    }
    return {};
  }
};

/// Text as it stands.
class TextBuilder final : public TextCells {
 public:
  TextBuilder(const ColumnRequest& request, const SourceFormat& format, const BuilderContext& context)
      : TextCells(request, format, context),
        lengths_(context.parts),
        bytes_(context.parts),
        text_hash_(context.pairs) {}

  void read(const CellBlock& block, std::vector<BadCell>& bad) override {
    block_starts_.clear();
    block_lengths_.clear();
    block_bytes_.clear();
    const auto nothing = [](std::string_view) {};
    read_texts(block, bad, nothing, [&](size_t, std::string_view text) {
      block_starts_.push_back(block_bytes_.size());
      block_bytes_ += text;
      block_lengths_.push_back(static_cast<uint32_t>(text.size()));
    });
  }

  void forget() override { block_missing_.clear(); }

  void deal(const BlockDeal& rows) override {
    hash_.update(bytes_of(block_lengths_));
    text_hash_.update(block_bytes_);
    deal_missing(rows, [&](size_t part) { return lengths_.part(part).size(); });
    for (const BlockDeal::Run& run : rows.runs()) {
      for (const uint32_t row : run.rows)
        bytes_[run.part].append(block_bytes_, block_starts_[row], block_lengths_[row]);
    }
    lengths_.deal<uint32_t>(block_lengths_, rows);
  }

  std::string content_hash() override { return sha256_hex(CommonBuilder::content_hash() + text_hash_.hex()); }

  void expect(uint64_t rows) override {
    expect_missing(rows);
    lengths_.expect(rows);
  }

  void sort(size_t part, std::span<const uint32_t> order) override {
    std::vector<size_t> starts{0};
    for (const uint32_t length : lengths_.part(part)) starts.push_back(starts.back() + length);
    std::string sorted;
    sorted.reserve(bytes_[part].size());
    for (const uint32_t row : order) sorted.append(bytes_[part], starts[row], starts[row + 1] - starts[row]);
    bytes_[part] = std::move(sorted);
    lengths_.sort(part, order);
    sort_missing(part, order);
  }
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) override {
    rest_missing(part, file);
    lengths_.rest(part, file);
    file_ = file;
    resting_.resize(bytes_.size());
    resting_[part] = file->append(bytes_[part]);
    bytes_[part] = std::string();
  }

  Column values(size_t bucket) const override {
    Column column = named_column(bucket);
    column.type = ColumnType::text;
    column.text_bytes = bytes_[bucket];
    if (!resting_.empty()) file_->read(resting_[bucket], column.text_bytes);
    uint64_t end = 0;
    for (const uint32_t length : lengths_.values(bucket)) column.text_ends.push_back(end += length);
    return column;
  }
  void release(size_t bucket) override {
    release_missing(bucket);
    lengths_.release(bucket);
    bytes_[bucket] = std::string();
    if (!resting_.empty()) resting_[bucket] = {};
  }

 private:
  std::vector<size_t> block_starts_;  ///< of each text in block_bytes_
  std::vector<uint32_t> block_lengths_;
  std::string block_bytes_;
  DealtValues<uint32_t> lengths_;
  std::vector<std::string> bytes_;
  std::shared_ptr<SpillFile> file_;
  std::vector<SpillFile::Piece> resting_;  ///< of bytes_; empty while all are in memory
  PairedSha256 text_hash_;
};

/// Text with few distinct values.
class DictionaryBuilder final : public TextCells {
 public:
  DictionaryBuilder(const ColumnRequest& request, const SourceFormat& format, const BuilderContext& context)
      : TextCells(request, format, context), codes_(context.parts) {}

  void read(const CellBlock& block, std::vector<BadCell>& bad) override {
    words_before_ = words_.size();
    block_.resize(block.cells.size());
    const auto take = [&](size_t row, std::string_view text) {
      block_[row] = text.data() == nullptr ? 0 : words_.code_of(text);
    };
    if (words_.is_beyond_cache()) {
      read_texts(
          block, bad, [&](std::string_view cell) { words_.fetch(cell); }, take);
    } else {
      read_texts(
          block, bad, [](std::string_view) {}, take);
    }
  }

  void forget() override {
    words_.truncate(words_before_);
    block_missing_.clear();
  }

  void deal(const BlockDeal& rows) override {
    hash_codes();
    deal_missing(rows, [&](size_t part) { return codes_.size(part); });
    codes_.deal(block_, rows, {0, static_cast<uint32_t>(words_.size())});
  }

  std::string content_hash() override {
    list_ = WordList(words_.finish());
    for (const std::string& word : list_) {
      hash_.update(bytes_of_number(word.size()));
      hash_.update(word);
    }
    return CommonBuilder::content_hash();
  }

  void expect(uint64_t rows) override {
    expect_missing(rows);
    codes_.expect(rows);
  }

  void sort(size_t part, std::span<const uint32_t> order) override {
    sort_missing(part, order);
    codes_.sort(part, order);
  }
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) override {
    rest_missing(part, file);
    codes_.rest(part, file);
  }

  Column values(size_t bucket) const override {
    Column column = named_column(bucket);
    column.type = ColumnType::dictionary;
    column.codes = codes_.part(bucket);
    column.words = list_;
    return column;
  }
  void release(size_t bucket) override {
    release_missing(bucket);
    codes_.release(bucket);
  }

 private:
  /// A code goes into the hash as 1, 2 or 4 bytes: as many as the words seen before its row need. So the hash does not
  /// depend on how the file falls into blocks.
  void hash_codes() {
    scratch_.clear();
    std::span<const uint32_t> left{block_};
    size_t words = words_before_;
    append_codes<uint8_t>(left, words);
    append_codes<uint16_t>(left, words);
    append_codes<uint32_t>(left, words);
    hash_.update(scratch_);
  }
  /// Takes those of the codes that are of this width.
  template <class Narrow>
  void append_codes(std::span<const uint32_t>& codes, size_t& words) {
    constexpr size_t kMost = std::numeric_limits<Narrow>::max();
    size_t count = words_.size() <= kMost ? codes.size() : 0;
    for (; count < codes.size() && words <= kMost; ++count) words += codes[count] == words ? 1U : 0U;
    const size_t start = scratch_.size();
    scratch_.resize(start + count * sizeof(Narrow));
    char* to = scratch_.data() + start;
    for (const uint32_t code : codes.first(count)) {
      const auto narrow = static_cast<Narrow>(code);
      std::memcpy(to, &narrow, sizeof narrow);
      to += sizeof narrow;
    }
    codes = codes.subspan(count);
  }

  std::vector<uint32_t> block_;
  DealtCodes codes_;
  WordTable words_;
  WordList list_;  ///< the words after the last block
  size_t words_before_ = 0;
};

}  // namespace

std::unique_ptr<ColumnBuilder> make_column_builder(const ColumnRequest& request, const SourceFormat& format,
                                                   const BuilderContext& context) {
  switch (request.kind) {
    case CellKind::text:
      return std::make_unique<TextBuilder>(request, format, context);
    case CellKind::dictionary:
      return std::make_unique<DictionaryBuilder>(request, format, context);
    case CellKind::integer:
      return std::make_unique<ValueBuilder<IntegerReader>>(request, format, context, IntegerReader(format.number));
    case CellKind::decimal:
      return std::make_unique<ValueBuilder<DecimalReader>>(request, format, context, DecimalReader(format.number));
    case CellKind::money:
      return std::make_unique<ValueBuilder<MoneyReader>>(request, format, context,
                                                         MoneyReader(request.currency, format.number));
    case CellKind::day: {
      std::optional<DatePattern> pattern = DatePattern::from(format.date);
      VK_CHECK(pattern.has_value(), "the date pattern was checked before");
      return std::make_unique<ValueBuilder<DayReader>>(request, format, context, DayReader(*std::move(pattern)));
    }
    case CellKind::flag:
      return std::make_unique<ValueBuilder<FlagReader>>(request, format, context, FlagReader());
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
