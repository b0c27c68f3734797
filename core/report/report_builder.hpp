#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "core/report/report_language.hpp"
#include "core/report/report_model.hpp"

namespace vk {

/// What a figure is called by machines and by people.
struct FigureName {
  std::string id;
  std::string label;
};

/// A number that is no whole count, with the range it lies in.
struct DecimalFigure {
  double value = 0;
  std::optional<Interval> range;
};

/// The money of one cycle by part, with its members. What is told together has nothing in its own part.
struct PartTotals {
  std::array<int64_t, kMoneyParts> money{};
  std::array<uint64_t, kMoneyParts> members{};
  std::array<bool, kMoneyParts> told{true, true, true, true, false};

  PartTotals() = default;
  /// For states told in `groups`.
  PartTotals(const std::vector<StateSpec>& states, const StateGroups& groups);
  void add(MoneyPart part, int64_t amount, uint64_t count);
  int64_t base() const;
  uint64_t all_members() const;
};

/// Collects a report section by section; what the section files share. Borrows the inputs for its life.
class ReportBuilder {
 public:
  ReportBuilder(const ReportInputs& inputs, Report& report);

  const ReportInputs& inputs() const { return inputs_; }
  const ReportLanguage& say() const { return say_; }
  Report& report() { return report_; }

  /// Starts a section; the blocks that follow are its own.
  void begin(std::string id, const Wording& title);
  void add(Block block);
  /// Ids stay unique: a repeated one gets "#2", "#3".
  std::string unique_id(const std::string& id);

  size_t money(FigureName name, const Money& amount, const Basis& basis);
  /// The same with the range it lies in.
  size_t money(FigureName name, const Money& amount, const MoneyRange& range, RangeKind kind, const Basis& basis);
  /// "475,167": an estimate or an end of its interval, which has no cents that anybody counted; no currency.
  std::string whole_money(const Money& amount) const;
  /// Says between which amounts a money figure lies.
  void set_range(size_t figure, const MoneyRange& range, RangeKind kind);
  /// The same for a share, in tenths of a percent.
  void set_share_range(size_t figure, int64_t low, int64_t high);
  size_t count(FigureName name, uint64_t value, FigureUnit unit, const Basis& basis);
  /// A ratio of integers as a percentage with one decimal, or "not defined" over zero.
  size_t ratio(FigureName name, const Ratio& ratio, const Basis& basis);
  /// The same with the text already rounded together with its siblings; `tenths` below zero parts included.
  size_t share(FigureName name, const Ratio& ratio, int64_t tenths, const Basis& basis);

  /// A number of points (one decimal) or of a score (two), with its range when it has one.
  size_t decimal(FigureName name, FigureUnit unit, const DecimalFigure& value, const Basis& basis);
  /// "31.4" of points, "4.26" of a score.
  std::string decimal_text(FigureUnit unit, double value) const;

  const Figure& figure(size_t index) const { return report_.figures[index]; }
  TableCell cell(size_t figure) const;
  /// "between 297,000 and 341,000"; one amount when both ends are the same.
  std::string range_text(const MoneyRange& range, const Currency& currency) const;
  static TableCell text_cell(std::string text);
  static TableCell head_cell(std::string text);

  /// The item's title in the calendar, or its id made readable: "Will they buy next year?", "Annual purchases".
  std::string item_title(const std::string& item) const;
  /// What people call an occurrence: its title, and its cycle when the report tells more cycles than one of its item.
  std::string title_of(const OccurrenceName& name) const;
  /// What people call two occurrences that are compared: "Will they buy next year? 2025 → 2026".
  std::string title_of(const OccurrenceName& earlier, const OccurrenceName& later) const;
  /// A title with what is said of it: "Renewal: aims", but "Will they buy? Aims" has no colon after its question mark.
  static std::string titled(const std::string& title, const std::string& said);

  /// "annual_purchases@1 (3f2a91bc)".
  std::string metric_reference(const MetricIdentity& metric) const;
  /// Dates of the money, base, n and definition of a cycle; `what` says what the figure is.
  Basis cycle_basis(const SnapshotHeader& header, const std::string& what) const;
  /// Dates and base of both cycles of a comparison.
  Basis pair_basis(const Comparison& comparison, const std::string& what) const;
  /// The days whose transactions count, in words, also for "everything until".
  std::string window_text(const DayInterval& window) const;
  std::string part_name(MoneyPart part) const;
  std::string part_definition(MoneyPart part) const;
  /// The same beside the parts that are told with it: "Needs work and leaving together".
  std::string part_name(MoneyPart part, const std::array<bool, kMoneyParts>& told) const;
  std::string part_definition(MoneyPart part, const std::array<bool, kMoneyParts>& told) const;
  /// "dates: ..., base ..., n ..., definition: ..." for captions.
  std::string basis_line(const Basis& basis) const;

 private:
  size_t add_figure(Figure figure, const Basis& basis);

  const ReportInputs& inputs_;
  Report& report_;
  ReportLanguage say_;
  std::map<std::string, size_t> ids_;
};

/// A cycle's money by part.
PartTotals part_totals(const MeasuredCycle& cycle);
/// Name of a state code in a comparison: the state's own, or the words for unmeasured and absent.
std::string state_name(const ReportBuilder& builder, const std::vector<StateSpec>& states, uint8_t state);
/// What is told under a code: its name, or the names of all states that are told together.
std::string state_name(const ReportBuilder& builder, const std::vector<StateSpec>& states, const StateGroups& groups,
                       uint8_t state);
/// The same as part of a figure's id: "leaving", "unmeasured", "absent", "leaving+unmeasured".
std::string state_id(const std::vector<StateSpec>& states, const StateGroups& groups, uint8_t state);
/// A cell whose figure [disclosure] hides.
TableCell withheld_cell(const ReportBuilder& builder);
/// The first eight digits of a hash, for people.
std::string short_hash(std::string_view hash);

}  // namespace vk
