#pragma once
#include <vuosikello/arrow.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vk::sdk {

/// One column as Arrow wants it: a format, and buffers that `keep` keeps alive. The first buffer is the validity bitmap
/// or null.
struct ColumnBuffers {
  std::string name;
  const char* format = "l";  ///< a literal: l, C, g, u, i
  bool nullable = false;
  int64_t length = 0;
  int64_t null_count = 0;
  int64_t offset = 0;
  std::vector<const void*> buffers;
  bool has_dictionary = false;  ///< format "i"; the words are a column "u" of `word_count` rows
  int64_t word_count = 0;
  const void* word_offsets = nullptr;
  const void* word_bytes = nullptr;
  std::shared_ptr<const void> keep;
};

namespace detail {

struct SchemaHolder {
  std::string name;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> pointers;
  std::unique_ptr<ArrowSchema> dictionary;
};

struct ArrayHolder {
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> pointers;
  std::unique_ptr<ArrowArray> dictionary;
  std::shared_ptr<const void> keep;
};

template <class Arrow, class Holder>
void release(Arrow* object) {
  auto* holder = static_cast<Holder*>(object->private_data);
  for (auto& child : holder->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (holder->dictionary && holder->dictionary->release != nullptr)
    holder->dictionary->release(holder->dictionary.get());
  object->release = nullptr;
  delete holder;
}

inline ArrowSchema finish_schema(std::unique_ptr<SchemaHolder> holder, const char* format, int64_t flags) {
  for (auto& child : holder->children) holder->pointers.push_back(child.get());
  ArrowSchema schema{};
  schema.format = format;
  schema.name = holder->name.c_str();
  schema.flags = flags;
  schema.n_children = static_cast<int64_t>(holder->children.size());
  schema.children = holder->pointers.data();
  schema.dictionary = holder->dictionary.get();
  schema.release = &release<ArrowSchema, SchemaHolder>;
  schema.private_data = holder.release();
  return schema;
}

inline ArrowArray finish_array(std::unique_ptr<ArrayHolder> holder, int64_t length, int64_t null_count,
                               int64_t offset) {
  for (auto& child : holder->children) holder->pointers.push_back(child.get());
  ArrowArray array{};
  array.length = length;
  array.null_count = null_count;
  array.offset = offset;
  array.n_buffers = static_cast<int64_t>(holder->buffers.size());
  array.buffers = holder->buffers.data();
  array.n_children = static_cast<int64_t>(holder->children.size());
  array.children = holder->pointers.data();
  array.dictionary = holder->dictionary.get();
  array.release = &release<ArrowArray, ArrayHolder>;
  array.private_data = holder.release();
  return array;
}

inline ArrowSchema column_schema(const ColumnBuffers& column) {
  auto holder = std::make_unique<SchemaHolder>();
  holder->name = column.name;
  if (column.has_dictionary) {
    holder->dictionary = std::make_unique<ArrowSchema>(finish_schema(std::make_unique<SchemaHolder>(), "u", 0));
  }
  return finish_schema(std::move(holder), column.format, column.nullable ? ARROW_FLAG_NULLABLE : 0);
}

inline ArrowArray column_array(const ColumnBuffers& column) {
  auto holder = std::make_unique<ArrayHolder>();
  holder->buffers = column.buffers;
  holder->keep = column.keep;
  if (column.has_dictionary) {
    auto words = std::make_unique<ArrayHolder>();
    words->buffers = {nullptr, column.word_offsets, column.word_bytes};
    words->keep = column.keep;
    holder->dictionary = std::make_unique<ArrowArray>(finish_array(std::move(words), column.word_count, 0, 0));
  }
  return finish_array(std::move(holder), column.length, column.null_count, column.offset);
}

}  // namespace detail

/// The type "struct of these columns"; the caller owns it.
inline ArrowSchema make_schema(const std::vector<ColumnBuffers>& columns) {
  auto holder = std::make_unique<detail::SchemaHolder>();
  for (const ColumnBuffers& column : columns) {
    holder->children.push_back(std::make_unique<ArrowSchema>(detail::column_schema(column)));
  }
  return detail::finish_schema(std::move(holder), "+s", 0);
}

/// One batch of `rows` rows over the columns' buffers, which it keeps alive; the caller owns it.
inline ArrowArray make_batch(const std::vector<ColumnBuffers>& columns, int64_t rows) {
  auto holder = std::make_unique<detail::ArrayHolder>();
  holder->buffers = {nullptr};
  for (const ColumnBuffers& column : columns) {
    holder->children.push_back(std::make_unique<ArrowArray>(detail::column_array(column)));
  }
  return detail::finish_array(std::move(holder), rows, 0, 0);
}

/// One batch after the other; all have the columns of the first.
struct BatchList {
  struct Batch {
    std::vector<ColumnBuffers> columns;
    int64_t rows = 0;
  };
  std::vector<Batch> batches;  ///< at least one, which may have no rows
  size_t next = 0;
  std::string error;
};

/// Makes `out` a stream over `list`, which it owns from now on. Not thread-safe.
inline void make_stream(std::unique_ptr<BatchList> list, ArrowArrayStream* out) {
  out->get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) -> int {
    auto* batches = static_cast<BatchList*>(stream->private_data);
    try {
      *schema = make_schema(batches->batches.front().columns);
      return 0;
    } catch (const std::exception& e) {
      batches->error = e.what();
      return 12;  // ENOMEM
    }
  };
  out->get_next = [](ArrowArrayStream* stream, ArrowArray* array) -> int {
    auto* batches = static_cast<BatchList*>(stream->private_data);
    try {
      *array = ArrowArray{};
      if (batches->next == batches->batches.size()) return 0;
      BatchList::Batch& batch = batches->batches[batches->next];
      *array = make_batch(batch.columns, batch.rows);
      ++batches->next;
      return 0;
    } catch (const std::exception& e) {
      batches->error = e.what();
      return 12;  // ENOMEM
    }
  };
  out->get_last_error = [](ArrowArrayStream* stream) -> const char* {
    auto* batches = static_cast<BatchList*>(stream->private_data);
    return batches->error.empty() ? nullptr : batches->error.c_str();
  };
  out->release = [](ArrowArrayStream* stream) {
    delete static_cast<BatchList*>(stream->private_data);
    stream->release = nullptr;
  };
  out->private_data = list.release();
}

}  // namespace vk::sdk
