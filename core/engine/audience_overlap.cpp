#include "core/engine/audience_overlap.hpp"

#include <fmt/format.h>

namespace vk {
namespace {

std::vector<SubjectNumber> kept_members(Store& store, const OccurrenceName& name) {
  if (std::optional<Frame> frame = store.frame(name)) return std::move(frame->subjects);
  const std::optional<StoredSnapshot> stored = store.find_snapshot(name);
  if (!stored) return {};
  return subjects_of(*store.read_members(stored->id));
}

}  // namespace

size_t drop_members(Frame& frame, std::span<const SubjectNumber> taken) {
  size_t kept = 0;
  size_t next = 0;
  for (size_t i = 0; i < frame.size(); ++i) {
    while (next < taken.size() && taken[next] < frame.subjects[i]) ++next;
    if (next < taken.size() && taken[next] == frame.subjects[i]) continue;
    frame.subjects[kept] = frame.subjects[i];
    frame.segment[kept] = frame.segment[i];
    if (!frame.consent_mask.empty()) frame.consent_mask[kept] = frame.consent_mask[i];
    ++kept;
  }
  const size_t dropped = frame.size() - kept;
  frame.subjects.resize(kept);
  frame.segment.resize(kept);
  if (!frame.consent_mask.empty()) frame.consent_mask.resize(kept);
  return dropped;
}

void settle_overlaps(const MeasurementSpec& measurement, const OccurrenceName& name, Store& store,
                     const FreezeOther& freeze_other, Frame& frame, Diagnostics& diagnostics) {
  bool is_before = true;
  for (const PlacedText& audience : measurement.audiences) {
    if (audience.text == name.audience) {
      is_before = false;
      continue;
    }
    const OccurrenceName other{name.item, audience.text, name.cycle};
    std::vector<SubjectNumber> members = kept_members(store, other);
    if (members.empty() && is_before) {
      if (std::optional<Frame> now = freeze_other(other)) members = std::move(now->subjects);
    }
    const size_t dropped = drop_members(frame, members);
    if (dropped == 0 || measurement.first_audience_counts) continue;
    diagnostics.add(
        {Severity::error,
         "E307",
         measurement.at,
         fmt::format("{} members of {} are also in {}, and measurement \"{}\" does not say where they belong", dropped,
                     name.audience, audience.text, measurement.id),
         {},
         "add members_of_several = \"first audience\", or part the registers",
         {},
         1});
  }
}

}  // namespace vk
