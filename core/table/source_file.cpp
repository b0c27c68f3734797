#include "core/table/source_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/table/record_shape.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

constexpr size_t kMostNamesListed = 40;

/// What a delimiter is called in a calendar.
std::string delimiter_text(char delimiter) {
  return delimiter == '\t' ? "\\t" : std::string(1, delimiter);
}

}  // namespace

SourceFile::SourceFile(const Context& context, std::filesystem::path path)
    : format_(context.format),
      request_(context.request),
      tuning_(context.tuning),
      columns_(context.columns),
      problems_(context.problems),
      filter_(context.filter),
      path_(std::move(path)),
      cells_(context.columns.cells_wanted() + (filter_ != nullptr ? format_.rows->columns.size() : 0)) {}

SourceProvenance SourceFile::read() {
  SourceProvenance provenance;
  provenance.source = request_.source;
  provenance.file = path_.generic_string();
  try {
    ByteSource source(path_, columns_.hash_pairs());
    try {
      read_opened(source);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::corrupt) throw;
      problems_.add_file_error(path_, "T005", error.what(), "copy or export the file again");
    }
    source.drain();
    provenance.bytes = source.stored_bytes();
    provenance.sha256 = source.sha256();
  } catch (const Error& error) {
    problems_.add_file_error(path_, "T001", error.what());
  }
  provenance.rows = rows_read_;
  provenance.rows_skipped = format_.on_bad_row == OnBadRow::skip ? rows_bad_ : 0;
  provenance.rows_left_out = rows_left_out_;
  if (format_.rows) provenance.rows_where = format_.rows->text;
  return provenance;
}

void SourceFile::read_opened(ByteSource& source) {
  TextStream stream(source, format_.encoding);
  RecordReader reader(stream, syntax_of(format_), tuning_);
  reader.skip_lines(format_.skip_lines);
  const bool has_names = read_header(reader);
  if (reader.fault() != RecordFault::none) {
    problems_.add_record_fault(path_, reader, stream.first_bytes());
    return;
  }
  if (!has_names) return;
  bool more = header_records_ < reader.records().size();
  if (!more) {
    header_records_ = 0;
    more = reader.next();
  }
  while (more) {
    read_block(reader);
    header_records_ = 0;
    if (!told_expected_) expect_rows(reader, source);
    more = reader.next();
  }
  if (reader.fault() != RecordFault::none) problems_.add_record_fault(path_, reader, stream.first_bytes());
  const bool nothing_found = rows_read_ + rows_bad_ + rows_left_out_ == 0 && reader.fault() == RecordFault::none;
  if (nothing_found) problems_.add_file_warning(path_, "T003", "the file has no rows under its header");
}

bool SourceFile::read_header(RecordReader& reader) {
  const uint32_t wanted = std::max<uint32_t>(1, format_.header_rows);
  while (header_rows_.size() < wanted && reader.next()) {
    header_records_ = 0;
    take_header_rows(reader);
  }
  if (reader.fault() != RecordFault::none) return false;
  if (header_rows_.empty()) {
    problems_.add_file_error(path_, "T002", "the file is empty", "export it again, or take it out of the source");
    return false;
  }
  if (header_rows_.size() < wanted) {
    problems_.add_file_error(path_, "T002",
                             fmt::format("the file has {} of {} header rows", header_rows_.size(), wanted));
    return false;
  }
  return take_names() && find_positions();
}

void SourceFile::take_header_rows(RecordReader& reader) {
  const uint32_t wanted = std::max<uint32_t>(1, format_.header_rows);
  for (const Record& record : reader.records()) {
    if (header_rows_.size() == wanted) return;
    const bool is_header = !is_line_of_blanks(reader, record);
    if (is_header) {
      if (header_rows_.empty()) {
        first_record_ = text_of(reader, record);
        first_position_ = reader.position(record.start);
      }
      header_rows_.push_back(header_row(reader, record));
    }
    // Without header rows the first record only tells how many cells a row has.
    if (format_.header_rows > 0 || !is_header) ++header_records_;
  }
}

HeaderRow SourceFile::header_row(const RecordReader& reader, const Record& record) {
  const CellRules rules{format_.quote, true, {}};
  HeaderRow cells;
  std::string scratch;
  for (uint32_t i = 0; i < record.cells; ++i) {
    const CellSpan span = cell_of(reader, {record.start, record.first_separator}, i);
    const std::string_view raw{reader.text() + span.start, span.end - span.start};
    cells.push_back(mended_utf8(clean_cell(raw, rules, scratch).text));
  }
  return cells;
}

