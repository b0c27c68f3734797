#include "core/compare/exchange_effect.hpp"

#include <algorithm>
#include <map>

#include "core/base/check.hpp"
#include "core/compare/cell_layout.hpp"
#include "core/compare/figures.hpp"
#include "core/compare/local_view.hpp"
#include "core/compare/movement_cells.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

/// Sums both cycles by currency, and the members' movements at the earlier rates.
class EffectMaker {
 public:
  EffectMaker(MemberSource& earlier, MemberSource& later)
      : earlier_(earlier), later_(later), old_(rates_of(earlier.header())), new_(rates_of(later.header())) {}

  ExchangeEffect make() {
    for_each_slice_pair(earlier_, later_, [&](const Snapshot& before, const Snapshot& after) { add(before, after); });
    ExchangeEffect effect;
    for (auto& [currency, line] : lines_) {
      line.currency = currency;
      line.rate_before = rate_of(earlier_.header(), currency);
      line.rate_after = rate_of(later_.header(), currency);
      add_to_money(effect.earlier, line.earlier);
      add_to_money(effect.constant, line.constant);
      add_to_money(effect.spot, line.spot);
      effect.lines.push_back(line);
    }
    VK_CHECK(effect.earlier == earlier_.header().base.minor && effect.spot == later_.header().base.minor,
             "the money by currency must be the bases");
    effect.bridge = movements_.bridge();
    return effect;
  }

 private:
  static SlotCode code(const Snapshot& snapshot, size_t i) {
    return {snapshot.state[i], snapshot.activity[i], snapshot.segment[i]};
  }
  static DecimalRatio rate_of(const SnapshotHeader& header, const Currency& currency) {
    const auto found = header.rates.find(currency);
    return found == header.rates.end() ? DecimalRatio{} : found->second;
  }

  void add(const Snapshot& earlier, const Snapshot& later) {
    const bool is_one_population = earlier.header.population_hash == later.header.population_hash;
    const LocalView paid_before(earlier);
    const LocalView paid_after(later);
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const int64_t was = before ? add_earlier(paid_before, *before) : 0;
      const int64_t constant = after ? add_later(paid_after, *after) : 0;
      if (!is_one_population && !(before && after)) return;
      movements_.add(before ? code(earlier, *before) : SlotCode{}, after ? code(later, *after) : SlotCode{}, was,
                     constant);
    });
  }

  int64_t add_earlier(const LocalView& paid, size_t member) {
    int64_t all = 0;
    paid.for_each(member, [&](const Money& amount) {
      ExchangeEffect::Line& line = lines_[amount.currency];
      const int64_t converted = old_.convert(amount).minor;
      add_to_money(line.local_before, amount.minor);
      add_to_money(line.earlier, converted);
      add_to_money(all, converted);
    });
    return all;
  }

  int64_t add_later(const LocalView& paid, size_t member) {
    int64_t all = 0;
    paid.for_each(member, [&](const Money& amount) {
      ExchangeEffect::Line& line = lines_[amount.currency];
      const int64_t constant = old_.convert(amount).minor;
      ++line.members;
      add_to_money(line.local_after, amount.minor);
      add_to_money(line.constant, constant);
      add_to_money(line.spot, new_.convert(amount).minor);
      add_to_money(all, constant);
    });
    return all;
  }

  MemberSource& earlier_;
  MemberSource& later_;
  RateTable old_;
  RateTable new_;
  std::map<Currency, ExchangeEffect::Line> lines_;
  MovementCells movements_;
};

}  // namespace

ExchangeEffect exchange_effect(const Snapshot& earlier, const Snapshot& later) {
  WholeSnapshot before(earlier);
  WholeSnapshot after(later);
  return exchange_effect(before, after);
}

ExchangeEffect exchange_effect(MemberSource& earlier, MemberSource& later) {
  ExchangeEffect none;
  for (const Currency& currency : unrated_currencies(later, earlier.header(), false))
    none.without_rate.emplace_back(currency.code());
  if (!none.without_rate.empty()) return none;
  return EffectMaker(earlier, later).make();
}

}  // namespace vk
