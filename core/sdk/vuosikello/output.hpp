#pragma once
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <vuosikello/arrow_build.hpp>
#include <vuosikello/failure.hpp>

namespace vk::sdk {

/// Text written as codes into a growing list of distinct words.
class Words {
 public:
  void add(std::string_view word) {
    auto [at, added] = numbers_.emplace(std::string(word), static_cast<int32_t>(words_.size()));
    if (added) words_.push_back(at->first);
    codes_.push_back(at->second);
  }
  size_t size() const { return codes_.size(); }
  const std::vector<int32_t>& codes() const { return codes_; }
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<int32_t> codes_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, int32_t> numbers_;
};

/// The rows a plugin gives back: columns by name, filled by pushing values. References stay valid until the run ends;
/// asking again for a name gives the same column.
class Output {
 public:
  std::vector<int64_t>& int64(const std::string& name) { return column<std::vector<int64_t>>(name); }
  std::vector<uint8_t>& uint8(const std::string& name) { return column<std::vector<uint8_t>>(name); }
  std::vector<double>& float64(const std::string& name) { return column<std::vector<double>>(name); }
  /// Dictionary text: for words that repeat.
  Words& words(const std::string& name) { return column<Words>(name); }
  /// Plain text: for values that are mostly different. At most 2 GiB a column.
  std::vector<std::string>& text(const std::string& name) { return column<std::vector<std::string>>(name); }

  /// Gives everything to `out` as one batch. Throws Failure when columns differ in length.
  void give(ArrowArrayStream* out) {
    auto kept = std::make_shared<Kept>();
    kept->columns = std::move(columns_);
    auto list = std::make_unique<BatchList>();
    BatchList::Batch& batch = list->batches.emplace_back();
    for (const Named& column : kept->columns) {
      int64_t rows = static_cast<int64_t>(std::visit([](const auto& values) { return values.size(); }, column.values));
      if (batch.columns.empty()) batch.rows = rows;
      if (rows != batch.rows) {
        throw Failure("column \"" + column.name + "\" has " + std::to_string(rows) + " rows, \"" +
                          kept->columns.front().name + "\" has " + std::to_string(batch.rows),
                      column.name);
      }
      ColumnBuffers buffers = std::visit([&](const auto& values) { return buffers_of(values, *kept); }, column.values);
      buffers.name = column.name;
      buffers.length = rows;
      buffers.keep = kept;
      batch.columns.push_back(std::move(buffers));
    }
    make_stream(std::move(list), out);
  }

 private:
  using Values =
      std::variant<std::vector<int64_t>, std::vector<uint8_t>, std::vector<double>, Words, std::vector<std::string>>;
  struct Named {
    std::string name;
    Values values;
  };
  struct Packed {
    std::vector<int32_t> offsets{0};
    std::string bytes;
  };
  struct Kept {
    std::deque<Named> columns;
    std::deque<Packed> texts;
  };

  template <class T>
  T& column(const std::string& name) {
    for (Named& named : columns_) {
      if (named.name != name) continue;
      if (T* values = std::get_if<T>(&named.values)) return *values;
      throw Failure("column \"" + name + "\" is written as two different types", name);
    }
    columns_.push_back({name, T{}});
    return std::get<T>(columns_.back().values);
  }

  static const Packed& pack(const std::vector<std::string>& texts, Kept& kept) {
    Packed& packed = kept.texts.emplace_back();
    packed.offsets.reserve(texts.size() + 1);
    for (const std::string& text : texts) {
      if (packed.bytes.size() + text.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
        throw Failure("a text column is larger than 2 GiB");
      }
      packed.bytes += text;
      packed.offsets.push_back(static_cast<int32_t>(packed.bytes.size()));
    }
    return packed;
  }

  template <class T>
  static ColumnBuffers fixed(const char* format, const std::vector<T>& values) {
    ColumnBuffers buffers;
    buffers.format = format;
    buffers.buffers = {nullptr, values.data()};
    return buffers;
  }
  static ColumnBuffers buffers_of(const std::vector<int64_t>& values, Kept&) { return fixed("l", values); }
  static ColumnBuffers buffers_of(const std::vector<uint8_t>& values, Kept&) { return fixed("C", values); }
  static ColumnBuffers buffers_of(const std::vector<double>& values, Kept&) { return fixed("g", values); }
  static ColumnBuffers buffers_of(const std::vector<std::string>& values, Kept& kept) {
    const Packed& packed = pack(values, kept);
    ColumnBuffers buffers;
    buffers.format = "u";
    buffers.buffers = {nullptr, packed.offsets.data(), packed.bytes.data()};
    return buffers;
  }
  static ColumnBuffers buffers_of(const Words& values, Kept& kept) {
    ColumnBuffers buffers = fixed("i", values.codes());
    const Packed& packed = pack(values.words(), kept);
    buffers.has_dictionary = true;
    buffers.word_count = static_cast<int64_t>(values.words().size());
    buffers.word_offsets = packed.offsets.data();
    buffers.word_bytes = packed.bytes.data();
    return buffers;
  }

  std::deque<Named> columns_;
};

}  // namespace vk::sdk