bool SourceFile::take_names() {
  if (!format_.fixed.empty()) {
    for (const FixedField& field : format_.fixed) names_.push_back(field.name);
    return true;
  }
  const size_t cells = header_rows_.front().size();
  if (format_.header_rows > 0) {
    names_ = header_names(header_rows_, format_);
    return true;
  }
  names_ = positional_names(format_, cells);
  const std::optional<char> better = better_delimiter(first_record_, cells, {}, format_);
  if (cells > 1 || format_.columns.size() < 2 || !better) return true;
  problems_.add_header_error(
      path_, first_position_, "T006",
      fmt::format("the first row is one cell when cut at \"{}\"", delimiter_text(format_.delimiter)),
      fmt::format("set delimiter = \"{}\"", delimiter_text(*better)));
  return false;
}

bool SourceFile::find_positions() {
  bool wrong_delimiter = false;
  bool all_found = true;
  const auto take = [&](const AskedName& asked) {
    if (wrong_delimiter) return;
    const std::optional<size_t> position = find_asked(asked, wrong_delimiter);
    all_found = all_found && position.has_value();
    positions_.push_back(static_cast<uint32_t>(position.value_or(0)));
  };
  for (const ColumnRequest& column : request_.columns) take({column.name, column.asked_at, {}});
  if (columns_.has_key()) take({request_.key, request_.key_asked_at, {}});
  if (filter_ != nullptr) {
    for (const ConditionColumn& column : format_.rows->columns) take({column.name, column.at, format_.rows->excerpt});
  }
  find_full_row();
  return all_found;
}

std::vector<std::string> SourceFile::asked_names() const {
  std::vector<std::string> names;
  for (const ColumnRequest& column : request_.columns) names.push_back(column.name);
  if (columns_.has_key()) names.push_back(request_.key);
  if (filter_ == nullptr) return names;
  for (const ConditionColumn& column : format_.rows->columns) names.push_back(column.name);
  return names;
}

std::optional<size_t> SourceFile::find_asked(const AskedName& asked, bool& wrong_delimiter) {
  const std::optional<size_t> position = find_column(names_, asked.name);
  if (position) return position;
  const std::vector<std::string> wanted = asked_names();
  const bool none_found =
      std::none_of(wanted.begin(), wanted.end(), [&](const auto& other) { return find_column(names_, other); });
  std::optional<char> better;
  if (none_found && format_.fixed.empty()) better = better_delimiter(first_record_, names_.size(), wanted, format_);
  if (better) {
    wrong_delimiter = true;
    problems_.add_header_error(path_, first_position_, "T006",
                               fmt::format("no column \"{}\" when the header is cut at \"{}\": it reads \"{}\"",
                                           asked.name, delimiter_text(format_.delimiter), shown(first_record_)),
                               fmt::format("set delimiter = \"{}\"", delimiter_text(*better)));
    return std::nullopt;
  }
  Diagnostic diagnostic;
  diagnostic.code = "T007";
  diagnostic.message = fmt::format("no column \"{}\" in {}", asked.name, path_.generic_string());
  diagnostic.length = static_cast<uint32_t>(std::max<size_t>(1, utf8_length(asked.name)));
  diagnostic.excerpt = asked.excerpt;
  const std::string names = list_names(names_, kMostNamesListed);
  diagnostic.expected = names.empty() ? "the file names no column" : "one of " + names;
  const std::optional<std::string> near = nearest_word(asked.name, names_);
  if (near) diagnostic.hint = fmt::format("did you mean \"{}\"?", *near);
  problems_.add_request_error(std::move(diagnostic), asked.at, path_);
  return std::nullopt;
}

void SourceFile::find_full_row() {
  if (!format_.fixed.empty()) return;
  full_cells_ = static_cast<uint32_t>(names_.size());
  named_cells_ = full_cells_;
  if (format_.header_rows == 0) return;
  while (named_cells_ > 1 && names_[named_cells_ - 1].empty()) --named_cells_;
}

CellSpan SourceFile::cell_of(const RecordReader& reader, const Row& row, uint32_t cell) const {
  const uint32_t index = row.first_separator + cell;
  return {cell == 0 ? row.start : reader.separators()[index - 1] + 1, reader.separators()[index]};
}

void SourceFile::expect_rows(const RecordReader& reader, const ByteSource& source) {
  told_expected_ = true;
  if (source.is_gzip() || reader.text_bytes() == 0) return;
  const double rows_a_byte = static_cast<double>(rows_read_ + rows_bad_) / static_cast<double>(reader.text_bytes());
  columns_.expect(static_cast<uint64_t>(rows_a_byte * static_cast<double>(source.file_size())) + 1);
}

}  // namespace vk
