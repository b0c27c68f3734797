#include "core/compare/exchange_effect.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/check.hpp"
#include "core/compare/cell_layout.hpp"
#include "core/compare/figures.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

RateTable table_of(const SnapshotHeader& header) {
  RateTable table(header.metric.currency);
  for (const auto& [currency, rate] : header.rates) table.set(currency, rate);
  return table;
}

/// One cycle's money by currency.
class LocalView {
 public:
  explicit LocalView(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const LocalMoney& local : snapshot.local) columns_.emplace(local.currency, &local.values);
  }

  /// Calls `work` with every amount other than zero that a member has.
  template <typename Work>
  void for_each(size_t member, Work work) const {
    for (const auto& [currency, values] : columns_) {
      if ((*values)[member] != 0) work(Money{(*values)[member], currency});
    }
    // A cycle from before the metric converted anything has its own currency only.
    if (columns_.empty() && snapshot_.money[member] != 0)
      work(Money{snapshot_.money[member], snapshot_.header.metric.currency});
  }

  std::set<Currency> currencies() const {
    std::set<Currency> all;
    for (size_t member = 0; member < snapshot_.size(); ++member) {
      for_each(member, [&](const Money& amount) { all.insert(amount.currency); });
    }
    return all;
  }

 private:
  const Snapshot& snapshot_;
  std::map<Currency, const std::vector<int64_t>*> columns_;
};

void add_to(int64_t& sum, int64_t amount) {
  sum = sum_of_money(sum, amount);
}

/// Sums both cycles by currency, and the members' movements at the earlier rates.
class EffectMaker {
 public:
  EffectMaker(const Snapshot& earlier, const Snapshot& later)
      : earlier_(earlier),
        later_(later),
        before_(earlier),
        after_(later),
        old_(table_of(earlier.header)),
        new_(table_of(later.header)) {}

  ExchangeEffect make() {
    const bool is_one_population = earlier_.header.population_hash == later_.header.population_hash;
    for_each_pair(earlier_, later_, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const int64_t was = before ? add_earlier(*before) : 0;
      const int64_t constant = after ? add_later(*after) : 0;
      if (!is_one_population && !(before && after)) return;
      add_movement(before ? code(earlier_, *before) : SlotCode{}, after ? code(later_, *after) : SlotCode{}, was,
                   constant);
    });
    ExchangeEffect effect;
    for (auto& [currency, line] : lines_) {
      line.currency = currency;
      line.rate_before = rate_of(earlier_.header, currency);
      line.rate_after = rate_of(later_.header, currency);
      add_to(effect.earlier, line.earlier);
      add_to(effect.constant, line.constant);
      add_to(effect.spot, line.spot);
      effect.lines.push_back(line);
    }
    VK_CHECK(effect.earlier == earlier_.header.base.minor && effect.spot == later_.header.base.minor,
             "the money by currency must be the bases");
    std::vector<Cell> cells;
    for (const auto& [movement, cell] : cells_) cells.push_back(cell);
    effect.bridge = bridge_from_cells(cells);
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

  int64_t add_earlier(size_t member) {
    int64_t all = 0;
    before_.for_each(member, [&](const Money& amount) {
      ExchangeEffect::Line& line = lines_[amount.currency];
      const int64_t converted = old_.convert(amount).minor;
      add_to(line.local_before, amount.minor);
      add_to(line.earlier, converted);
      add_to(all, converted);
    });
    return all;
  }

  int64_t add_later(size_t member) {
    int64_t all = 0;
    after_.for_each(member, [&](const Money& amount) {
      ExchangeEffect::Line& line = lines_[amount.currency];
      const int64_t constant = old_.convert(amount).minor;
      ++line.members;
      add_to(line.local_after, amount.minor);
      add_to(line.constant, constant);
      add_to(line.spot, new_.convert(amount).minor);
      add_to(all, constant);
    });
    return all;
  }

  void add_movement(const SlotCode& before, const SlotCode& after, int64_t money_from, int64_t money_to) {
    const Movement movement = movement_of(before, after);
    Cell& cell = cells_[movement];
    cell.movement = movement;
    ++cell.subjects;
    add_to(cell.money_from, money_from);
    add_to(cell.money_to, money_to);
    if (movement != Movement::kept) return;
    cell.expanded += money_to > money_from ? 1U : 0U;
    cell.contracted += money_to < money_from ? 1U : 0U;
    add_to(cell.gain, std::max<int64_t>(0, money_to - money_from));
    add_to(cell.loss, std::max<int64_t>(0, money_from - money_to));
  }

  const Snapshot& earlier_;
  const Snapshot& later_;
  LocalView before_;
  LocalView after_;
  RateTable old_;
  RateTable new_;
  std::map<Currency, ExchangeEffect::Line> lines_;
  std::map<Movement, Cell> cells_;
};

}  // namespace

ExchangeEffect exchange_effect(const Snapshot& earlier, const Snapshot& later) {
  ExchangeEffect none;
  for (const Currency& currency : LocalView(later).currencies()) {
    if (currency != earlier.header.metric.currency && !earlier.header.rates.contains(currency))
      none.without_rate.emplace_back(currency.code());
  }
  if (!none.without_rate.empty()) return none;
  return EffectMaker(earlier, later).make();
}

}  // namespace vk
