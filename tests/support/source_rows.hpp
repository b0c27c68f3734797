#pragma once
#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "core/table/source_table.hpp"
#include "core/table/subject_resolver.hpp"

namespace vk::test {

/// Rows `rows` of a column, in this order.
inline Column picked(const Column& from, const std::vector<uint32_t>& rows) {
  Column to;
  to.name = from.name;
  to.type = from.type;
  to.words = from.words;
  for (const uint32_t row : rows) {
    if (!from.int64s.empty()) to.int64s.push_back(from.int64s[row]);
    if (!from.float64s.empty()) to.float64s.push_back(from.float64s[row]);
    if (!from.uint8s.empty()) to.uint8s.push_back(from.uint8s[row]);
    if (!from.codes.empty()) to.codes.push_back(from.codes[row]);
    if (!from.missing.empty()) to.missing.push_back(from.missing[row]);
    if (from.type != ColumnType::text) continue;
    to.text_bytes += from.text_at(row);
    to.text_ends.push_back(to.text_bytes.size());
  }
  return to;
}

/// A column given by hand, bucket by bucket.
class GivenColumn final : public BucketColumn {
 public:
  std::vector<Column> buckets;
  Column values(size_t bucket) const override { return buckets[bucket]; }
  void release(size_t bucket) override { buckets[bucket] = {}; }
};

/// A source as read_source gives it, from rows in the order of a file.
inline SourceTable source_of_rows(const Table& table, const std::vector<SubjectNumber>& subjects) {
  uint32_t buckets = 1;
  for (const SubjectNumber subject : subjects) {
    if (subject != kNoSubject) buckets = std::max(buckets, bucket_of(subject) + 1);
  }
  SourceTable source;
  source.rows = subjects.size();
  source.buckets.resize(buckets);
  std::vector<std::shared_ptr<GivenColumn>> columns;
  for (size_t i = 0; i < table.columns.size(); ++i) columns.push_back(std::make_shared<GivenColumn>());
  std::vector<uint32_t> order(subjects.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return subjects[a] < subjects[b]; });
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    SourceTable::Bucket& kept = source.buckets[bucket];
    std::vector<uint32_t> ordinals;
    for (const uint32_t row : order) {
      const bool nobody = subjects[row] == kNoSubject;
      if ((nobody ? 0 : bucket_of(subjects[row])) != bucket) continue;
      ordinals.push_back(nobody ? SubjectResolver::kNobody : ordinal_of(subjects[row]));
      kept.file_rows.push_back(row);
    }
    kept.ordinals = OrdinalList(ordinals);
    kept.rows = kept.file_rows.size();
    for (size_t i = 0; i < columns.size(); ++i) {
      columns[i]->buckets.push_back(picked(table.columns[i], kept.file_rows));
    }
  }
  source.columns.assign(columns.begin(), columns.end());
  return source;
}

/// All rows of a source in the order of its files.
struct FileRows {
  Table table;
  std::vector<SubjectNumber> subjects;
};

inline FileRows in_file_order(const SourceTable& source) {
  FileRows result;
  const SourceView view = view_of(source);
  std::vector<uint32_t> file_rows;
  for (size_t bucket = 0; bucket < view.buckets(); ++bucket) {
    const SourceBatch batch = view.batch(bucket);
    file_rows.insert(file_rows.end(), batch.file_rows.begin(), batch.file_rows.end());
    result.subjects.insert(result.subjects.end(), batch.subjects.begin(), batch.subjects.end());
    if (bucket == 0) result.table = batch.table;
    for (size_t i = 0; bucket > 0 && i < batch.table.columns.size(); ++i) {
      const Column& from = batch.table.columns[i];
      Column& to = result.table.columns[i];
      const size_t before = to.rows();
      to.int64s.insert(to.int64s.end(), from.int64s.begin(), from.int64s.end());
      to.float64s.insert(to.float64s.end(), from.float64s.begin(), from.float64s.end());
      to.uint8s.insert(to.uint8s.end(), from.uint8s.begin(), from.uint8s.end());
      to.codes.insert(to.codes.end(), from.codes.begin(), from.codes.end());
      for (const uint64_t end : from.text_ends) to.text_ends.push_back(to.text_bytes.size() + end);
      to.text_bytes += from.text_bytes;
      if (from.missing.empty() && to.missing.empty()) continue;
      to.missing.resize(before, 0);
      to.missing.insert(to.missing.end(), from.missing.begin(), from.missing.end());
      to.missing.resize(to.rows(), 0);
    }
  }
  std::vector<uint32_t> order(file_rows.size());
  // Not every number is there: rows that a condition leaves out keep theirs.
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return file_rows[a] < file_rows[b]; });
  for (Column& column : result.table.columns) column = picked(column, order);
  result.table.rows = file_rows.size();
  if (result.subjects.empty()) return result;
  std::vector<SubjectNumber> subjects;
  for (const uint32_t row : order) subjects.push_back(result.subjects[row]);
  result.subjects = std::move(subjects);
  return result;
}

}  // namespace vk::test
