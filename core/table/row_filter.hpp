#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/cell_text.hpp"
#include "core/table/column_builder.hpp"
#include "core/table/row_condition.hpp"
#include "core/table/value_reader.hpp"

namespace vk {

/// A value that a condition asks for and that no row has.
struct UnseenValue {
  size_t column = 0;  ///< of RowCondition::columns
  std::string text;   ///< as the condition has it, without quotes
  bool is_text = false;
  SourcePosition at;
  std::vector<std::string> seen;  ///< texts that the column has, the first ones
};

/// Decides which rows of a source's files count, block by block.
///
/// A test of a missing cell is false, as in plugins' conditions. A cell that cannot be read leaves its test undecided,
/// and the row is bad only when the condition depends on it: what another test decides already is not judged.
class RowFilter {
 public:
  /// Both must outlive it; `first_request` is the number of the condition's first column in bad cells.
  RowFilter(const RowCondition& condition, const SourceFormat& format, uint32_t first_request);

  enum class Verdict : uint8_t { left_out, taken, undecided };
  /// The verdict on each of the rows, blocks[i] the cells of the condition's column i. Undecided rows are bad, by a
  /// cell that is added to `bad`.
  std::span<const Verdict> judge(std::span<const CellBlock> blocks, std::vector<BadCell>& bad);

  /// What the rows judged so far lack; nothing when there were none.
  std::vector<UnseenValue> unseen() const;

 private:
  /// What a test says of one cell.
  struct Answer {
    Verdict verdict = Verdict::left_out;
    BadCellKind fault = BadCellKind::bad_value;  ///< of an undecided one
  };
  /// Texts that a column was seen to have.
  struct SeenWords {
    std::vector<std::string> words;
    bool wanted = false;
  };

  void test_column(size_t node, const CellBlock& block);
  void join(size_t node);
  Answer test_cell(size_t node, const CellBlock& block, size_t row);
  Answer test_text(size_t node, std::string_view text);
  Answer test_number(size_t node, const sdk::Number& number);
  Answer test_day(size_t node, std::string_view text);
  Answer test_flag(size_t node, std::string_view text);
  std::optional<sdk::Number> number_from(std::string_view text, CellKind kind) const;
  bool compares(size_t node, size_t literal, int sign);
  size_t deciding_test(size_t row) const;
  void note_word(size_t column, std::string_view text);

  const RowCondition& condition_;
  uint32_t first_request_;
  CellRules rules_;
  IntegerReader integers_;
  DecimalReader decimals_;
  DayReader days_;
  FlagReader flags_;
  std::string scratch_;
  std::vector<std::vector<Verdict>> verdicts_;  ///< of the block, by node
  std::vector<std::vector<uint8_t>> met_;       ///< by node and literal: whether some row has the value
  std::vector<SeenWords> seen_;                 ///< by column
  uint64_t rows_ = 0;
};

}  // namespace vk
