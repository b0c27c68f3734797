#pragma once
#include <vuosikello/arrow.h>

#include <cstdint>
#include <limits>

#include "core/table/column.hpp"

namespace vk {

/// Gives `table` as an Arrow stream without copying numbers and codes; the table must outlive the stream. `most_rows` a
/// batch; batches are also cut so that no text column of one is larger than 1 GiB. An empty table is one batch of no
/// rows.
void export_table(const Table& table, ArrowArrayStream* out, size_t most_rows = std::numeric_limits<size_t>::max());

/// Reads a stream to its end, releases it and copies everything. Throws Error(plugin_failed) that names the column for
/// whatever is outside the profile (l, C, g, u, dictionary text in one struct) or contradicts itself.
Table import_table(ArrowArrayStream* stream);

}  // namespace vk
