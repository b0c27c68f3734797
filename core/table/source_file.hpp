#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/table/header.hpp"
#include "core/table/record_reader.hpp"
#include "core/table/row_filter.hpp"
#include "core/table/source_columns.hpp"
#include "core/table/source_problems.hpp"

namespace vk {

/// Reads one file of a source: header, then rows block by block into the source's columns.
class SourceFile {
 public:
  /// What is the same for all files of a source; borrowed.
  struct Context {
    const SourceFormat& format;
    const ReadRequest& request;
    const ReaderTuning& tuning;
    SourceColumns& columns;
    SourceProblems& problems;
    RowFilter* filter = nullptr;  ///< nothing: all rows count
  };

  SourceFile(const Context& context, std::filesystem::path path);

  /// Reads the whole file; problems go where the context says.
  SourceProvenance read();

 private:
  /// A row of the block that has the right number of cells.
  struct Row {
    uint32_t start = 0;
    uint32_t first_separator = 0;
  };

  /// A column by its name, and where the calendar asks for it.
  struct AskedName {
    const std::string& name;
    const SourcePosition& at;
    std::string excerpt;
  };

  void read_opened(ByteSource& source);
  bool read_header(RecordReader& reader);
  void take_header_rows(RecordReader& reader);
  HeaderRow header_row(const RecordReader& reader, const Record& record);
  bool take_names();
  bool find_positions();
  std::vector<std::string> asked_names() const;
  std::optional<size_t> find_asked(const AskedName& asked, bool& wrong_delimiter);
  void find_full_row();

  void read_block(const RecordReader& reader);
  void sort_out_records(const RecordReader& reader);
  void judge_record(const RecordReader& reader, const Record& record);
  bool is_empty_from(const RecordReader& reader, const Record& record, uint32_t cell) const;
  CellSpan cell_of(const RecordReader& reader, const Row& row, uint32_t cell) const;
  void choose_rows(const RecordReader& reader, std::vector<BadCell>& bad);
  void gather_delimited(const RecordReader& reader, size_t wanted);
  void gather_fixed(const RecordReader& reader, size_t wanted);
  CellBlock gather(const RecordReader& reader, size_t wanted, uint32_t request);
  std::vector<BadCell> append(const RecordReader& reader);
  void drop_bad_rows(std::span<const BadCell> bad);
  void report(const RecordReader& reader, std::vector<BadCell>& bad);
  void expect_rows(const RecordReader& reader, const ByteSource& source);

  const SourceFormat& format_;
  const ReadRequest& request_;
  const ReaderTuning& tuning_;
  SourceColumns& columns_;
  SourceProblems& problems_;
  RowFilter* filter_;
  std::filesystem::path path_;

  std::vector<HeaderRow> header_rows_;
  std::string first_record_;
  TextPosition first_position_;  ///< where the first record begins
  size_t header_records_ = 0;    ///< records of the current block that are header
  std::vector<std::string> names_;
  std::vector<uint32_t> positions_;  ///< per wanted column its position; then the key's, then those of the condition
  uint32_t full_cells_ = 0;          ///< cells of a full row
  uint32_t named_cells_ = 0;         ///< cells up to the last column with a name

  std::vector<Row> rows_;          ///< of the current block
  std::vector<uint32_t> numbers_;  ///< with a condition: per row its number among the block's good ones
  size_t good_ = 0;                ///< with a condition: good rows of the block, those that it leaves out counted
  std::vector<BadCell> bad_shapes_;
  std::vector<std::vector<CellSpan>> cells_;
  uint64_t rows_read_ = 0;
  uint64_t rows_bad_ = 0;
  uint64_t rows_left_out_ = 0;
  bool told_expected_ = false;
};

}  // namespace vk
