#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/sample_snapshot.hpp"

namespace vk::test {

/// A measurement of members who all have 10.00 and answered "stay", not a number where they did not; by their segments.
inline Snapshot answering_snapshot(SnapshotHeader header, const std::vector<uint16_t>& segments,
                                   const std::vector<double>& answers) {
  std::vector<Row> rows;
  for (size_t i = 0; i < answers.size(); ++i) {
    const uint8_t state = std::isnan(answers[i]) ? kUnmeasured : static_cast<uint8_t>(i % 3);
    rows.push_back({subject_number(0, static_cast<uint32_t>(i)), state, 1000, kActive, segments[i]});
  }
  Snapshot snapshot = snapshot_of(std::move(header), rows);
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.state[i] == kUnmeasured) snapshot.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
  }
  ScoreColumn column;
  column.name = "stay";
  column.values = PackedDoubles(std::span<const double>(answers));
  snapshot.scores.push_back(std::move(column));
  return snapshot;
}

}  // namespace vk::test
