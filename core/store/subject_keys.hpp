#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/instant.hpp"
#include "core/measure/snapshot.hpp"
#include "core/store/sqlite.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// The keys that a store has kept. Throws Error(corrupt) when parts of a bucket are missing or damaged, and
/// Error(conflict) when another run has moved everybody to other buckets meanwhile.
class StoredKeys final : public KeptKeys {
 public:
  StoredKeys(std::shared_ptr<Database> database, uint32_t bucket_bits)
      : database_(std::move(database)), bucket_bits_(bucket_bits) {}

  void read(uint32_t bucket, uint32_t keys, std::string& bytes, std::vector<uint32_t>& lengths) override;

 private:
  std::shared_ptr<Database> database_;
  uint32_t bucket_bits_;
};

/// How many subjects of each bucket are kept already.
std::vector<uint32_t> kept_subjects(Database& database, uint32_t buckets);

/// Appends the keys that came since `kept` (per bucket) within the open transaction; gives the new counts.
std::vector<uint32_t> append_subjects(Database& database, const SubjectIndex& index, std::span<const uint32_t> kept);

/// Damage in the dictionary, in words.
std::vector<std::string> verify_subjects(Database& database, uint32_t buckets);

/// The first day of activity of each member of a snapshot.
struct FirstDays {
  std::span<const Day> days;          ///< per member, Day::max() = never; empty = those active have been since `since`
  std::span<const uint8_t> activity;  ///< per member: kActive | kActiveBefore
  Day since{};

  Day of(size_t member) const {
    if (!days.empty()) return days[member];
    return (activity[member] & kActive) != 0 ? since : Day::max();
  }
};

/// First days of activity of one metric, by bucket and ordinal; Day::max() = never.
class FirstActivity {
 public:
  FirstActivity(Database& database, std::string_view metric) : database_(database), metric_(metric) {}

  std::vector<Day> read(std::span<const SubjectNumber> subjects);
  /// Keeps the earlier of the kept day and the member's for each subject, within the open transaction.
  void merge(std::span<const SubjectNumber> subjects, const FirstDays& members);

 private:
  std::vector<Day> bucket(uint32_t bucket);
  void put(uint32_t bucket, std::span<const Day> days);

  Database& database_;
  std::string metric_;
};

}  // namespace vk
