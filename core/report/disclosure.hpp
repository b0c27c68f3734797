#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vk {

/// When a cell tells too much of one customer (METHODS.md h.2; Hundepool et al., SDC handbook).
struct DisclosureRule {
  uint64_t least = 3;     ///< contributors; fewer are hidden
  double p_percent = 10;  ///< hidden when the second biggest could estimate the biggest closer than this
};

/// Fewest answers behind a figure of what people said (METHODS.md h.2).
inline constexpr uint64_t kLeastAnswers = 10;

/// What a cell is made of; money in minor units, at least 0.
struct DisclosureCell {
  uint64_t contributors = 0;
  int64_t total = 0;    ///< weighted in samples
  int64_t biggest = 0;  ///< unweighted
  int64_t second = 0;

  bool operator==(const DisclosureCell&) const = default;
};

/// Adds one member's money to a cell, whatever its sign. Throws Error(invalid_input) beyond 64 bits.
void add_contributor(DisclosureCell& cell, int64_t money);

/// Cells that are told together, as an attacker could add them up: the contributors are different people.
DisclosureCell united(const DisclosureCell& a, const DisclosureCell& b);

/// Fewer contributors than `rule.least`, but some.
bool has_too_few(const DisclosureCell& cell, const DisclosureRule& rule);
/// The p % rule: total - biggest - second < p / 100 biggest; never true of a cell without money.
bool is_dominated(const DisclosureCell& cell, const DisclosureRule& rule);
bool is_unsafe(const DisclosureCell& cell, const DisclosureRule& rule);
/// Share in percent of the `n` biggest in the total, for people; 0 without money. `biggest` falls.
double dominance(std::span<const int64_t> biggest, size_t n, int64_t total);

/// Cells that add up to a printed one: a row with its total, a segment over states, net retention over its movements.
/// Indices into the cells; `total` is the number of cells when the sum is printed outside them.
struct PrintedSum {
  std::vector<size_t> parts;
  size_t total = 0;
};

/// What is hidden and why.
struct Suppression {
  std::vector<size_t> primary;    ///< unsafe by themselves; rising
  std::vector<size_t> secondary;  ///< hidden so that no primary can be computed back; rising

  bool hides(size_t cell) const;
};

/// Hides every unsafe cell and then the smallest others until, in every sum, what is hidden is safe together and more
/// than one cell, and no hidden cell follows from all sums at once (METHODS.md h.3, for any linear table). An empty
/// cell (no contributors) is never unsafe and hides nobody. A sum whose total is unsafe hides it like any cell.
Suppression suppress(std::span<const DisclosureCell> cells, std::span<const PrintedSum> sums,
                     const DisclosureRule& rule);

/// The hidden cells that follow exactly from the printed ones and the sums; rising. What an attacker finds.
std::vector<size_t> pinned_cells(size_t cells, std::span<const PrintedSum> sums, const std::vector<bool>& hidden);

}  // namespace vk
