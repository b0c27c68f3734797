#include "core/compare/cycle_classes.hpp"

#include <algorithm>
#include <utility>

namespace vk {
namespace {

MoneyClasses money_classes(SnapshotReader& reader) {
  MoneyClasses::Builder builder;
  for (uint32_t bucket = 0; bucket < reader.buckets(); ++bucket) {
    for (const int64_t amount : reader.bucket(bucket).money) builder.add(amount);  // 0 where there is no member
  }
  return builder.finish();
}

}  // namespace

CycleClasses::CycleClasses(SnapshotReader& given)
    : reader(given), header(given.header()), money(money_classes(given)), classes(header, money), wanted() {}

void PairCounter::add(const CycleMembers& members) {
  if (members.before) earlier_.classes.add(*members.before);
  if (members.after) later_.classes.add(*members.after);
  if (members.before && members.after) add_pair(*members.before, *members.after);
}

std::vector<PairCell> PairCounter::cells() && {
  std::sort(cells_.begin(), cells_.end(), [](const PairCell& a, const PairCell& b) {
    return std::pair(a.first, a.second) < std::pair(b.first, b.second);
  });
  return std::move(cells_);
}

void PairCounter::add_pair(const ResponseClasses::Member& before, const ResponseClasses::Member& after) {
  const std::optional<size_t> g = earlier_.classes.stratum_of(before);
  const std::optional<size_t> h = later_.classes.stratum_of(after);
  if (!g || !h) return;
  const size_t states = later_.header.states.size();
  const auto [place, is_new] = places_.try_emplace(*g * later_.classes.strata().size() + *h, cells_.size());
  if (is_new) cells_.push_back({*g, *h, 0, 0, std::vector<double>(earlier_.header.states.size() * states)});
  PairCell& cell = cells_[place->second];
  ++cell.members;
  if (before.state == kUnmeasured || after.state == kUnmeasured) return;
  ++cell.answered;
  cell.products[before.state * states + after.state] +=
      static_cast<double>(before.money) * static_cast<double>(after.money);
}

}  // namespace vk
