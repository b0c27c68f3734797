#include "core/audience/freeze_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/audience/code_segments.hpp"
#include "core/audience/subject_slots.hpp"
#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr size_t kMostListed = 50;

/// A row as a person finds it: its file and its number among the good rows of that file, counted from 1.
struct RowPlace {
  std::string file;
  uint64_t row = 0;
};

RowPlace place_of(const FrameRequest& request, uint32_t row) {
  uint64_t left = row;
  for (const SourceProvenance& file : request.rows->provenance) {
    if (left < file.rows) return {file.file, left + 1};
    left -= file.rows;
  }
  return {request.register_source->csv.text, left + 1};
}

Diagnostic row_diagnostic(const FrameRequest& request, uint32_t row, std::string_view code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = std::string(code);
  diagnostic.at.file = place_of(request, row).file;
  diagnostic.message = std::move(message);
  return diagnostic;
}

std::string key_text(const FrameRequest& request, SubjectNumber subject) {
  if (request.subjects == nullptr) return fmt::format("in column '{}'", request.audience->key.text);
  return fmt::format("\"{}\"", request.subjects->key(subject));
}

/// Row problems of one kind: the first ones in full, the rest counted.
class RowProblems {
 public:
  RowProblems(const FrameRequest& request, Diagnostics& diagnostics) : request_(request), diagnostics_(diagnostics) {}

  void key_twice(uint32_t row, uint32_t first_row) {
    if (!may_list(row)) return;
    const SubjectNumber subject = request_.rows->subjects[row];
    const RowPlace first = place_of(request_, first_row);
    const RowPlace again = place_of(request_, row);
    std::string message = fmt::format("key {} stands twice: in row {}", key_text(request_, subject), first.row);
    if (first.file != again.file) message += " of " + first.file;
    message += fmt::format(" and again in row {}", again.row);
    Diagnostic diagnostic = row_diagnostic(request_, row, "F101", std::move(message));
    diagnostic.expected = fmt::format("one row a member of audience '{}'", request_.audience->name);
    diagnostic.hint = "remove the row, or write members = \"transactions\" when the register lists transactions";
    diagnostics_.add(std::move(diagnostic));
  }

  void no_key(uint32_t row) {
    if (!may_list(row)) return;
    diagnostics_.add(row_diagnostic(
        request_, row, "F102",
        fmt::format("row {} has no key in column '{}'", place_of(request_, row).row, request_.audience->key.text)));
  }

  /// One line for what was not listed.
  void finish() {
    if (count_ <= kMostListed) return;
    diagnostics_.add(
        row_diagnostic(request_, last_row_, "F101",
                       fmt::format("{} more rows with a key twice or without a key", count_ - kMostListed)));
  }

 private:
  bool may_list(uint32_t row) {
    last_row_ = row;
    return ++count_ <= kMostListed;
  }

  const FrameRequest& request_;
  Diagnostics& diagnostics_;
  size_t count_ = 0;
  uint32_t last_row_ = 0;
};

void add_audience_error(const FrameRequest& request, std::string_view code, std::string message,
                        Diagnostics& diagnostics) {
  Diagnostic diagnostic;
  diagnostic.code = std::string(code);
  diagnostic.at = request.audience->at;
  diagnostic.message = std::move(message);
  diagnostics.add(std::move(diagnostic));
}

bool counts_transactions(const AudienceSpec& audience) {
  return audience.members == MemberRows::transactions;
}

/// The days of a transaction register, or nullptr when every row counts. They are the last column asked for.
const Column* day_column(const FrameRequest& request, Diagnostics& diagnostics) {
  if (!counts_transactions(*request.audience)) return nullptr;
  if (request.register_source->date.empty()) {
    add_audience_error(
        request, "F106",
        fmt::format("register '{}' lists transactions but names no date column", request.register_source->name),
        diagnostics);
    return nullptr;
  }
  const std::vector<Column>& columns = request.rows->table.columns;
  return columns.empty() || columns.back().type != ColumnType::int64 ? nullptr : &columns.back();
}

