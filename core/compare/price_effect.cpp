#include "core/compare/price_effect.hpp"

#include <map>
#include <optional>

#include "core/base/check.hpp"
#include "core/compare/local_view.hpp"
#include "core/compare/movement_cells.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

/// The money of one slice.
struct SliceMoney {
  LocalView paid;
  LocalView real;
};

/// Sums both cycles by currency, as paid and real, and the members' movements in real money.
class PriceMaker {
 public:
  PriceMaker(MemberSource& earlier, MemberSource& later)
      : earlier_(earlier), later_(later), old_(rates_of(earlier.header())), new_(rates_of(later.header())) {}

  PriceEffect make() {
    for_each_slice_pair(earlier_, later_, [&](const Snapshot& before, const Snapshot& after) { add(before, after); });
    for (auto& [currency, line] : lines_) {
      line.currency = currency;
      effect_.lines.push_back(line);
    }
    VK_CHECK(effect_.earlier == earlier_.header().base.minor && effect_.spot == later_.header().base.minor,
             "the money by currency must be the bases");
    effect_.basis = *later_.header().prices;
    effect_.bridge = movements_.bridge();
    return std::move(effect_);
  }

 private:
  static SlotCode code(const Snapshot& snapshot, size_t i) {
    return {snapshot.state[i], snapshot.activity[i], snapshot.segment[i]};
  }

  void add(const Snapshot& earlier, const Snapshot& later) {
    const bool is_one_population = earlier.header.population_hash == later.header.population_hash;
    const SliceMoney was{LocalView(earlier), LocalView(earlier.real)};
    const SliceMoney is{LocalView(later), LocalView(later.real)};
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const int64_t real_before = before ? add_earlier(was, *before) : 0;
      const int64_t real_after = after ? add_later(is, *after) : 0;
      if (!is_one_population && !(before && after)) return;
      movements_.add(before ? code(earlier, *before) : SlotCode{}, after ? code(later, *after) : SlotCode{},
                     real_before, real_after);
    });
  }

  /// What a member's real money is at the earlier rates.
  int64_t add_earlier(const SliceMoney& money, size_t member) {
    money.paid.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].before, amount.minor);
      add_to_money(effect_.earlier, old_.convert(amount).minor);
    });
    int64_t all = 0;
    money.real.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].real_before, amount.minor);
      add_to_money(all, old_.convert(amount).minor);
    });
    add_to_money(effect_.real_before, all);
    return all;
  }

  int64_t add_later(const SliceMoney& money, size_t member) {
    money.paid.for_each(member, [&](const Money& amount) {
      PriceEffect::Line& line = lines_[amount.currency];
      ++line.members;
      add_to_money(line.after, amount.minor);
      add_to_money(effect_.constant, old_.convert(amount).minor);
      add_to_money(effect_.spot, new_.convert(amount).minor);
    });
    int64_t all = 0;
    money.real.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].real_after, amount.minor);
      add_to_money(all, old_.convert(amount).minor);
    });
    add_to_money(effect_.real_after, all);
    return all;
  }

  MemberSource& earlier_;
  MemberSource& later_;
  RateTable old_;
  RateTable new_;
  PriceEffect effect_;
  std::map<Currency, PriceEffect::Line> lines_;
  MovementCells movements_;
};

PriceEffect::Missing missing_for(MemberSource& earlier, MemberSource& later) {
  const std::optional<PriceBasis>& before = earlier.header().prices;
  const std::optional<PriceBasis>& after = later.header().prices;
  if (!before) return PriceEffect::Missing::earlier;
  if (!after) return PriceEffect::Missing::later;
  if (before != after) return PriceEffect::Missing::base;
  const bool is_rated = unrated_currencies(later, earlier.header(), true).empty();
  return is_rated ? PriceEffect::Missing::nothing : PriceEffect::Missing::without_rate;
}

}  // namespace

PriceEffect price_effect(const Snapshot& earlier, const Snapshot& later) {
  WholeSnapshot before(earlier);
  WholeSnapshot after(later);
  return price_effect(before, after);
}

PriceEffect price_effect(MemberSource& earlier, MemberSource& later) {
  PriceEffect none;
  none.missing = missing_for(earlier, later);
  if (none.missing != PriceEffect::Missing::nothing) {
    none.basis = later.header().prices ? *later.header().prices : *earlier.header().prices;
    return none;
  }
  return PriceMaker(earlier, later).make();
}

}  // namespace vk
