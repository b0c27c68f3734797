#include "core/compare/price_effect.hpp"

#include <map>
#include <optional>
#include <set>

#include "core/base/check.hpp"
#include "core/compare/local_view.hpp"
#include "core/compare/movement_cells.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

/// Sums both cycles by currency, as paid and real, and the members' movements in real money.
class PriceMaker {
 public:
  PriceMaker(const Snapshot& earlier, const Snapshot& later)
      : earlier_(earlier),
        later_(later),
        paid_before_(earlier),
        paid_after_(later),
        real_before_(earlier, earlier.real),
        real_after_(later, later.real),
        old_(rates_of(earlier.header)),
        new_(rates_of(later.header)) {}

  PriceEffect make() {
    const bool is_one_population = earlier_.header.population_hash == later_.header.population_hash;
    for_each_pair(earlier_, later_, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const int64_t was = before ? add_earlier(*before) : 0;
      const int64_t is = after ? add_later(*after) : 0;
      if (!is_one_population && !(before && after)) return;
      movements_.add(before ? code(earlier_, *before) : SlotCode{}, after ? code(later_, *after) : SlotCode{}, was, is);
    });
    for (auto& [currency, line] : lines_) {
      line.currency = currency;
      effect_.lines.push_back(line);
    }
    VK_CHECK(effect_.earlier == earlier_.header.base.minor && effect_.spot == later_.header.base.minor,
             "the money by currency must be the bases");
    effect_.basis = *later_.header.prices;
    effect_.bridge = movements_.bridge();
    return std::move(effect_);
  }

 private:
  static SlotCode code(const Snapshot& snapshot, size_t i) {
    return {snapshot.state[i], snapshot.activity[i], snapshot.segment[i]};
  }

  /// What a member's real money is at the earlier rates.
  int64_t add_earlier(size_t member) {
    paid_before_.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].before, amount.minor);
      add_to_money(effect_.earlier, old_.convert(amount).minor);
    });
    int64_t all = 0;
    real_before_.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].real_before, amount.minor);
      add_to_money(all, old_.convert(amount).minor);
    });
    add_to_money(effect_.real_before, all);
    return all;
  }

  int64_t add_later(size_t member) {
    paid_after_.for_each(member, [&](const Money& amount) {
      PriceEffect::Line& line = lines_[amount.currency];
      ++line.members;
      add_to_money(line.after, amount.minor);
      add_to_money(effect_.constant, old_.convert(amount).minor);
      add_to_money(effect_.spot, new_.convert(amount).minor);
    });
    int64_t all = 0;
    real_after_.for_each(member, [&](const Money& amount) {
      add_to_money(lines_[amount.currency].real_after, amount.minor);
      add_to_money(all, old_.convert(amount).minor);
    });
    add_to_money(effect_.real_after, all);
    return all;
  }

  const Snapshot& earlier_;
  const Snapshot& later_;
  LocalView paid_before_;
  LocalView paid_after_;
  LocalView real_before_;
  LocalView real_after_;
  RateTable old_;
  RateTable new_;
  PriceEffect effect_;
  std::map<Currency, PriceEffect::Line> lines_;
  MovementCells movements_;
};

PriceEffect::Missing missing_for(const Snapshot& earlier, const Snapshot& later) {
  if (!earlier.header.prices) return PriceEffect::Missing::earlier;
  if (!later.header.prices) return PriceEffect::Missing::later;
  if (earlier.header.prices != later.header.prices) return PriceEffect::Missing::base;
  std::set<Currency> currencies = LocalView(later).currencies();
  currencies.merge(LocalView(later, later.real).currencies());
  for (const Currency& currency : currencies) {
    if (currency != earlier.header.metric.currency && !earlier.header.rates.contains(currency))
      return PriceEffect::Missing::without_rate;
  }
  return PriceEffect::Missing::nothing;
}

}  // namespace

PriceEffect price_effect(const Snapshot& earlier, const Snapshot& later) {
  PriceEffect none;
  none.missing = missing_for(earlier, later);
  if (none.missing != PriceEffect::Missing::nothing) {
    none.basis = later.header.prices ? *later.header.prices : *earlier.header.prices;
    return none;
  }
  return PriceMaker(earlier, later).make();
}

}  // namespace vk
