#include "core/plugin_host/table_exchange.hpp"

#include <vuosikello/arrow_build.hpp>
#include <vuosikello/input.hpp>

#include <algorithm>
#include <memory>

#include "core/base/error.hpp"

namespace vk {

namespace {

constexpr uint64_t kMostTextBytes = uint64_t{1} << 30U;

/// What one exported column needs beside the table's own memory.
struct Converted {
  std::vector<uint8_t> validity;
  std::vector<int32_t> offsets;
  std::string bytes;
};

/// Rows [first, first + rows) of a table.
struct RowRange {
  size_t first = 0;
  size_t rows = 0;
};

/// Bit r = row first + r has a value.
std::vector<uint8_t> validity_bits(const Column& column, RowRange range) {
  std::vector<uint8_t> bits((range.rows + 7) / 8, 0);
  for (size_t row = 0; row < range.rows; ++row) {
    bool known = column.missing[range.first + row] == 0;
    bits[row / 8] = static_cast<uint8_t>(bits[row / 8] | (static_cast<unsigned>(known) << (row % 8)));
  }
  return bits;
}

void pack_words(const Column& column, Converted& kept) {
  kept.offsets.push_back(0);
  for (const std::string& word : column.words) {
    kept.bytes += word;
    if (kept.bytes.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
      throw Error(ErrorCode::invalid_input, "column \"" + column.name + "\" has more than 2 GiB of different texts");
    }
    kept.offsets.push_back(static_cast<int32_t>(kept.bytes.size()));
  }
}

uint64_t text_begin(const Column& column, size_t row) {
  return row == 0 ? 0 : column.text_ends[row - 1];
}

void pack_text_offsets(const Column& column, RowRange range, Converted& kept) {
  uint64_t begin = text_begin(column, range.first);
  kept.offsets.push_back(0);
  for (size_t row = range.first; row < range.first + range.rows; ++row) {
    kept.offsets.push_back(static_cast<int32_t>(column.text_ends[row] - begin));
  }
}

sdk::ColumnBuffers export_column(const Column& column, RowRange range) {
  auto kept = std::make_shared<Converted>();
  sdk::ColumnBuffers out;
  out.name = column.name;
  out.length = static_cast<int64_t>(range.rows);
  out.nullable = !column.missing.empty();
  if (out.nullable) {
    kept->validity = validity_bits(column, range);
    out.null_count = static_cast<int64_t>(
        std::count_if(column.missing.begin() + static_cast<std::ptrdiff_t>(range.first),
                      column.missing.begin() + static_cast<std::ptrdiff_t>(range.first + range.rows),
                      [](uint8_t m) { return m != 0; }));
  }
  const void* validity = out.nullable ? kept->validity.data() : nullptr;
  switch (column.type) {
    case ColumnType::int64:
      out.format = "l";
      out.buffers = {validity, column.int64s.data() + range.first};
      break;
    case ColumnType::float64:
      out.format = "g";
      out.buffers = {validity, column.float64s.data() + range.first};
      break;
    case ColumnType::uint8:
      out.format = "C";
      out.buffers = {validity, column.uint8s.data() + range.first};
      break;
    case ColumnType::text:
      out.format = "u";
      pack_text_offsets(column, range, *kept);
      out.buffers = {validity, kept->offsets.data(), column.text_bytes.data() + text_begin(column, range.first)};
      break;
    case ColumnType::dictionary:
      out.format = "i";
      pack_words(column, *kept);
      out.buffers = {validity, column.codes.data() + range.first};
      out.has_dictionary = true;
      out.word_count = static_cast<int64_t>(column.words.size());
      out.word_offsets = kept->offsets.data();
      out.word_bytes = kept->bytes.data();
      break;
  }
  out.keep = kept;
  return out;
}

/// How many rows from `first` on fit a batch.
size_t rows_that_fit(const Table& table, size_t first, size_t most_rows) {
  size_t rows = std::min(most_rows, table.rows - first);
  for (const Column& column : table.columns) {
    if (column.type != ColumnType::text) continue;
    uint64_t limit = text_begin(column, first) + kMostTextBytes;
    auto from = column.text_ends.begin() + static_cast<std::ptrdiff_t>(first);
    auto end = std::upper_bound(from, from + static_cast<std::ptrdiff_t>(rows), limit);
    rows = std::max<size_t>(1, static_cast<size_t>(end - from));
  }
  return rows;
}

Column copy_column(const sdk::Column& from) {
  Column to;
  to.name = from.name();
  if (from.has_missing()) {
    for (size_t row = 0; row < from.rows(); ++row) to.missing.push_back(from.is_missing(row) ? 1 : 0);
  }
  switch (from.kind()) {
    case sdk::ColumnKind::int64:
      to.type = ColumnType::int64;
      to.int64s.assign(from.int64s().begin(), from.int64s().end());
      break;
    case sdk::ColumnKind::uint8:
      to.type = ColumnType::uint8;
      to.uint8s.assign(from.uint8s().begin(), from.uint8s().end());
      break;
    case sdk::ColumnKind::float64:
      to.type = ColumnType::float64;
      to.float64s.assign(from.float64s().begin(), from.float64s().end());
      break;
    case sdk::ColumnKind::text:
      to.type = ColumnType::text;
      for (std::string_view text : from.texts()) {
        to.text_bytes += text;
        to.text_ends.push_back(to.text_bytes.size());
      }
      break;
    case sdk::ColumnKind::dictionary:
      to.type = ColumnType::dictionary;
      to.words = WordList(std::vector<std::string>(from.words().begin(), from.words().end()));
      for (int32_t code : from.codes()) to.codes.push_back(code < 0 ? 0 : static_cast<uint32_t>(code));
      break;
  }
  return to;
}

/// The copy is what is trusted from here on, so the copy is what is checked.
void check_codes(const Column& column) {
  for (size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < column.words.size() || column.is_missing(row)) continue;
    throw Error(ErrorCode::plugin_failed,
                "column \"" + column.name + "\" has dictionary code " + std::to_string(column.codes[row]) + " of " +
                    std::to_string(column.words.size()) + " words at row " + std::to_string(row));
  }
}

}  // namespace

void export_table(const Table& table, ArrowArrayStream* out, size_t most_rows) {
  auto list = std::make_unique<sdk::BatchList>();
  size_t first = 0;
  do {
    RowRange range{first, first < table.rows ? rows_that_fit(table, first, most_rows) : 0};
    sdk::BatchList::Batch& batch = list->batches.emplace_back();
    batch.rows = static_cast<int64_t>(range.rows);
    for (const Column& column : table.columns) batch.columns.push_back(export_column(column, range));
    first += range.rows;
  } while (first < table.rows);
  sdk::make_stream(std::move(list), out);
}

Table import_table(ArrowArrayStream* stream) {
  try {
    sdk::Input input = sdk::Input::read(stream);
    Table table;
    table.rows = input.rows();
    for (const sdk::Column& column : input.columns()) {
      table.columns.push_back(copy_column(column));
      check_codes(table.columns.back());
    }
    return table;
  } catch (const sdk::Failure& e) {
    throw Error(ErrorCode::plugin_failed, e.what());
  }
}

}  // namespace vk
