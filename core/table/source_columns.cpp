#include "core/table/source_columns.hpp"

#include "core/base/text.hpp"

namespace vk {

SourceColumns::SourceColumns(const SourceFormat& format, const ReadRequest& request, SubjectIndex* index)
    : key_rules_{format.fixed.empty() ? format.quote : '\0', format.trim, format.missing},
      key_required_(request.add_subjects) {
  for (const ColumnRequest& column : request.columns) builders_.push_back(make_column_builder(column, format));
  if (!request.key.empty() && index != nullptr) resolver_.emplace(*index, request.add_subjects);
}

std::vector<BadCell> SourceColumns::append(std::span<const CellBlock> blocks, size_t rows) {
  std::vector<BadCell> bad;
  for (size_t i = 0; i < builders_.size(); ++i) builders_[i]->append(blocks[i], bad);
  if (has_key()) check_keys(blocks.back(), bad);
  if (!bad.empty()) {
    for (const auto& builder : builders_) builder->rollback();
    return bad;
  }
  if (has_key()) push_keys(blocks.back());
  rows_ += rows;
  return bad;
}

void SourceColumns::check_keys(const CellBlock& block, std::vector<BadCell>& bad) {
  for (size_t row = 0; row < block.cells.size(); ++row) {
    const CellSpan& span = block.cells[row];
    const std::string_view raw{block.text + span.start, span.end - span.start};
    const bool may_be_plain = block.all_ascii && key_rules_.missing.empty();
    if (may_be_plain && is_plain_cell(raw.data(), raw.size(), key_rules_.quote)) continue;
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

void SourceColumns::push_keys(const CellBlock& block) {
  const bool may_be_plain = key_rules_.missing.empty();
  for (const CellSpan& span : block.cells) {
    const std::string_view raw{block.text + span.start, span.end - span.start};
    if (may_be_plain && is_plain_cell(raw.data(), raw.size(), key_rules_.quote)) {
      resolver_->push(raw);
      continue;
    }
    const CleanCell cell = clean_cell(raw, key_rules_, scratch_);
    resolver_->push(cell.state == CellState::value ? cell.text : std::string_view{});
  }
}

void SourceColumns::reserve(uint64_t rows) {
  for (const auto& builder : builders_) builder->reserve(rows);
  if (has_key()) resolver_->reserve(rows);
}

void SourceColumns::finish(SourceTable& result) {
  for (const auto& builder : builders_) result.table.columns.push_back(builder->finish());
  result.table.rows = rows_;
  if (has_key()) result.subjects = resolver_->finish();
}

}  // namespace vk
