#include "core/report/effect_cells.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

#include "core/compare/cell_layout.hpp"
#include "core/compare/local_view.hpp"
#include "core/compare/movement_cells.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

/// Between which price levels the money of a cycle in one currency lies, as real money for one paid.
struct PriceLevels {
  double low = std::numeric_limits<double>::infinity();
  double high = 0;

  void add(int64_t paid, int64_t real) {
    // Of small amounts rounding says more than prices.
    constexpr int64_t kClear = 10'000;
    if (paid < kClear || real <= 0) return;
    const double level = static_cast<double>(real) / static_cast<double>(paid);
    low = std::min(low, level);
    high = std::max(high, level);
  }

  /// The share of paid money that is above `low`, or below `high`, when there are no levels between the two; 0 where it
  /// is no more than rounding.
  std::array<double, 2> apart(int64_t paid, int64_t real) const {
    constexpr double kOneLevel = 1e-4;
    constexpr double kRounding = 0.005;
    if (paid == 0 || high - low < kOneLevel) return {0, 0};
    const double level = static_cast<double>(real) / static_cast<double>(paid);
    const double above = (level - low) / (high - low);
    const auto clear = [&](double share) { return share < kRounding ? 0 : std::min(share, 1.0); };
    return {clear(above), clear(1 - above)};
  }
};

/// Which members a sum is of.
enum class Stayed { all, kept, came, arrived, returned, other };

/// What money is of: cycle (0 = the earlier), currency, members, and price level (0 = any).
using MoneyOf = std::tuple<int, Currency, Stayed, int>;

/// One member's money in the three ways in which it is counted.
struct MemberMoneys {
  int64_t before = 0;
  int64_t after = 0;     ///< at the later cycle's rates
  int64_t constant = 0;  ///< at the earlier rates
  int64_t real_before = 0;
  int64_t real_after = 0;  ///< both at the earlier rates
};

int64_t loss_of(int64_t before, int64_t after) {
  return std::max<int64_t>(0, before - after);
}

void add_some(DisclosureCell& cell, int64_t amount) {
  if (amount != 0) add_contributor(cell, amount);
}

class EffectGatherer {
 public:
  EffectGatherer(MemberSource& earlier, MemberSource& later, const Comparison& comparison)
      : earlier_(earlier),
        later_(later),
        has_prices_(comparison.prices && comparison.prices->missing == PriceEffect::Missing::nothing),
        other_population_(comparison.population.has_value()),
        layout_(earlier.header(), later.header(), comparison.verdict),
        old_(rates_of(earlier.header())) {
    for (EffectCells::Kept* kept : {&cells_.exchange_kept, &cells_.prices_kept}) {
      kept->gross.resize(5);
      kept->both.resize(5);
    }
  }

  EffectCells gather() {
    if (has_prices_) find_levels();
    for_each_slice_pair(earlier_, later_, [&](const Snapshot& earlier, const Snapshot& later) { add(earlier, later); });
    for (const auto& [of, cell] : sums_) {
      const auto& [cycle, currency, stayed, level] = of;
      const bool is_paid = level == 0;
      if (stayed == Stayed::all && cycle == 1 && is_paid) cells_.exchange.push_back(cell);
      if (stayed == Stayed::all && has_prices_) cells_.prices.push_back(cell);
      if (stayed == Stayed::all) continue;
      const bool is_split = stayed == Stayed::arrived || stayed == Stayed::returned;
      const auto add = [&, &cell = cell](EffectCells::Kept& kept) {
        (is_split ? kept.came : kept.net).push_back(cell);
      };
      if (cycle == 1 && is_paid) add(cells_.exchange_kept);
      if (has_prices_) add(cells_.prices_kept);
    }
    return std::move(cells_);
  }

 private:
  static SlotCode code(const Snapshot& snapshot, std::optional<size_t> place) {
    return place ? SlotCode{snapshot.state[*place], snapshot.activity[*place], snapshot.segment[*place]} : SlotCode{};
  }

  void find_levels() {
    for_each_slice(earlier_, [&](const Snapshot& slice) { add_levels(0, slice); });
    for_each_slice(later_, [&](const Snapshot& slice) { add_levels(1, slice); });
  }
  void add_levels(int cycle, const Snapshot& slice) {
    const LocalView paid(slice);
    const LocalView real(slice.real);
    for (size_t i = 0; i < slice.size(); ++i) {
      const std::map<Currency, int64_t> deflated = amounts_of(real, i);
      for (const auto& [currency, amount] : amounts_of(paid, i)) {
        const auto found = deflated.find(currency);
        if (found != deflated.end()) levels_[{cycle, currency}].add(amount, found->second);
      }
    }
  }

