#include "core/engine/baseline.hpp"

#include "core/calendar/cycle.hpp"

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

std::optional<StoredSnapshot> find_baseline(Store& store, const OccurrenceName& later, Every every,
                                            std::string_view rule, std::string_view was) {
  if (rule == "none") return std::nullopt;
  if (rule == "previous occurrence") return with_label(store, later, label_before(every, later.cycle), was);
  return with_label(store, later, label_years_before(every, later.cycle, 1), was);
}

}  // namespace vk
