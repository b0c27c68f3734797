#include "core/audience/freeze_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "core/audience/code_segments.hpp"
#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/table/row_condition.hpp"
#include "core/table/row_place.hpp"

namespace vk {
namespace {

constexpr size_t kMostListed = 50;

RowPlace place_of(const FrameRequest& request, uint32_t file_row) {
  RowPlace place = place_of_row(*request.rows->source, file_row);
  if (place.file.empty()) place.file = request.register_source->csv.text;
  return place;
}

/// The places of rows with problems, with their lines.
std::vector<RowPlace> places_of(const FrameRequest& request, std::span<const uint32_t> file_rows) {
  std::vector<RowPlace> places;
  for (const uint32_t row : file_rows) places.push_back(place_of(request, row));
  find_lines(request.register_source->format, *request.rows->source, places);
  return places;
}

Diagnostic row_diagnostic(const RowPlace& place, std::string_view code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = std::string(code);
  diagnostic.at = {place.file, place.line, place.line > 0 ? 1U : 0U};
  diagnostic.message = std::move(message);
  return diagnostic;
}

/// Rows that cannot be members: told in the order of the files, the first ones in full, the rest counted.
class RowProblems {
 public:
  explicit RowProblems(const FrameRequest& request) : request_(request) {}

  void key_twice(SubjectNumber subject, uint32_t file_row, uint32_t first_row) {
    problems_.push_back({file_row, first_row, subject});
  }
  void no_key(uint32_t file_row) { problems_.push_back({file_row, 0, kNoSubject}); }

  void tell(Diagnostics& diagnostics) {
    const auto before = [](const Problem& a, const Problem& b) { return a.row < b.row; };
    const size_t listed = std::min(problems_.size(), kMostListed);
    std::partial_sort(problems_.begin(), problems_.begin() + static_cast<std::ptrdiff_t>(listed), problems_.end(),
                      before);
    std::vector<uint32_t> rows;
    for (size_t i = 0; i < listed; ++i) rows.insert(rows.end(), {problems_[i].first_row, problems_[i].row});
    const std::vector<RowPlace> places = places_of(request_, rows);
    for (size_t i = 0; i < listed; ++i) {
      const bool has_key = problems_[i].subject != kNoSubject;
      diagnostics.add(has_key ? twice(problems_[i].subject, places[2 * i], places[2 * i + 1])
                              : without_key(places[2 * i + 1]));
    }
    if (problems_.size() == listed) return;
    const uint32_t last = std::max_element(problems_.begin(), problems_.end(), before)->row;
    diagnostics.add(
        row_diagnostic(place_of(request_, last), "F101",
                       fmt::format("{} more rows with a key twice or without a key", problems_.size() - listed)));
  }

 private:
  struct Problem {
    uint32_t row = 0;
    uint32_t first_row = 0;
    SubjectNumber subject = kNoSubject;  ///< kNoSubject: the row has no key
  };

  Diagnostic twice(SubjectNumber subject, const RowPlace& first, const RowPlace& again) const {
    std::string message = fmt::format("key {} stands twice: in {}", key_text(subject), first.text());
    if (first.file != again.file) message += " of " + first.file;
    message += " and again in " + again.text();
    Diagnostic diagnostic = row_diagnostic(again, "F101", std::move(message));
    diagnostic.expected = fmt::format("one row a member of audience '{}'", request_.audience->name);
    diagnostic.hint = "remove the row, or write members = \"transactions\" when the register lists transactions";
    return diagnostic;
  }
  Diagnostic without_key(const RowPlace& place) const {
    return row_diagnostic(place, "F102",
                          fmt::format("{} has no key in column '{}'", place.subject(), request_.audience->key.text));
  }
  std::string key_text(SubjectNumber subject) const {
    if (request_.subjects == nullptr) return fmt::format("in column '{}'", request_.audience->key.text);
    return fmt::format("\"{}\"", request_.subjects->key(subject));
  }

  const FrameRequest& request_;
  std::vector<Problem> problems_;
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

/// The column of the register called `name`, as an index of the view.
std::optional<size_t> column_of(const FrameRequest& request, std::string_view name) {
  if (request.rows->buckets() == 0) return std::nullopt;
  const std::vector<Column> columns = request.rows->batch(0).table.columns;
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  if (found == columns.end()) return std::nullopt;
  return static_cast<size_t>(found - columns.begin());
}

/// The members of a frame and what the register's dictionary columns say of them.
struct Members {
  std::vector<SubjectNumber> subjects;
  std::map<std::string, MemberWords> words;  ///< by column name

  const MemberWords* find(const std::string& column) const {
    const auto found = words.find(column);
    return found == words.end() ? nullptr : &found->second;
  }
};

/// Takes the members out of a register batch by batch.
class MemberReader {
 public:
  MemberReader(const FrameRequest& request, Diagnostics& diagnostics) : request_(request), problems_(request) {
    const AudienceSpec& audience = *request.audience;
    for (const PlacedText& segment : audience.segments) want(segment.text);
    for (const auto& [channel, column] : audience.consent) want(column.text);
    if (!counts_transactions(audience)) return;
    day_ = column_of(request, request.register_source->date.text);
    if (request.register_source->date.empty()) {
      add_audience_error(
          request, "F106",
          fmt::format("register '{}' lists transactions but names no date column", request.register_source->name),
          diagnostics);
    }
  }

