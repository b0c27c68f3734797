#pragma once
#include <string>
#include <string_view>

#include "core/audience/frame.hpp"
#include "core/measure/snapshot.hpp"

namespace vk {

/// What of a snapshot is no column, as JSON with every field of SnapshotHeader; the same header gives the same text.
std::string snapshot_header_to_json(const SnapshotHeader& header);
/// Throws Error(corrupt) when the text is not what snapshot_header_to_json wrote.
SnapshotHeader snapshot_header_from_json(std::string_view json);

/// What of a frame is no column: audience, population hash, segments, consent channels, provenance, rows skipped.
std::string frame_header_to_json(const Frame& frame);
/// A frame without its columns; throws Error(corrupt).
Frame frame_header_from_json(std::string_view json);

}  // namespace vk
