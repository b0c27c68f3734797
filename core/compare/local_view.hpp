#pragma once
#include <map>
#include <set>
#include <vector>

#include "core/measure/snapshot.hpp"
#include "core/money/exchange.hpp"

namespace vk {

/// One cycle's money by member and currency. Borrows the snapshot.
class LocalView {
 public:
  /// What members paid; a cycle that converted nothing has its own currency only.
  explicit LocalView(const Snapshot& snapshot) : LocalView(snapshot, snapshot.local) {
    if (columns_.empty()) columns_.emplace(snapshot.header.metric.currency, &snapshot.money);
  }
  /// What is in these columns of the snapshot.
  LocalView(const Snapshot& snapshot, const std::vector<LocalMoney>& columns) : members_(snapshot.size()) {
    for (const LocalMoney& local : columns) columns_.emplace(local.currency, &local.values);
  }

  /// Calls `work` with every amount other than zero that a member has.
  template <typename Work>
  void for_each(size_t member, Work work) const {
    for (const auto& [currency, values] : columns_) {
      if ((*values)[member] != 0) work(Money{(*values)[member], currency});
    }
  }

  /// In which anybody has money.
  std::set<Currency> currencies() const {
    std::set<Currency> all;
    for (size_t member = 0; member < members_; ++member)
      for_each(member, [&](const Money& amount) { all.insert(amount.currency); });
    return all;
  }

 private:
  size_t members_ = 0;
  std::map<Currency, const std::vector<int64_t>*> columns_;
};

/// The rates of a cycle.
inline RateTable rates_of(const SnapshotHeader& header) {
  RateTable table(header.metric.currency);
  for (const auto& [currency, rate] : header.rates) table.set(currency, rate);
  return table;
}

}  // namespace vk
