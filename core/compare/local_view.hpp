#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"
#include "core/money/exchange.hpp"

namespace vk {

/// One slice's money by member and currency. Borrows the slice.
class LocalView {
 public:
  /// What members paid; a cycle that converted nothing has its own currency only.
  explicit LocalView(const Snapshot& snapshot) : LocalView(snapshot.local) {
    if (columns_.empty()) columns_.emplace(snapshot.header.metric.currency, &snapshot.money);
  }
  /// What is in these columns.
  explicit LocalView(const std::vector<LocalMoney>& columns) {
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
    for (const auto& [currency, values] : columns_) {
      if (std::any_of(values->begin(), values->end(), [](int64_t amount) { return amount != 0; })) all.insert(currency);
    }
    return all;
  }

 private:
  std::map<Currency, const std::vector<int64_t>*> columns_;
};

/// The currencies in which members have money, real money too when `real_too`, and that `header` has no rate for. One
/// walk, and none when there is a rate for all that the snapshot keeps.
std::set<Currency> unrated_currencies(MemberSource& members, const SnapshotHeader& header, bool real_too);

/// The rates of a cycle.
inline RateTable rates_of(const SnapshotHeader& header) {
  RateTable table(header.metric.currency);
  for (const auto& [currency, rate] : header.rates) table.set(currency, rate);
  return table;
}

}  // namespace vk
