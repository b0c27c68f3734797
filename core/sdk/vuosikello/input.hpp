#pragma once
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <vuosikello/arrow.h>
#include <vuosikello/failure.hpp>

namespace vk::sdk {

/// What a column holds; the numbers are those of vk_column_type.
enum class ColumnKind { int64 = 1, uint8 = 2, float64 = 3, text = 4, dictionary = 5 };

inline const char* to_string(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::int64:
      return "int64";
    case ColumnKind::uint8:
      return "uint8";
    case ColumnKind::float64:
      return "float64";
    case ColumnKind::text:
      return "text";
    case ColumnKind::dictionary:
      return "dictionary text";
  }
  return "?";
}

/// One column of an input table. Spans live as long as the Input. Asking for another kind than it is throws Failure.
class Column {
 public:
  const std::string& name() const { return name_; }
  ColumnKind kind() const { return kind_; }
  size_t rows() const { return rows_; }

  std::span<const int64_t> int64s() const { return need(ColumnKind::int64), int64s_; }
  std::span<const uint8_t> uint8s() const { return need(ColumnKind::uint8), uint8s_; }
  std::span<const double> float64s() const { return need(ColumnKind::float64), float64s_; }
  /// Per row an index into words(), -1 where the value is missing.
  std::span<const int32_t> codes() const { return need(ColumnKind::dictionary), codes_; }
  /// The distinct values of a dictionary column; some may not be in use.
  std::span<const std::string_view> words() const { return need(ColumnKind::dictionary), texts_; }
  /// Per row the value of a text column, empty where it is missing.
  std::span<const std::string_view> texts() const { return need(ColumnKind::text), texts_; }

  bool has_missing() const { return !missing_.empty(); }
  bool is_missing(size_t row) const { return !missing_.empty() && missing_[row] != 0; }
  /// Row `row` of a text or dictionary column; empty when missing.
  std::string_view text_at(size_t row) const {
    if (kind_ == ColumnKind::text) return texts_[row];
    int32_t code = codes()[row];
    return code < 0 ? std::string_view{} : texts_[static_cast<size_t>(code)];
  }

 private:
  friend class ColumnReader;
  void need(ColumnKind kind) const {
    if (kind != kind_) {
      throw Failure("column \"" + name_ + "\" holds " + to_string(kind_) + ", not " + to_string(kind), name_,
                    VK_INVALID_INPUT);
    }
  }

  std::string name_;
  ColumnKind kind_ = ColumnKind::int64;
  size_t rows_ = 0;
  std::span<const int64_t> int64s_;
  std::span<const uint8_t> uint8s_;
  std::span<const double> float64s_;
  std::span<const int32_t> codes_;
  std::vector<std::string_view> texts_;  // words of a dictionary, or the rows of a text column
  std::vector<uint8_t> missing_;
  std::vector<int64_t> own_int64s_;
  std::vector<uint8_t> own_uint8s_;
  std::vector<double> own_float64s_;
  std::vector<int32_t> own_codes_;
};

/// Reads one column from the batches of a stream: a single batch is viewed where it lies, several are put together.
class ColumnReader {
 public:
  ColumnReader(const ArrowSchema& schema, Column& column) : schema_(schema), column_(column) {
    column_.name_ = schema.name == nullptr ? "" : schema.name;
    column_.kind_ = kind_of(schema);
  }

  void read(const std::vector<ArrowArray>& batches, int64_t index) {
    for (const ArrowArray& batch : batches) {
      const ArrowArray& array = *batch.children[index];
      Piece piece{&array, static_cast<size_t>(array.offset + batch.offset), static_cast<size_t>(batch.length)};
      check(piece, batch);
      read_missing(piece);
      read_values(piece, batches.size() == 1);
      column_.rows_ += piece.rows;
    }
    if (batches.size() != 1) view_own();
  }

 private:
  /// The rows [first, first + rows) of an array's buffers.
  struct Piece {
    const ArrowArray* array;
    size_t first;
    size_t rows;
  };

  [[noreturn]] void refuse(const std::string& why) const {
    throw Failure("column \"" + column_.name_ + "\" " + why, column_.name_, VK_INVALID_INPUT);
  }

  ColumnKind kind_of(const ArrowSchema& schema) const {
    std::string_view format = schema.format == nullptr ? "" : schema.format;
    if (schema.dictionary != nullptr) {
      std::string_view words = schema.dictionary->format == nullptr ? "" : schema.dictionary->format;
      if (format == "i" && words == "u") return ColumnKind::dictionary;
      refuse("has Arrow format \"" + std::string(format) + "\" with a dictionary of \"" + std::string(words) +
             "\"; a dictionary must be \"i\" with \"u\"");
    }
    if (format == "l") return ColumnKind::int64;
    if (format == "C") return ColumnKind::uint8;
    if (format == "g") return ColumnKind::float64;
    if (format == "u") return ColumnKind::text;
    refuse("has Arrow format \"" + std::string(format) + "\"; only l, C, g, u and dictionary text are read");
  }