  Members read(Diagnostics& diagnostics) {
    if (!counts_transactions(*request_.audience)) make_room(request_.rows->source->rows);
    for (size_t bucket = 0; bucket < request_.rows->buckets(); ++bucket) {
      const SourceBatch batch = request_.rows->batch(bucket);
      pick_rows(batch);
      append_rows(batch.subjects, members_.subjects);
      for (const auto& [index, words] : wanted_) take_words(batch.table.columns[index], *words);
    }
    problems_.tell(diagnostics);
    return std::move(members_);
  }

 private:
  void want(const std::string& column) {
    const std::optional<size_t> index = column_of(request_, column);
    if (index && members_.find(column) == nullptr) wanted_.emplace_back(*index, &members_.words[column]);
  }

  void make_room(uint64_t members) {
    members_.subjects.reserve(members);
    for (const auto& [index, words] : wanted_) words->codes.reserve(members);
  }

  /// The first row of each subject that counts; further ones of a register of members are problems.
  void pick_rows(const SourceBatch& batch) {
    rows_.clear();
    const bool transactions = counts_transactions(*request_.audience);
    const Column* day = day_ ? &batch.table.columns[*day_] : nullptr;
    const int64_t end = request_.cycle.end.time_since_epoch().count();
    for (uint32_t row = 0; row < batch.subjects.size(); ++row) {
      const SubjectNumber subject = batch.subjects[row];
      if (day != nullptr && (day->is_missing(row) || day->int64s[row] >= end)) continue;
      if (subject == kNoSubject) {
        problems_.no_key(batch.file_rows[row]);
      } else if (rows_.empty() || batch.subjects[rows_.back()] != subject) {
        rows_.push_back(row);
      } else if (!transactions) {
        problems_.key_twice(subject, batch.file_rows[row], batch.file_rows[rows_.back()]);
      }
    }
  }

  void take_words(const Column& column, MemberWords& words) {
    words.words = column.words;
    if (column.missing.empty()) return append_rows(column.codes, words.codes);
    const auto missing = static_cast<uint32_t>(column.words.size());
    for (const uint32_t row : rows_) words.codes.push_back(column.is_missing(row) ? missing : column.codes[row]);
  }
  template <class T>
  void append_rows(const std::vector<T>& values, std::vector<T>& to) const {
    if (rows_.size() == values.size()) {
      to.insert(to.end(), values.begin(), values.end());
    } else {
      for (const uint32_t row : rows_) to.push_back(values[row]);
    }
  }

