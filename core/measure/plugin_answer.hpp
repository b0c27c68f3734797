#pragma once
#include "core/measure/member_slices.hpp"
#include "core/measure/snapshot.hpp"
#include "core/table/column.hpp"

namespace vk {

/// Writes a measurement plugin's rows for the members of `slice` into a snapshot that has a state and a disposition a
/// member. Members are counted from the slice's first. Throws Error(plugin_failed) that names column, rows and value
/// for: an unknown, missing or wrongly typed column; a subject that is no member or comes twice; a state code outside
/// the scheme; a disposition that a plugin may not give; a flag other than 0, 1 and 255; an infinite score.
void take_plugin_rows(const Table& rows, const MemberSlice& slice, Snapshot& snapshot);

}  // namespace vk
