#include "core/table/record_scanner.hpp"

#include <bit>

namespace vk {
namespace {

constexpr uint32_t kChunk = 64;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

ScanSigns signs_of(const RecordSyntax& syntax) {
  return {syntax.delimiter == '\0' ? '\n' : syntax.delimiter, syntax.quote == '\0' ? '\n' : syntax.quote};
}

/// Where the cell at `start` really begins: after the LF of a CRLF whose CR ended the cell before it.
uint32_t after_crlf(const char* text, uint32_t start, uint32_t end) {
  const bool line_feed_left = start < end && text[start] == '\n' && *(text + start - 1) == '\r';
  return line_feed_left ? start + 1 : start;
}

}  // namespace

RecordScanner::RecordScanner(const RecordSyntax& syntax, ScanPath path)
    : syntax_(syntax), path_(path), signs_(signs_of(syntax)) {}

void RecordScanner::scan(const char* text, uint32_t from, uint32_t to) {
  const size_t most = separator_count_ + (to - from) + kChunk;
  if (separators_.size() < most) separators_.resize(most);
  if (ends_.size() < end_count_ + (to - from) + kChunk) ends_.resize(end_count_ + (to - from) + kChunk);
  const size_t ends_before = end_count_;
  if (path_ == ScanPath::vector) {
    scan_with(ChunkScan(signs_), text, from, to);
  } else {
    scan_with(PortableChunkScan(signs_), text, from, to);
  }
  add_records(text, ends_before);
}

template <class Scan>
void RecordScanner::scan_with(const Scan& classify, const char* text, uint32_t from, uint32_t to) {
  for (uint32_t at = from; at < to; at += kChunk) {
    ChunkMasks masks = classify(text + at);
    if (to - at < kChunk) {
      const uint64_t inside = (uint64_t{1} << (to - at)) - 1;
      masks.delimiter &= inside;
      masks.line_feed &= inside;
      masks.carriage_return &= inside;
      masks.quote &= inside;
      masks.zero = false;
      for (uint32_t i = at; i < to; ++i) masks.zero = masks.zero || text[i] == '\0';
    }
    if (syntax_.delimiter == '\0') masks.delimiter = 0;
    if (syntax_.quote == '\0') masks.quote = 0;
    const uint64_t after_return = (masks.carriage_return << 1U) | (*(text + at - 1) == '\r' ? 1U : 0U);
    masks.line_feed &= ~after_return;
    beyond_ascii_ = beyond_ascii_ || masks.beyond_ascii;
    zero_ = zero_ || masks.zero;
    quote_seen_ = quote_seen_ || masks.quote != 0;
    if (masks.quote == 0 && !open_ && !syntax_.blank_runs()) {
      const uint64_t line_ends = masks.line_feed | masks.carriage_return;
      take_separators(masks.delimiter | line_ends, line_ends, at);
    } else {
      walk(masks, text, at);
    }
  }
}

void RecordScanner::take_separators(uint64_t separators, uint64_t line_ends, uint32_t at) {
  if (separators == 0) return;
  uint32_t* const positions = separators_.data();
  uint32_t* const ends = ends_.data();
  size_t count = separator_count_;
  size_t end_count = end_count_;
  while (separators != 0) {
    const auto bit = static_cast<uint32_t>(std::countr_zero(separators));
    positions[count++] = at + bit;
    // Written always, kept only at a line end: no branch that a processor would have to guess.
    ends[end_count] = static_cast<uint32_t>(count);
    end_count += (line_ends >> bit) & 1U;
    separators &= separators - 1;
  }
  line_ends_ += end_count - end_count_;
  separator_count_ = count;
  end_count_ = end_count;
  cell_start_ = positions[count - 1] + 1;
  quoted_ = false;
}

void RecordScanner::walk(const ChunkMasks& masks, const char* text, uint32_t at) {
  const uint64_t line_ends = masks.line_feed | masks.carriage_return;
  uint64_t events = masks.delimiter | line_ends | masks.quote;
  while (events != 0) {
    const auto bit = static_cast<uint32_t>(std::countr_zero(events));
    events &= events - 1;
    if (((masks.quote >> bit) & 1U) != 0) {
      walk_quote(text, at + bit);
      continue;
    }
    const bool line_end = ((line_ends >> bit) & 1U) != 0;
    line_ends_ += line_end ? 1 : 0;
    if (!open_) end_cell(text, at + bit, line_end);
  }
}

void RecordScanner::walk_quote(const char* text, uint32_t at) {
  if (open_) {
    open_ = false;
    closed_at_ = at;
    return;
  }
  if (quoted_) {
    open_ = at == closed_at_ + 1;
    return;
  }
  uint32_t start = after_crlf(text, cell_start_, at);
  while (syntax_.trim && start < at && is_blank(text[start])) ++start;
  open_ = quoted_ = start == at;
}

void RecordScanner::end_cell(const char* text, uint32_t at, bool line_end) {
  const bool in_run = syntax_.blank_runs() && !line_end && at == after_crlf(text, cell_start_, at);
  cell_start_ = at + 1;
  quoted_ = false;
  if (in_run) return;
  separators_[separator_count_++] = at;
  if (line_end) ends_[end_count_++] = static_cast<uint32_t>(separator_count_);
}

void RecordScanner::add_records(const char* text, size_t ends_before) {
  records_.reserve(records_.size() + (end_count_ - ends_before));
  for (size_t i = ends_before; i < end_count_; ++i) add_record(text, ends_[i]);
}

void RecordScanner::add_record(const char* text, uint32_t separators_end) {
  const uint32_t first = records_.empty() ? 0 : records_.back().first_separator + records_.back().cells;
  const uint32_t end = separators_[separators_end - 1];
  records_.push_back({after_crlf(text, consumed_, end), first, separators_end - first});
  consumed_ = end + 1;
}

bool RecordScanner::finish(const char* text, uint32_t end) {
  if (open_) return false;
  const uint32_t first = records_.empty() ? 0 : records_.back().first_separator + records_.back().cells;
  const bool nothing_left = first == separator_count_ && after_crlf(text, consumed_, end) >= end;
  if (nothing_left) return true;
  if (separators_.size() <= separator_count_) separators_.resize(separator_count_ + 1);
  separators_[separator_count_++] = end;
  add_record(text, static_cast<uint32_t>(separator_count_));
  consumed_ = end;
  return true;
}

void RecordScanner::drop_records() {
  const size_t taken = records_.empty() ? 0 : records_.back().first_separator + records_.back().cells;
  for (size_t i = taken; i < separator_count_; ++i) separators_[i - taken] = separators_[i] - consumed_;
  separator_count_ -= taken;
  end_count_ = 0;
  records_.clear();
  cell_start_ -= consumed_;
  closed_at_ -= consumed_;
  consumed_ = 0;
  beyond_ascii_ = quote_seen_ = false;
}

}  // namespace vk