  const FrameRequest& request_;
  RowProblems problems_;
  std::optional<size_t> day_;
  std::vector<std::pair<size_t, MemberWords*>> wanted_;  ///< column of the view, and where its words go
  std::vector<uint32_t> rows_;                           ///< of the batch, one a member
  Members members_;
};

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

/// The first row of the files with this word in a column.
uint32_t first_row_with(const FrameRequest& request, const std::string& name, uint32_t code) {
  uint32_t first = std::numeric_limits<uint32_t>::max();
  const std::optional<size_t> index = column_of(request, name);
  for (size_t bucket = 0; bucket < request.rows->buckets(); ++bucket) {
    const SourceBatch batch = request.rows->batch(bucket);
    const Column& column = batch.table.columns[*index];
    for (size_t row = 0; row < batch.file_rows.size(); ++row) {
      if (!column.is_missing(row) && column.codes[row] == code) first = std::min(first, batch.file_rows[row]);
    }
  }
  return first;
}

/// Yes or no for every word of a consent column and for a missing cell; words of members that are neither are
/// diagnostics where they stand first.
std::vector<uint8_t> consent_of_words(const FrameRequest& request, const std::string& name, const MemberWords& column,
                                      Diagnostics& diagnostics) {
  std::vector<uint8_t> yes(column.words.size() + 1, 0);
  std::vector<uint8_t> used(column.words.size() + 1, 0);
  for (const uint32_t code : column.codes) used[code] = 1;
  std::vector<std::pair<uint32_t, uint32_t>> unknown;  // first row, word
  for (uint32_t word = 0; word < column.words.size(); ++word) {
    const std::optional<bool> consent = consent_from(column.words[word]);
    yes[word] = consent.value_or(false) ? 1 : 0;
    if (!consent && used[word] != 0) unknown.emplace_back(first_row_with(request, name, word), word);
  }
  std::sort(unknown.begin(), unknown.end());
  std::vector<uint32_t> rows;
  for (const auto& [row, word] : unknown) rows.push_back(row);
  const std::vector<RowPlace> places = places_of(request, rows);
  for (size_t i = 0; i < unknown.size(); ++i) {
    Diagnostic diagnostic =
        row_diagnostic(places[i], "F104",
                       fmt::format("\"{}\" in consent column '{}', first in {}, is neither yes nor no",
                                   column.words[unknown[i].second], name, places[i].text()));
    diagnostic.expected = "yes or no, true or false, 1 or 0, y or n, kyll\u00e4 or ei";
    const bool fails = request.register_source->format.on_bad_row == OnBadRow::fail;
    diagnostic.severity = fails ? Severity::error : Severity::warning;
    diagnostics.add(std::move(diagnostic));
  }
  return yes;
}

void add_consent(const FrameRequest& request, const Members& members, Frame& frame, Diagnostics& diagnostics) {
  const auto& declared = request.audience->consent;
  if (declared.empty()) return;
  if (declared.size() > kMostConsentChannels) {
    add_audience_error(request, "F105",
                       fmt::format("audience '{}' has {} consent columns, at most {} are possible",
                                   request.audience->name, declared.size(), kMostConsentChannels),
                       diagnostics);
    return;
  }
  frame.consent_mask.assign(members.subjects.size(), 0);
  for (const auto& [channel, column_name] : declared) {
    const uint32_t bit = uint32_t{1} << frame.consent.channels.size();
    frame.consent.channels.push_back(channel);
    const MemberWords* column = members.find(column_name.text);
    if (column == nullptr) continue;
    const std::vector<uint8_t> yes = consent_of_words(request, column_name.text, *column, diagnostics);
    for (size_t member = 0; member < column->codes.size(); ++member) {
      if (yes[column->codes[member]] != 0) frame.consent_mask[member] |= bit;
    }
  }
}

void add_segments(const FrameRequest& request, const Members& members, Frame& frame, Diagnostics& diagnostics) {
  std::vector<std::string> dimensions;
  std::vector<const MemberWords*> columns;
  for (const PlacedText& segment : request.audience->segments) {
    const MemberWords* column = members.find(segment.text);
    if (column == nullptr) continue;
    dimensions.push_back(segment.text);
    columns.push_back(column);
  }
  std::optional<CodedSegments> coded = code_segments(std::move(dimensions), columns, members.subjects.size());
  if (!coded) {
    Diagnostic diagnostic;
    diagnostic.code = "F103";
    diagnostic.at = request.audience->segments.front().at;
    diagnostic.message = fmt::format("audience '{}' has more than {} segments", request.audience->name, kMostSegments);
    diagnostic.hint = "split by columns with few different values, not by names or dates";
    diagnostics.add(std::move(diagnostic));
    coded = code_segments({}, {}, members.subjects.size());
  }
  frame.segments = std::move(coded->scheme);
  frame.segment = std::move(coded->codes);
}

/// A part of a canonical text: its length keeps "a,b" apart from "a" and "b".
std::string counted(std::string_view text) {
  return fmt::format("{}:{}", text.size(), text);
}

std::string population_hash(const AudienceSpec& audience, const SourceSpec& register_source) {
  std::string text = "population 1\nregister " + counted(audience.register_source.text);
  text += "\nkey " + counted(audience.key.text);
  text += counts_transactions(audience) ? "\nmembers transactions" : "\nmembers one row each";
  for (const PlacedText& segment : audience.segments) text += "\nsegment " + counted(segment.text);
  if (register_source.format.rows) text += "\nrows " + counted(register_source.format.rows->text);
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
  if (request.rows->source->rows == 0 && request.rows->source->rows_left_out > 0) {
    diagnostic.hint = fmt::format("`rows` of source '{}' leaves out all of its {} rows", request.register_source->name,
                                  request.rows->source->rows_left_out);
    diagnostics.add(std::move(diagnostic));
    return;
  }
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
  VK_CHECK(request.rows->source != nullptr, "a register was read");
  Frame frame;
  frame.audience = request.audience->name;
  frame.population_hash = population_hash(*request.audience, *request.register_source);
  frame.provenance = request.rows->source->provenance;
  frame.rows_skipped = request.rows->source->rows_skipped;
  Members members = MemberReader(request, diagnostics).read(diagnostics);
  if (members.subjects.empty()) report_no_members(request, diagnostics);
  add_segments(request, members, frame, diagnostics);
  add_consent(request, members, frame, diagnostics);
  frame.subjects = std::move(members.subjects);
  return frame;
}

std::vector<uint32_t> frame_positions(const Frame& frame, std::span<const SubjectNumber> subjects) {
  std::vector<uint32_t> positions(subjects.size(), kNoPosition);
  if (subjects.empty()) return positions;
  const auto begin = frame.subjects.begin();
  auto member = std::lower_bound(begin, frame.subjects.end(), subjects.front());
  for (size_t row = 0; row < subjects.size() && subjects[row] != kNoSubject; ++row) {
    while (member != frame.subjects.end() && *member < subjects[row]) ++member;
    if (member == frame.subjects.end()) break;
    if (*member == subjects[row]) positions[row] = static_cast<uint32_t>(member - begin);
  }
  return positions;
}

}  // namespace vk
