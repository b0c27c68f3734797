#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.hpp"
#include "core/table/record_shape.hpp"
#include "core/table/row_condition.hpp"
#include "core/table/source_file.hpp"

namespace vk {
namespace {

/// Fixed columns: the piece of the line [start, end) that a field takes, in code points; empty when the line ends
/// before it.
CellSpan fixed_cell(const char* text, CellSpan line, const FixedField& field, bool all_ascii) {
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto skip = [&](uint32_t at, uint32_t points) {
    if (all_ascii) return at + std::min(points, line.end - at);
    for (; points > 0 && at < line.end; --points) {
      ++at;
      while (at < line.end && !is_start(text[at])) ++at;
    }
    return at;
  };
  const uint32_t start = skip(line.start, field.first - 1);
  return {start, skip(start, field.length)};
}

}  // namespace

void SourceFile::read_block(const RecordReader& reader) {
  sort_out_records(reader);
  std::vector<BadCell> undecided;
  if (filter_ != nullptr) choose_rows(reader, undecided);
  std::vector<BadCell> bad = append(reader);
  if (!bad.empty()) {
    drop_bad_rows(bad);
    VK_CHECK(append(reader).empty(), "rows that were read once are read again");
  }
  rows_read_ += rows_.size();
  bad.insert(bad.end(), undecided.begin(), undecided.end());
  bad.insert(bad.end(), bad_shapes_.begin(), bad_shapes_.end());
  report(reader, bad);
}

void SourceFile::sort_out_records(const RecordReader& reader) {
  rows_.clear();
  bad_shapes_.clear();
  const std::span<const Record> records = reader.records().subspan(header_records_);
  rows_.reserve(records.size());
  if (!format_.fixed.empty()) {
    for (const Record& record : records) {
      if (!is_blank(format_, reader, record)) rows_.push_back({record.start, record.first_separator});
    }
    return;
  }
  const uint32_t* const separators = reader.separators().data();
  for (const Record& record : records) {
    // A full row that does not begin with a blank or empty cell is neither blank nor bad.
    const bool is_usual = record.cells == full_cells_ && separators[record.first_separator] > record.start &&
                          static_cast<unsigned char>(reader.text()[record.start]) > ' ';
    if (is_usual) {
      rows_.push_back({record.start, record.first_separator});
    } else {
      judge_record(reader, record);
    }
  }
}

void SourceFile::judge_record(const RecordReader& reader, const Record& record) {
  if (is_blank(format_, reader, record)) return;
  const bool enough = record.cells >= named_cells_;
  const bool not_more = record.cells <= full_cells_ || is_empty_from(reader, record, full_cells_);
  if (enough && not_more) {
    rows_.push_back({record.start, record.first_separator});
    return;
  }
  const uint32_t end = reader.separators()[record.first_separator + record.cells - 1];
  BadCell bad{record.start, end - record.start, record.cells, 0, BadCellKind::cell_count};
  if (!not_more) bad.offset = cell_of(reader, {record.start, record.first_separator}, full_cells_).start;
  bad.length = end - bad.offset;
  bad_shapes_.push_back(bad);
}

bool SourceFile::is_empty_from(const RecordReader& reader, const Record& record, uint32_t cell) const {
  const uint32_t start = cell_of(reader, {record.start, record.first_separator}, cell).start;
  const uint32_t end = reader.separators()[record.first_separator + record.cells - 1];
  return std::all_of(reader.text() + start, reader.text() + end,
                     [&](char c) { return is_blank_sign(c) || c == format_.delimiter; });
}

void SourceFile::gather_delimited(const RecordReader& reader, size_t wanted) {
  const uint32_t* const separators = reader.separators().data();
  const uint32_t position = positions_[wanted];
  std::vector<CellSpan>& cells = cells_[wanted];
  cells.resize(rows_.size());
  if (position == 0) {
    for (size_t i = 0; i < rows_.size(); ++i) cells[i] = {rows_[i].start, separators[rows_[i].first_separator]};
    return;
  }
  for (size_t i = 0; i < rows_.size(); ++i) {
    const uint32_t* const end = separators + rows_[i].first_separator + position;
    cells[i] = {end[-1] + 1, end[0]};
  }
}

void SourceFile::gather_fixed(const RecordReader& reader, size_t wanted) {
  const FixedField& field = format_.fixed[positions_[wanted]];
  std::vector<CellSpan>& cells = cells_[wanted];
  cells.resize(rows_.size());
  for (size_t i = 0; i < rows_.size(); ++i) {
    const CellSpan line{rows_[i].start, reader.separators()[rows_[i].first_separator]};
    cells[i] = fixed_cell(reader.text(), line, field, reader.all_ascii());
  }
}

CellBlock SourceFile::gather(const RecordReader& reader, size_t wanted, uint32_t request) {
  if (format_.fixed.empty()) {
    gather_delimited(reader, wanted);
  } else {
    gather_fixed(reader, wanted);
  }
  return {reader.text(), cells_[wanted], reader.all_ascii(), request};
}

void SourceFile::choose_rows(const RecordReader& reader, std::vector<BadCell>& bad) {
  const size_t first = columns_.cells_wanted();
  std::vector<CellBlock> blocks;
  for (size_t wanted = first; wanted < cells_.size(); ++wanted)
    blocks.push_back(gather(reader, wanted, first_condition_request(request_) + static_cast<uint32_t>(wanted - first)));
  const std::span<const RowFilter::Verdict> verdicts = filter_->judge(blocks, bad);
  numbers_.clear();
  good_ = 0;
  for (size_t row = 0; row < verdicts.size(); ++row) {
    switch (verdicts[row]) {
      case RowFilter::Verdict::taken:
        rows_[numbers_.size()] = rows_[row];
        numbers_.push_back(static_cast<uint32_t>(good_++));
        break;
      case RowFilter::Verdict::left_out:
        ++good_;
        ++rows_left_out_;
        break;
      case RowFilter::Verdict::undecided:
        ++rows_bad_;
        break;
    }
  }
  rows_.resize(numbers_.size());
}

std::vector<BadCell> SourceFile::append(const RecordReader& reader) {
  std::vector<CellBlock> blocks(columns_.cells_wanted());
  for (size_t wanted = 0; wanted < blocks.size(); ++wanted)
    blocks[wanted] = gather(reader, wanted, static_cast<uint32_t>(wanted));
  if (filter_ == nullptr) return columns_.append(blocks, {rows_.size(), rows_.size(), {}});
  return columns_.append(blocks, {rows_.size(), good_, numbers_});
}

void SourceFile::drop_bad_rows(std::span<const BadCell> bad) {
  std::vector<uint8_t> is_bad(rows_.size(), 0);
  for (const BadCell& cell : bad) is_bad[cell.row] = 1;
  size_t kept = 0;
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (is_bad[i] != 0) continue;
    // Bad rows are not counted among the good ones.
    if (filter_ != nullptr) numbers_[kept] = numbers_[i] - static_cast<uint32_t>(i - kept);
    rows_[kept++] = rows_[i];
  }
  const size_t dropped = rows_.size() - kept;
  rows_bad_ += dropped;
  rows_.resize(kept);
  if (filter_ == nullptr) return;
  numbers_.resize(kept);
  good_ -= dropped;
}

void SourceFile::report(const RecordReader& reader, std::vector<BadCell>& bad) {
  rows_bad_ += bad_shapes_.size();
  std::sort(bad.begin(), bad.end(), [](const BadCell& a, const BadCell& b) {
    return std::pair{a.offset, a.request} < std::pair{b.offset, b.request};
  });
  for (const BadCell& cell : bad) {
    std::string detail;
    if (cell.kind == BadCellKind::cell_count) {
      const bool too_few = cell.row < named_cells_;
      detail = fmt::format("the row has {} cells, too {}: {} are expected", cell.row, too_few ? "few" : "many",
                           too_few ? named_cells_ : full_cells_);
    }
    problems_.add_bad_cell(path_, reader, cell, std::move(detail));
  }
}

}  // namespace vk