  static std::map<Currency, int64_t> amounts_of(const LocalView& money, size_t member) {
    std::map<Currency, int64_t> amounts;
    money.for_each(member, [&](const Money& amount) { amounts[amount.currency] = amount.minor; });
    return amounts;
  }

  int64_t at_earlier_rates(const std::map<Currency, int64_t>& amounts) const {
    int64_t sum = 0;
    for (const auto& [currency, amount] : amounts) add_to_money(sum, old_.convert({amount, currency}).minor);
    return sum;
  }

  /// The sets that somebody is in.
  std::vector<Stayed> sets_of(const CellKey& key) const {
    const bool one_sided = key.from == kAbsent || key.to == kAbsent;
    if (other_population_ && one_sided) return {Stayed::all, Stayed::other};
    if (key.movement == Movement::added_new) return {Stayed::all, Stayed::came, Stayed::arrived};
    if (key.movement == Movement::reactivation) return {Stayed::all, Stayed::came, Stayed::returned};
    return {Stayed::all, Stayed::kept};
  }

  void add(const Snapshot& earlier, const Snapshot& later) {
    const LocalView paid_before(earlier);
    const LocalView paid_after(later);
    const LocalView real_before(earlier.real);
    const LocalView real_after(later.real);
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const CellKey key = layout_.key(code(earlier, before), code(later, after));
      const std::vector<Stayed> who = sets_of(key);
      MemberMoneys money;
      if (before) {
        const auto real = amounts_of(real_before, *before);
        add_sums(0, who, amounts_of(paid_before, *before), real);
        money.before = earlier.money[*before];
        money.real_before = at_earlier_rates(real);
      }
      if (after) {
        const auto paid = amounts_of(paid_after, *after);
        const auto real = amounts_of(real_after, *after);
        add_sums(1, who, paid, real);
        money.after = later.money[*after];
        money.constant = at_earlier_rates(paid);
        money.real_after = at_earlier_rates(real);
      }
      add_moves(money, key.movement == Movement::kept || key.movement == Movement::churn);
    });
  }

  void add_sums(int cycle, const std::vector<Stayed>& who, const std::map<Currency, int64_t>& paid,
                const std::map<Currency, int64_t>& real) {
    for (const auto& [currency, amount] : paid) {
      std::array<double, 3> shares{1, 0, 0};
      const auto deflated = real.find(currency);
      const auto levels = levels_.find({cycle, currency});
      if (deflated != real.end() && levels != levels_.end()) {
        const auto [above, below] = levels->second.apart(amount, deflated->second);
        shares = {1, above, below};
      }
      for (int level = 0; level < 3; ++level) {
        const auto part = static_cast<int64_t>(static_cast<double>(amount) * shares.at(static_cast<size_t>(level)));
        for (const Stayed group : who) add_some(sums_[{cycle, currency, group, level}], part);
      }
    }
  }

  /// What those lost, or won, who were active before, and what is told of everybody less that.
  void add_moves(const MemberMoneys& money, bool stayed_or_left) {
    const auto add = [&](EffectCells::Kept& kept, int64_t from, int64_t to) {
      const int64_t lost = stayed_or_left ? loss_of(from, to) : 0;
      const int64_t won = stayed_or_left ? loss_of(to, from) : 0;
      size_t cell = 0;
      add_some(kept.gross[cell], lost);
      add_some(kept.both[cell], won);
      for (const int64_t after : {money.after, money.constant}) {
        const int64_t more_lost = stayed_or_left ? lost - loss_of(money.before, after) : 0;
        const int64_t more_won = stayed_or_left ? won - loss_of(after, money.before) : 0;
        add_some(kept.gross[++cell], more_lost);
        add_some(kept.both[cell], more_won);
        add_some(kept.gross[++cell], (from - money.before) - (to - after) - more_lost);
      }
    };
    add(cells_.exchange_kept, money.before, money.constant);
    if (has_prices_) add(cells_.prices_kept, money.real_before, money.real_after);
  }

  MemberSource& earlier_;
  MemberSource& later_;
  bool has_prices_;
  bool other_population_;
  CellLayout layout_;
  RateTable old_;
  std::map<std::pair<int, Currency>, PriceLevels> levels_;
  std::map<MoneyOf, DisclosureCell> sums_;
  EffectCells cells_;
};

}  // namespace

EffectCells effect_cells(MemberSource& earlier, MemberSource& later, const Comparison& comparison) {
  return EffectGatherer(earlier, later, comparison).gather();
}

}  // namespace vk
