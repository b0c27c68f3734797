#pragma once
#include <functional>
#include <optional>

#include "core/audience/frame.hpp"
#include "core/engine/workspace.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Freezes another audience of the same measurement and cycle as its register stands now; nothing when that fails.
using FreezeOther = std::function<std::optional<Frame>(const OccurrenceName& other)>;

/// Takes those out of a frame who are in `taken`, sorted; gives their number.
size_t drop_members(Frame& frame, std::span<const SubjectNumber> taken);

/// Settles who belongs to which of a measurement's audiences in one cycle, so that nobody is asked twice and money is
/// counted once. Earlier audiences of the list, and those that were measured already, keep their members. Without a
/// declared precedence (members_of_several) an overlap is an error, E307.
void settle_overlaps(const MeasurementSpec& measurement, const OccurrenceName& name, Store& store,
                     const FreezeOther& freeze_other, Frame& frame, Diagnostics& diagnostics);

}  // namespace vk
