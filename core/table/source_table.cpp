#include "core/table/source_table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/table/subject_resolver.hpp"

namespace vk {

SourceBatch SourceTable::batch(size_t bucket, std::span<const size_t> wanted) const {
  const Bucket& rows_of = buckets[bucket];
  SourceBatch batch;
  batch.file_rows = rows_of.file_rows;
  batch.table.rows = rows_of.rows;
  batch.subjects.reserve(rows_of.ordinals.size());
  rows_of.ordinals.for_each([&](uint32_t ordinal) {
    const bool nobody = ordinal == SubjectResolver::kNobody;
    batch.subjects.push_back(nobody ? kNoSubject : subject_number(static_cast<uint32_t>(bucket), ordinal));
  });
  for (const size_t column : wanted) batch.table.columns.push_back(columns[column]->values(bucket));
  return batch;
}

void SourceTable::keep_only(std::span<const size_t> wanted) {
  for (size_t column = 0; column < columns.size(); ++column) {
    if (std::find(wanted.begin(), wanted.end(), column) == wanted.end()) columns[column].reset();
  }
  for (Bucket& bucket : buckets) bucket.file_rows = std::vector<uint32_t>();  // {} would keep the memory
}

void SourceTable::release(size_t bucket) {
  for (const auto& column : columns) {
    if (column != nullptr) column->release(bucket);
  }
  buckets[bucket] = {};
}

SourceView view_of(SourceTable source) {
  SourceView view;
  view.columns.resize(source.columns.size());
  std::iota(view.columns.begin(), view.columns.end(), size_t{0});
  view.source = std::make_shared<SourceTable>(std::move(source));
  return view;
}

}  // namespace vk