/// The row that stands for each member, sorted by subject number.
std::vector<uint32_t> member_rows(const FrameRequest& request, Diagnostics& diagnostics) {
  const std::vector<SubjectNumber>& subjects = request.rows->subjects;
  if (subjects.size() >= kNoPosition)
    throw Error(ErrorCode::invalid_input, "a register has more than 4,294,967,294 rows");
  const Column* day = day_column(request, diagnostics);
  const int64_t end = request.cycle.end.time_since_epoch().count();
  SubjectSlots slots(subjects);
  RowProblems problems(request, diagnostics);
  for (uint32_t row = 0; row < subjects.size(); ++row) {
    if (day != nullptr && (day->is_missing(row) || day->int64s[row] >= end)) continue;
    uint32_t* slot = slots.find(subjects[row]);
    if (slot == nullptr) {
      problems.no_key(row);
    } else if (*slot == SubjectSlots::kEmpty) {
      *slot = row;
    } else if (!counts_transactions(*request.audience)) {
      problems.key_twice(row, *slot);
    }
  }
  problems.finish();
  std::vector<uint32_t> rows;
  rows.reserve(slots.slots().size());
  for (const uint32_t row : slots.slots()) {
    if (row != SubjectSlots::kEmpty) rows.push_back(row);
  }
  return rows;
}

std::optional<bool> consent_from(std::string_view word) {
  constexpr std::array<std::string_view, 7> kYes{"yes", "true", "1", "y", "kyll\u00e4", "KYLL\u00c4", "k"};
  constexpr std::array<std::string_view, 6> kNo{"no", "false", "0", "n", "ei", "e"};
  const std::string_view trimmed = trim(word);
  const std::string lower = lower_ascii(trimmed);
  const auto is_word = [&](std::string_view known) { return lower == known || lower == lower_ascii(known); };
  if (std::any_of(kYes.begin(), kYes.end(), is_word)) return true;
  if (lower.empty() || std::any_of(kNo.begin(), kNo.end(), is_word)) return false;
  return std::nullopt;
}

/// Yes or no for every word of a consent column; words that are neither are diagnostics where a member's row first has
/// them.
std::vector<uint8_t> consent_of_words(const FrameRequest& request, const Column& column, std::span<const uint32_t> rows,
                                      Diagnostics& diagnostics) {
  std::vector<uint8_t> yes(column.words.size(), 0);
  std::vector<uint8_t> unknown(column.words.size(), 0);
  for (size_t word = 0; word < column.words.size(); ++word) {
    const std::optional<bool> consent = consent_from(column.words[word]);
    yes[word] = consent.value_or(false) ? 1 : 0;
    unknown[word] = consent ? 0 : 1;
  }
  if (std::find(unknown.begin(), unknown.end(), 1) == unknown.end()) return yes;
  for (const uint32_t row : rows) {
    if (column.is_missing(row) || unknown[column.codes[row]] == 0) continue;
    unknown[column.codes[row]] = 0;
    Diagnostic diagnostic =
        row_diagnostic(request, row, "F104",
                       fmt::format("\"{}\" in consent column '{}', first in row {}, is neither yes nor no",
                                   column.words[column.codes[row]], column.name, place_of(request, row).row));
    diagnostic.expected = "yes or no, true or false, 1 or 0, y or n, kyll\u00e4 or ei";
    const bool fails = request.register_source->format.on_bad_row == OnBadRow::fail;
    diagnostic.severity = fails ? Severity::error : Severity::warning;
    diagnostics.add(std::move(diagnostic));
  }
  return yes;
}

void add_consent(const FrameRequest& request, std::span<const uint32_t> rows, Frame& frame, Diagnostics& diagnostics) {
  const auto& declared = request.audience->consent;
  if (declared.empty()) return;
  if (declared.size() > kMostConsentChannels) {
    add_audience_error(request, "F105",
                       fmt::format("audience '{}' has {} consent columns, at most {} are possible",
                                   request.audience->name, declared.size(), kMostConsentChannels),
                       diagnostics);
    return;
  }
  frame.consent_mask.assign(rows.size(), 0);
  for (const auto& [channel, column_name] : declared) {
    const uint32_t bit = uint32_t{1} << frame.consent.channels.size();
    frame.consent.channels.push_back(channel);
    const Column* column = request.rows->table.find(column_name.text);
    if (column == nullptr) continue;
    const std::vector<uint8_t> yes = consent_of_words(request, *column, rows, diagnostics);
    for (size_t member = 0; member < rows.size(); ++member) {
      const uint32_t row = rows[member];
      if (!column->is_missing(row) && yes[column->codes[row]] != 0) frame.consent_mask[member] |= bit;
    }
  }
}

