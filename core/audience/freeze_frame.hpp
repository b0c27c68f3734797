#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/table/read_source.hpp"

namespace vk {

/// The most segments (distinct tuples) a frame may have.
inline constexpr size_t kMostSegments = 65'000;
/// The most channels with a consent column: bits of Frame::consent_mask.
inline constexpr size_t kMostConsentChannels = 32;
/// What frame_positions gives for a subject outside the frame.
inline constexpr uint32_t kNoPosition = ~uint32_t{0};

/// The columns that freeze_frame reads from a register, in its order: segments as listed, consent columns by channel
/// name, then the source's date column when the register lists transactions. Ask for them with the audience's key,
/// adding subjects.
std::vector<ColumnRequest> frame_columns(const AudienceSpec& audience, const SourceSpec& register_source);

/// What a frame is frozen from; all borrowed for the call.
struct FrameRequest {
  const AudienceSpec* audience = nullptr;
  const SourceSpec* register_source = nullptr;
  const SourceView* rows = nullptr;        ///< frame_columns() with the key resolved
  DayInterval cycle;                       ///< transactions count when dated before its end
  const SubjectIndex* subjects = nullptr;  ///< names keys in diagnostics; may be null
};

/// The members of an audience in one cycle, sorted by subject number. Problems are diagnostics with the register's
/// file: a key twice (F101) unless the register lists transactions, whose first row before the cycle's end gives the
/// segments; a row without key (F102); too many segments (F103); a consent word that is neither yes nor no (F104: an
/// error under on_bad_row = "fail", else a warning, and no consent either way); an empty consent cell is no consent;
/// more than 32 consent columns (F105); transactions without a date column (F106). No members at all is E303 at the
/// audience. With errors the frame is incomplete. Linear in rows: a source comes sorted by subject.
Frame freeze_frame(const FrameRequest& request, Diagnostics& diagnostics);

/// The position in the frame of each of `subjects`, which are sorted as in a SourceBatch; kNoPosition for those outside
/// it. Linear in the rows and in the members between the first and the last of them.
std::vector<uint32_t> frame_positions(const Frame& frame, std::span<const SubjectNumber> subjects);

}  // namespace vk
