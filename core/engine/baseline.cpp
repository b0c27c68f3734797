#include "core/engine/baseline.hpp"

namespace vk {
namespace {

std::optional<StoredSnapshot> with_label(Store& store, const OccurrenceName& later,
                                         const std::optional<std::string>& label, std::string_view was) {
  if (!label) return std::nullopt;
  OccurrenceName name = later;
  name.cycle = *label;
  if (auto found = store.find_snapshot(name)) return found;
  if (was.empty()) return std::nullopt;
  name.item = std::string{was};
  return store.find_snapshot(name);
}

}  // namespace

std::optional<StoredSnapshot> find_baseline(Store& store, const OccurrenceName& later, const CycleRule& cycles,
                                            std::string_view rule, std::string_view was) {
  if (rule == "none") return std::nullopt;
  if (rule == "previous occurrence") return with_label(store, later, label_before(cycles, later.cycle), was);
  return with_label(store, later, label_years_before(cycles, later.cycle, 1), was);
}

}  // namespace vk
