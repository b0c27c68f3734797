#include "core/table/record_reader.hpp"

#include <algorithm>
#include <cstring>

namespace vk {
namespace {

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

RecordReader::RecordReader(TextStream& stream, const RecordSyntax& syntax, const ReaderTuning& tuning)
    : stream_(stream), scanner_(syntax, tuning.scan), tuning_(tuning) {
  buffer_.resize(tuning.block_bytes + 2 * kPadding);
}

void RecordReader::skip_lines(uint32_t lines) {
  char before = '\0';
  for (uint32_t left = lines; left > 0;) {
    if (unscanned_from_ == size_) {
      unscanned_from_ = size_ = 0;
      if (fill() == 0) return;
    }
    const char c = text()[unscanned_from_++];
    if (c == '\r' || (c == '\n' && before != '\r')) {
      --left;
      ++lines_skipped_;
    }
    before = c;
  }
  // The LF of a CRLF belongs to the line that was skipped.
  if (unscanned_from_ == size_ && before == '\r') {
    unscanned_from_ = size_ = 0;
    fill();
  }
  if (before == '\r' && unscanned_from_ < size_ && text()[unscanned_from_] == '\n') ++unscanned_from_;
  std::memmove(bytes(), bytes() + unscanned_from_, size_ - unscanned_from_);
  size_ -= unscanned_from_;
  unscanned_from_ = 0;
}

uint32_t RecordReader::fill() {
  if (at_end_) return 0;
  const size_t needed = size_t{size_} + tuning_.block_bytes + 2 * kPadding;
  if (buffer_.size() < needed) buffer_.resize(std::max(needed, buffer_.size() * 2));
  const size_t got = stream_.read({bytes() + size_, tuning_.block_bytes});
  at_end_ = got < tuning_.block_bytes;
  size_ += static_cast<uint32_t>(got);
  std::memset(bytes() + size_, 0, kPadding);
  return static_cast<uint32_t>(got);
}

void RecordReader::drop_consumed() {
  const uint32_t consumed = scanner_.consumed();
  if (consumed == 0) return;
  // One byte more, so that a CR before the block's first LF stays in sight.
  std::memmove(bytes() - 1, bytes() + consumed - 1, size_ - consumed + 1);
  size_ -= consumed;
  unscanned_from_ -= consumed;
  dropped_ += consumed;
  scanner_.drop_records();
}

bool RecordReader::stop_at(RecordFault fault, uint32_t at) {
  fault_ = fault;
  fault_at_ = at;
  finished_ = true;
  return false;
}

bool RecordReader::finish() {
  finished_ = true;
  if (!scanner_.finish(text(), size_)) return stop_at(RecordFault::open_quote, scanner_.cell_start());
  return !scanner_.records().empty();
}

bool RecordReader::next() {
  if (finished_) return false;
  const bool carried_beyond_ascii = beyond_ascii_;
  const bool carried_quotes = quotes_;
  drop_consumed();
  const bool carried = size_ > 0;
  while (scanner_.records().empty()) {
    if (size_ > tuning_.longest_record) {
      const bool open = scanner_.quote_is_open();
      return stop_at(open ? RecordFault::open_quote : RecordFault::record_too_long, open ? scanner_.cell_start() : 0);
    }
    if (unscanned_from_ == size_ && fill() == 0 && at_end_) break;
    const uint32_t from = unscanned_from_;
    scanner_.scan(text(), from, size_);
    unscanned_from_ = size_;
    if (scanner_.saw_zero()) {
      const auto zero = std::find(text() + from, text() + size_, '\0');
      return stop_at(RecordFault::zero_byte, static_cast<uint32_t>(zero - text()));
    }
  }
  beyond_ascii_ = scanner_.saw_beyond_ascii() || (carried && carried_beyond_ascii);
  quotes_ = scanner_.saw_quote() || (carried && carried_quotes);
  if (!scanner_.records().empty()) return true;
  return finish();
}

uint32_t RecordReader::line_start(uint32_t offset) const {
  uint32_t start = offset;
  while (start > 0 && !is_line_end(text()[start - 1])) --start;
  return start;
}

TextPosition RecordReader::position(uint32_t offset) const {
  uint64_t line_ends_after = 0;
  for (uint32_t i = offset; i < unscanned_from_; ++i) {
    const bool second_half = text()[i] == '\n' && *(text() + i - 1) == '\r';
    if (is_line_end(text()[i]) && !second_half) ++line_ends_after;
  }
  const uint64_t line = 1 + lines_skipped_ + scanner_.line_ends() - line_ends_after;
  const uint32_t start = line_start(offset);
  const auto points = std::count_if(text() + start, text() + offset,
                                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return {static_cast<uint32_t>(line), static_cast<uint32_t>(points) + 1};
}

std::string_view RecordReader::line_around(uint32_t offset) const {
  const uint32_t start = line_start(offset);
  uint32_t end = offset;
  while (end < size_ && !is_line_end(text()[end])) ++end;
  return {text() + start, end - start};
}

}  // namespace vk
