#pragma once
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/report/disclosure.hpp"
#include "core/report/safe_segments.hpp"

namespace vk {

/// Lines of a bridge as cells; those who are in one population only have lines of their own.
enum class PairLine { added_new, reactivation, expansion, contraction, churn, entered, exited };
inline constexpr size_t kPairLines = 7;

/// Cells of a bridge in the order of PairLine.
using PairLines = std::array<DisclosureCell, kPairLines>;

/// What one dimension of segments tells of a comparison: movements by value, and who changed it. Whoever changed makes
/// the opening of a value differ from its base in the earlier cycle.
class PairDimension {
 public:
  void add_value(const std::string& value);
  void add_line(const std::string& value, PairLine line, int64_t money);
  void add_switch(const std::string& from, const std::string& to, int64_t money);
  /// The same of many members at once.
  void add_lines(const std::string& value, const PairLines& lines);
  void add_switches(const std::string& from, const std::string& to, const DisclosureCell& cell);

  bool operator==(const PairDimension&) const = default;

  /// The values that are told as one beside those `joined` already, so that every figure is of enough members and none
  /// follows from opening and closing of each value, which other tables tell. All of them: the dimension cannot be
  /// told.
  std::set<std::string> safe_values(std::set<std::string> joined, const BridgeDetail& detail,
                                    const DisclosureRule& rule) const;

 private:
  std::vector<std::string> row_names(const std::set<std::string>& joined) const;
  std::set<std::string> unsafe_in_a_column(const std::set<std::string>& joined, const BridgeDetail& detail,
                                           const DisclosureRule& rule) const;
  bool is_known_by_nets(const std::set<std::string>& joined, const BridgeDetail& detail,
                        const DisclosureRule& rule) const;

  /// The value in which least moved.
  std::optional<std::string> smallest_besides(const std::set<std::string>& joined) const;

  std::map<std::string, PairLines> lines_;
  std::map<std::pair<std::string, std::string>, DisclosureCell> switches_;
};

/// What segments of all dimensions at once tell of a comparison. It is not told, but rows of one dimension that lie in
/// a row of another (regions in their country) are subtracted from it.
class PairCombinations {
 public:
  /// Codes are those of `segments`.
  explicit PairCombinations(SegmentScheme segments) : segments_(std::move(segments)), lines_(segments_.size()) {}

  void add_line(size_t code, PairLine line, int64_t money);
  void add_switch(size_t from, size_t to, int64_t money);

  bool operator==(const PairCombinations&) const = default;

  /// The value to join next so that no row less the rows of another dimension inside it is of too few; nothing when all
  /// are safe. `joined` has the values of each dimension that are told as one.
  struct Value {
    size_t dimension = 0;
    std::string value;
  };
  std::optional<Value> value_to_join(std::span<const std::set<std::string>> joined, const BridgeDetail& detail,
                                     const DisclosureRule& rule) const;

 private:
  using Codes = std::set<size_t>;

  /// The rows of a dimension by name, and the segments in each.
  std::map<std::string, Codes> rows_of(size_t dimension, const std::set<std::string>& joined) const;
  bool is_unsafe_difference(const Codes& codes, const BridgeDetail& detail, const DisclosureRule& rule) const;
  /// The value of a dimension, of those in `inside` where there is one, in which least moved.
  std::optional<Value> smallest_value(size_t dimension, const std::set<std::string>& joined, const Codes& inside) const;

  SegmentScheme segments_;
  std::vector<PairLines> lines_;
  std::map<std::pair<size_t, size_t>, DisclosureCell> switches_;
};

/// The lines that are told as one, in groups; movements that are not told are in none.
std::vector<std::vector<PairLine>> line_groups(const BridgeDetail& detail);
/// The cells of some lines as one.
DisclosureCell united(const PairLines& lines, const std::vector<PairLine>& group);

}  // namespace vk
