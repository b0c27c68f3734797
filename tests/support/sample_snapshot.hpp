#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plan/occurrence.hpp"

namespace vk::test {

/// A small generator of even numbers: the same seed gives the same run on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t next();
  /// 0 to `sides` - 1.
  uint64_t roll(uint64_t sides) { return next() % sides; }

 private:
  uint64_t state_;
};

/// A header with every field set: yearly cycle `year` of "renewal", three states, segments by size, EUR.
SnapshotHeader sample_header(int year);

/// One member of a snapshot made by hand.
struct Row {
  SubjectNumber subject = 0;
  uint8_t state = 0;
  int64_t money = 0;
  uint8_t activity = kActive;
  uint16_t segment = 0;
};

/// A snapshot of these rows (sorted by subject) under `header`; members and base are filled in.
Snapshot snapshot_of(SnapshotHeader header, const std::vector<Row>& rows);

/// The log line that belongs to a snapshot.
LogEntry closed_entry(const SnapshotHeader& header);

}  // namespace vk::test