  void check(const Piece& piece, const ArrowArray& batch) const {
    const ArrowArray& array = *piece.array;
    int64_t buffers = column_.kind_ == ColumnKind::text ? 3 : 2;
    if (array.n_buffers != buffers)
      refuse("has " + std::to_string(array.n_buffers) + " buffers, not " + std::to_string(buffers));
    if (array.offset < 0 || array.length < batch.offset + batch.length) {
      refuse("has " + std::to_string(array.length) + " rows, its table " + std::to_string(batch.length));
    }
    if (piece.rows > 0 && array.buffers[1] == nullptr) refuse("has no values");
    if ((column_.kind_ == ColumnKind::dictionary) != (array.dictionary != nullptr))
      refuse("has no dictionary in a batch");
  }

  void read_missing(const Piece& piece) {
    const auto* bits = static_cast<const uint8_t*>(piece.array->buffers[0]);
    bool any = false;
    if (bits != nullptr && piece.array->null_count != 0) {
      for (size_t row = 0; row < piece.rows && !any; ++row) any = !bit(bits, piece.first + row);
    }
    if (!any && column_.missing_.empty()) return;
    if (any && (schema_.flags & ARROW_FLAG_NULLABLE) == 0) refuse("has missing values but is not declared nullable");
    column_.missing_.resize(column_.rows_ + piece.rows, 0);
    for (size_t row = 0; any && row < piece.rows; ++row) {
      column_.missing_[column_.rows_ + row] = bit(bits, piece.first + row) ? 0 : 1;
    }
  }

  static bool bit(const uint8_t* bits, size_t at) { return ((bits[at / 8] >> (at % 8)) & 1U) != 0; }

  void read_values(const Piece& piece, bool single) {
    switch (column_.kind_) {
      case ColumnKind::int64:
        return read_fixed(piece, single, column_.int64s_, column_.own_int64s_);
      case ColumnKind::uint8:
        return read_fixed(piece, single, column_.uint8s_, column_.own_uint8s_);
      case ColumnKind::float64:
        return read_fixed(piece, single, column_.float64s_, column_.own_float64s_);
      case ColumnKind::text:
        return read_text(piece);
      case ColumnKind::dictionary:
        return read_codes(piece, single);
    }
  }

  template <class T>
  void read_fixed(const Piece& piece, bool single, std::span<const T>& view, std::vector<T>& own) {
    if (piece.rows == 0) return;
    std::span<const T> values{static_cast<const T*>(piece.array->buffers[1]) + piece.first, piece.rows};
    if (single) {
      view = values;
    } else {
      own.insert(own.end(), values.begin(), values.end());
    }
  }

  /// The texts [first, first + rows) of a "u" array.
  std::vector<std::string_view> texts_of(const ArrowArray& array, size_t first, size_t rows) const {
    std::vector<std::string_view> texts;
    if (rows == 0) return texts;
    if (array.n_buffers != 3 || array.buffers[1] == nullptr) refuse("has text without offsets");
    const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + first;
    const auto* bytes = static_cast<const char*>(array.buffers[2]);
    texts.reserve(rows);
    for (size_t row = 0; row < rows; ++row) {
      int32_t from = offsets[row];
      int32_t to = offsets[row + 1];
      if (from < 0 || to < from) refuse("has text offsets that run backwards at row " + std::to_string(row));
      if (to > from && bytes == nullptr) refuse("has text without bytes");
      texts.emplace_back(from == to ? "" : bytes + from, static_cast<size_t>(to - from));
    }
    return texts;
  }

  void read_text(const Piece& piece) {
    std::vector<std::string_view> texts = texts_of(*piece.array, piece.first, piece.rows);
    for (size_t row = 0; row < texts.size(); ++row) {
      if (column_.is_missing(column_.rows_ + row)) texts[row] = {};
    }
    column_.texts_.insert(column_.texts_.end(), texts.begin(), texts.end());
  }

  void read_codes(const Piece& piece, bool single) {
    const ArrowArray& dictionary = *piece.array->dictionary;
    if (dictionary.null_count > 0) refuse("has a missing word in its dictionary");
    if (dictionary.offset < 0 || dictionary.length < 0) refuse("has a broken dictionary");
    std::vector<std::string_view> words =
        texts_of(dictionary, static_cast<size_t>(dictionary.offset), static_cast<size_t>(dictionary.length));
    std::span<const int32_t> codes;
    if (piece.rows > 0) codes = {static_cast<const int32_t*>(piece.array->buffers[1]) + piece.first, piece.rows};
    for (size_t row = 0; row < codes.size(); ++row) {
      bool inside = codes[row] >= 0 && static_cast<size_t>(codes[row]) < words.size();
      if (!inside && !column_.is_missing(column_.rows_ + row)) {
        refuse("has dictionary code " + std::to_string(codes[row]) + " of " + std::to_string(words.size()) +
               " words at row " + std::to_string(column_.rows_ + row));
      }
    }
    if (!single) return append_codes(codes, words);
    column_.texts_ = std::move(words);
    column_.codes_ = codes;
    if (column_.missing_.empty()) return;
    for (size_t row = 0; row < codes.size(); ++row) {
      column_.own_codes_.push_back(column_.is_missing(row) ? -1 : codes[row]);
    }
    view_own();
  }

