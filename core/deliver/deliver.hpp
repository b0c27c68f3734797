#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// A file ready to leave: what it is of, its format (the extension) and its bytes.
struct RenderedFile {
  OccurrenceName name;
  std::string format;
  std::string bytes;
};

/// One file put in one place.
struct Delivery {
  std::filesystem::path path;
  std::string sha256;
  bool written = false;  ///< false: the place already had exactly these bytes
};

/// "board-2026.html": item, audience when there is one, cycle, format. Signs that file systems or shells read are
/// replaced and then a short hash of the name is added, so that no id leads out of its folder and different names stay
/// different files.
std::string delivered_name(const OccurrenceName& name, std::string_view format);

/// Reports each target that no outbox knows (E220), at the calendar's line. Known are "folder:PATH".
void check_targets(std::span<const PlacedText> targets, const AnnualCalendar& calendar, Diagnostics& diagnostics);

/// Puts every file into every target, whole or not at all, and keeps the target's list of hashes (SHA256SUMS, as
/// sha256sum reads it). The same bytes again change nothing on disk. Folder paths are relative to `folder`. Throws
/// Error: invalid_input for a target of an unknown kind (before anything is written), unavailable for a full disk or a
/// read-only folder.
std::vector<Delivery> deliver_files(std::span<const RenderedFile> files, std::span<const PlacedText> targets,
                                    const std::filesystem::path& folder);

/// deliver_files, and where each file lies now.
std::vector<std::string> deliver(std::span<const RenderedFile> files, std::span<const PlacedText> targets,
                                 const std::filesystem::path& folder);

}  // namespace vk