void add_segments(const FrameRequest& request, std::span<const uint32_t> rows, Frame& frame, Diagnostics& diagnostics) {
  std::vector<std::string> dimensions;
  std::vector<const Column*> columns;
  for (const PlacedText& segment : request.audience->segments) {
    const Column* column = request.rows->table.find(segment.text);
    if (column == nullptr) continue;
    dimensions.push_back(segment.text);
    columns.push_back(column);
  }
  std::optional<CodedSegments> coded = code_segments(std::move(dimensions), columns, rows);
  if (!coded) {
    Diagnostic diagnostic;
    diagnostic.code = "F103";
    diagnostic.at = request.audience->segments.front().at;
    diagnostic.message = fmt::format("audience '{}' has more than {} segments", request.audience->name, kMostSegments);
    diagnostic.hint = "split by columns with few different values, not by names or dates";
    diagnostics.add(std::move(diagnostic));
    coded = code_segments({}, {}, rows);
  }
  frame.segments = std::move(coded->scheme);
  frame.segment = std::move(coded->codes);
}

/// A part of a canonical text: its length keeps "a,b" apart from "a" and "b".
std::string counted(std::string_view text) {
  return fmt::format("{}:{}", text.size(), text);
}

std::string population_hash(const AudienceSpec& audience) {
  std::string text = "population 1\nregister " + counted(audience.register_source.text);
  text += "\nkey " + counted(audience.key.text);
  text += counts_transactions(audience) ? "\nmembers transactions" : "\nmembers one row each";
  for (const PlacedText& segment : audience.segments) text += "\nsegment " + counted(segment.text);
  return sha256_hex(text);
}

void report_no_members(const FrameRequest& request, Diagnostics& diagnostics) {
  Diagnostic diagnostic;
  diagnostic.code = "E303";
  diagnostic.at = request.audience->at;
  diagnostic.message =
      fmt::format("audience '{}' has no members in the cycle from {} to before {}", request.audience->name,
                  to_string(request.cycle.first), to_string(request.cycle.end));
  diagnostic.expected = "at least one member";
  diagnostic.hint = counts_transactions(*request.audience)
                        ? fmt::format("register '{}' needs a row dated before {}", request.register_source->name,
                                      to_string(request.cycle.end))
                        : fmt::format("register '{}' needs at least one row", request.register_source->name);
  diagnostics.add(std::move(diagnostic));
}

}  // namespace

std::vector<ColumnRequest> frame_columns(const AudienceSpec& audience, const SourceSpec& register_source) {
  std::vector<ColumnRequest> columns;
  const auto add_words = [&](const PlacedText& column) {
    const auto same = [&](const ColumnRequest& request) { return request.name == column.text; };
    if (std::any_of(columns.begin(), columns.end(), same)) return;
    columns.push_back({column.text, CellKind::dictionary, {}, false, column.at});
  };
  for (const PlacedText& segment : audience.segments) add_words(segment);
  for (const auto& [channel, column] : audience.consent) add_words(column);
  if (counts_transactions(audience) && !register_source.date.empty()) {
    columns.push_back({register_source.date.text, CellKind::day, {}, true, register_source.date.at});
  }
  return columns;
}

Frame freeze_frame(const FrameRequest& request, Diagnostics& diagnostics) {
  VK_CHECK(request.rows->table.columns.empty() || request.rows->subjects.size() == request.rows->table.rows,
           "a register is read with its key");
  Frame frame;
  frame.audience = request.audience->name;
  frame.population_hash = population_hash(*request.audience);
  frame.provenance = request.rows->provenance;
  frame.rows_skipped = request.rows->rows_skipped;
  const std::vector<uint32_t> rows = member_rows(request, diagnostics);
  if (rows.empty()) report_no_members(request, diagnostics);
  frame.subjects.reserve(rows.size());
  for (const uint32_t row : rows) frame.subjects.push_back(request.rows->subjects[row]);
  add_segments(request, rows, frame, diagnostics);
  add_consent(request, rows, frame, diagnostics);
  return frame;
}

std::vector<uint32_t> frame_positions(const Frame& frame, std::span<const SubjectNumber> subjects) {
  SubjectSlots slots(frame.subjects);
  for (size_t position = 0; position < frame.size(); ++position) {
    *slots.find(frame.subjects[position]) = static_cast<uint32_t>(position);
  }
  std::vector<uint32_t> positions(subjects.size(), kNoPosition);
  const SubjectSlots& table = slots;
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (const uint32_t* slot = table.find(subjects[i])) positions[i] = *slot;
  }
  return positions;
}

uint64_t count_of_nobody(std::span<const uint32_t> positions) {
  return static_cast<uint64_t>(std::count(positions.begin(), positions.end(), kNoPosition));
}

}  // namespace vk
