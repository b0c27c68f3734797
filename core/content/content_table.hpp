#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"
#include "core/table/column.hpp"

namespace vk {

/// The snapshot as a content plugin sees it, one row a member in frame order: subject (position in the frame, int64),
/// segment (int64 code), state and previous_state (uint8 codes of this snapshot's scheme; 255 = unmeasured, 254 = not
/// in the frame then), money and expected_loss (int64 minor units; the loss is 0 while nobody has given probabilities),
/// then a uint8 column flag_NAME for each flag (255 = not answered), a float64 column score_NAME for each score (NaN =
/// none) and consent_CHANNEL for each channel (1 = may be
/// used). `previous` is walked once and may be null. Columns among `wanted` that the snapshot lacks are added when they
/// have a meaning: an unasked flag is 255, a channel without consent column is 1.
Table content_table(const Snapshot& snapshot, MemberSource* previous, std::span<const std::string> wanted);

}  // namespace vk
