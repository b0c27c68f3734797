#include "core/compare/local_view.hpp"

namespace vk {
namespace {

bool has_rate(const SnapshotHeader& header, const Currency& currency) {
  return currency == header.metric.currency || header.rates.contains(currency);
}

/// Whether a snapshot could have money that there is no rate for: all slices have the same columns.
bool may_be_unrated(MemberSource& members, const SnapshotHeader& header, bool real_too) {
  const Snapshot& any = members.slice(0);
  const auto is_unrated = [&](const LocalMoney& local) { return !has_rate(header, local.currency); };
  if (any.local.empty() && !has_rate(header, any.header.metric.currency)) return true;
  return std::any_of(any.local.begin(), any.local.end(), is_unrated) ||
         (real_too && std::any_of(any.real.begin(), any.real.end(), is_unrated));
}

}  // namespace

std::set<Currency> unrated_currencies(MemberSource& members, const SnapshotHeader& header, bool real_too) {
  std::set<Currency> unrated;
  if (!may_be_unrated(members, header, real_too)) return unrated;
  for_each_slice(members, [&](const Snapshot& slice) {
    std::set<Currency> found = LocalView(slice).currencies();
    if (real_too) found.merge(LocalView(slice.real).currencies());
    for (const Currency& currency : found) {
      if (!has_rate(header, currency)) unrated.insert(currency);
    }
  });
  return unrated;
}

}  // namespace vk