  void append_codes(std::span<const int32_t> codes, const std::vector<std::string_view>& words) {
    std::vector<int32_t> renumbered;
    renumbered.reserve(words.size());
    for (std::string_view word : words) {
      auto [at, added] = word_codes_.emplace(word, static_cast<int32_t>(column_.texts_.size()));
      if (added) column_.texts_.push_back(word);
      renumbered.push_back(at->second);
    }
    column_.own_codes_.reserve(column_.own_codes_.size() + codes.size());
    for (size_t row = 0; row < codes.size(); ++row) {
      bool missing = column_.is_missing(column_.rows_ + row);
      column_.own_codes_.push_back(missing ? -1 : renumbered[static_cast<size_t>(codes[row])]);
    }
  }

  void view_own() {
    column_.int64s_ = column_.own_int64s_;
    column_.uint8s_ = column_.own_uint8s_;
    column_.float64s_ = column_.own_float64s_;
    column_.codes_ = column_.own_codes_;
  }

  const ArrowSchema& schema_;
  Column& column_;
  std::unordered_map<std::string_view, int32_t> word_codes_;
};

/// A whole table read from an Arrow stream. Owns the batches; columns borrow from it.
class Input {
 public:
  Input() = default;
  Input(Input&& other) noexcept { swap(other); }
  Input& operator=(Input&& other) noexcept {
    swap(other);
    return *this;
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() {
    for (ArrowArray& batch : batches_) {
      if (batch.release != nullptr) batch.release(&batch);
    }
    if (schema_.release != nullptr) schema_.release(&schema_);
  }

  /// Reads `stream` to its end and releases it, also when it fails. Throws Failure that names the column.
  static Input read(ArrowArrayStream* stream) {
    struct Guard {
      ArrowArrayStream* stream;
      ~Guard() {
        if (stream->release != nullptr) stream->release(stream);
      }
    } guard{stream};
    Input input;
    input.read_batches(*stream);
    input.read_columns();
    return input;
  }

  bool empty() const { return rows_ == 0; }
  size_t rows() const { return rows_; }
  const std::vector<Column>& columns() const { return columns_; }
  /// The column called `name`, or nullptr.
  const Column* find(std::string_view name) const {
    for (const Column& column : columns_) {
      if (column.name() == name) return &column;
    }
    return nullptr;
  }
  /// The column called `name`; throws Failure when there is none.
  const Column& column(std::string_view name) const {
    if (const Column* found = find(name)) return *found;
    throw Failure("there is no column \"" + std::string(name) + "\"", std::string(name), VK_INVALID_INPUT);
  }

 private:
  static std::string stream_error(ArrowArrayStream& stream, int code) {
    const char* text = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
    if (text != nullptr) return text;
    return code == ENOMEM ? "out of memory" : "the stream failed with code " + std::to_string(code);
  }

  void read_batches(ArrowArrayStream& stream) {
    if (int code = stream.get_schema(&stream, &schema_); code != 0) throw Failure(stream_error(stream, code));
    if (schema_.format == nullptr || std::strcmp(schema_.format, "+s") != 0) {
      throw Failure("the rows are not a struct of columns (Arrow format \"+s\")");
    }
    while (true) {
      ArrowArray batch{};
      if (int code = stream.get_next(&stream, &batch); code != 0) throw Failure(stream_error(stream, code));
      if (batch.release == nullptr) return;
      batches_.push_back(batch);
      if (batch.n_children != schema_.n_children || batch.length < 0 || batch.offset < 0) {
        throw Failure("a batch does not fit its schema: " + std::to_string(batch.n_children) + " columns instead of " +
                      std::to_string(schema_.n_children));
      }
      rows_ += static_cast<size_t>(batch.length);
    }
  }

  void read_columns() {
    columns_.resize(static_cast<size_t>(schema_.n_children));
    for (int64_t at = 0; at < schema_.n_children; ++at) {
      ColumnReader(*schema_.children[at], columns_[static_cast<size_t>(at)]).read(batches_, at);
    }
  }

  void swap(Input& other) noexcept {
    std::swap(schema_, other.schema_);
    std::swap(batches_, other.batches_);
    std::swap(columns_, other.columns_);
    std::swap(rows_, other.rows_);
  }

  ArrowSchema schema_{};
  std::vector<ArrowArray> batches_;
  std::vector<Column> columns_;
  size_t rows_ = 0;
};

}  // namespace vk::sdk
