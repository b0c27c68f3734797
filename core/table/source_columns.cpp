#include "core/table/source_columns.hpp"

#include <algorithm>
#include <limits>

#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/table/counted_text.hpp"
#include "core/table/subject_order.hpp"

namespace vk {
namespace {

uint32_t parts_for(const ReadRequest& request, const SubjectIndex* index) {
  return request.key.empty() || index == nullptr ? 1 : index->buckets();
}

void add_counted(std::string& bytes, std::string_view text) {
  const size_t before = bytes.size();
  bytes.resize(before + kMostCountBytes + text.size());
  const char* const end = put_counted(bytes.data() + before, text);
  bytes.resize(static_cast<size_t>(end - bytes.data()));
}

}  // namespace

SourceColumns::SourceColumns(const SourceFormat& format, const ReadRequest& request, SubjectIndex* index)
    : request_(request),
      index_(index),
      key_rules_{format.fixed.empty() ? format.quote : '\0', format.trim, format.missing},
      key_required_(request.add_subjects),
      hash_pairs_(std::make_shared<Sha256Pairs>()),
      key_hash_(hash_pairs_),
      deal_(parts_for(request, index)),
      file_rows_(parts_for(request, index)) {
  for (const ColumnRequest& column : request.columns) {
    builders_.push_back(make_column_builder(column, format, {parts_for(request, index), hash_pairs_}));
  }
  if (!request.key.empty() && index != nullptr) resolver_.emplace(*index, request.add_subjects);
}

std::vector<BadCell> SourceColumns::append(std::span<const CellBlock> blocks, const BlockRows& rows) {
  std::vector<BadCell> bad;
  for (size_t i = 0; i < builders_.size(); ++i) builders_[i]->read(blocks[i], bad);
  if (has_key()) check_keys(blocks.back(), bad);
  if (!bad.empty()) {
    for (const auto& builder : builders_) builder->forget();
    return bad;
  }
  if (good_rows_ + rows.good > std::numeric_limits<uint32_t>::max()) {
    throw Error(ErrorCode::invalid_input, "a source has more than 4,294,967,295 rows");
  }
  if (has_key()) {
    push_keys(blocks.back());
  } else {
    deal_.deal(std::vector<uint32_t>(rows.rows, 0));
  }
  for (const auto& builder : builders_) builder->deal(deal_);
  push_file_rows(rows);
  rows_ += rows.rows;
  good_rows_ += rows.good;
  return bad;
}

void SourceColumns::push_file_rows(const BlockRows& rows) {
  file_rows_.fetch_ends(deal_);
  for (const BlockDeal::Run& run : deal_.runs()) {
    uint32_t* to = file_rows_.extend(run.part, run.rows.size());
    for (const uint32_t row : run.rows) {
      const uint32_t number = rows.numbers.empty() ? row : rows.numbers[row];
      *to++ = static_cast<uint32_t>(good_rows_ + number);
    }
  }
}

void SourceColumns::check_keys(const CellBlock& block, std::vector<BadCell>& bad) {
  for (size_t row = 0; row < block.cells.size(); ++row) {
    const CellSpan& span = block.cells[row];
    const std::string_view raw{block.text + span.start, span.end - span.start};
    if (block.all_ascii && !simple_text(raw, key_rules_).empty()) continue;
    const CleanCell cell = clean_cell(raw, key_rules_, scratch_);
    std::optional<BadCellKind> kind;
    if (cell.state == CellState::stray_text) {
      kind = BadCellKind::stray_text;
    } else if (cell.state == CellState::missing || cell.text.empty()) {
      // Rows of nobody are no fault of a source that only looks subjects up.
      if (key_required_) kind = BadCellKind::missing_value;
    } else if (!block.all_ascii && !is_utf8(cell.text)) {
      kind = BadCellKind::bad_encoding;
    }
    if (kind) bad.push_back({span.start, span.end - span.start, static_cast<uint32_t>(row), block.request, *kind});
  }
}

/// A row's key, cleaned; empty when it has none. Valid until the next one.
std::string_view SourceColumns::key_of(const CellBlock& block, size_t row) {
  const CellSpan& span = block.cells[row];
  const std::string_view key{block.text + span.start, span.end - span.start};
  const std::string_view simple = simple_text(key, key_rules_);
  if (simple.data() != nullptr) return simple;
  const CleanCell cell = clean_cell(key, key_rules_, scratch_);
  return cell.state == CellState::value ? cell.text : std::string_view{};
}

void SourceColumns::push_keys(const CellBlock& block) {
  size_t most = 0;
  for (const CellSpan& span : block.cells) most += kMostCountBytes + (span.end - span.start);
  if (counted_keys_.size() < most) counted_keys_.resize(most);
  block_keys_.resize(block.cells.size());
  char* end = counted_keys_.data();
  for (size_t row = 0; row < block.cells.size(); ++row) {
    const std::string_view key = key_of(block, row);
    end = put_counted(end, key);
    block_keys_[row] = {end - key.size(), key.size()};
  }
  key_hash_.update({counted_keys_.data(), static_cast<size_t>(end - counted_keys_.data())});
  resolver_->push(block_keys_, deal_);
}

void SourceColumns::expect(uint64_t rows) {
  for (const auto& builder : builders_) builder->expect(rows);
  file_rows_.expect(rows);
}

SourceTable::Bucket SourceColumns::sorted_bucket(uint32_t part) {
  SourceTable::Bucket bucket;
  bucket.rows = file_rows_.part(part).size();
  if (!has_key()) {
    bucket.file_rows = file_rows_.take(part);
    return bucket;
  }
  std::vector<uint32_t> ordinals = resolver_->resolve(part);
  const std::vector<uint32_t> order = subject_order(ordinals);
  if (!order.empty()) {
    std::vector<uint32_t> sorted;
    sorted.reserve(order.size());
    for (const uint32_t row : order) sorted.push_back(ordinals[row]);
    ordinals = std::move(sorted);
    file_rows_.sort(part, order);
    for (const auto& builder : builders_) builder->sort(part, order);
  }
  bucket.ordinals = OrdinalList(ordinals);
  bucket.file_rows = file_rows_.take(part);
  return bucket;
}

std::string SourceColumns::content_hash() {
  std::string text = "rows " + std::to_string(rows_);
  for (size_t i = 0; i < builders_.size(); ++i) {
    add_counted(text, request_.columns[i].name);
    text += builders_[i]->content_hash();
  }
  if (has_key()) text += key_hash_.hex();
  return sha256_hex(text);
}

void SourceColumns::finish(SourceTable& result) {
  result.rows = rows_;
  const std::string hash = content_hash();
  for (SourceProvenance& provenance : result.provenance) provenance.content_sha256 = hash;
  const uint32_t parts = parts_for(request_, index_);
  result.buckets.reserve(parts);
  const auto file = std::make_shared<SpillFile>();
  for (uint32_t part = 0; part < parts; ++part) {
    result.buckets.push_back(sorted_bucket(part));
    if (rows_ <= request_.most_rows_in_memory) continue;
    for (const auto& builder : builders_) builder->rest(part, file);
  }
  result.columns.assign(builders_.begin(), builders_.end());
}

}  // namespace vk
