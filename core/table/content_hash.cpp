#include "core/table/content_hash.hpp"

#include <bit>
#include <span>

#include "core/base/hash.hpp"

namespace vk {
namespace {

static_assert(std::endian::native == std::endian::little, "hashes are over little-endian values");

void add_count(Sha256& hash, uint64_t count) {
  hash.update({reinterpret_cast<const char*>(&count), sizeof count});
}

template <typename Value>
void add_values(Sha256& hash, const std::vector<Value>& values) {
  add_count(hash, values.size());
  hash.update({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)});
}

void add_text(Sha256& hash, std::string_view text) {
  add_count(hash, text.size());
  hash.update(text);
}

void add_column(Sha256& hash, const Column& column) {
  add_text(hash, column.name);
  add_text(hash, to_string(column.type));
  add_values(hash, column.int64s);
  add_values(hash, column.float64s);
  add_values(hash, column.uint8s);
  add_values(hash, column.text_ends);
  add_text(hash, column.text_bytes);
  add_values(hash, column.codes);
  add_count(hash, column.words.size());
  for (const std::string& word : column.words) add_text(hash, word);
  add_values(hash, column.missing);
}

}  // namespace

std::string content_hash(const SourceTable& source) {
  Sha256 hash;
  add_count(hash, source.table.rows);
  for (const Column& column : source.table.columns) add_column(hash, column);
  add_values(hash, source.subjects);
  return hash.hex();
}

}  // namespace vk
