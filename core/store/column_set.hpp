#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/snapshot.hpp"
#include "core/store/chunk.hpp"
#include "core/store/slot_code.hpp"
#include "core/store/sqlite.hpp"

namespace vk {

/// Column numbers that every set has; further columns follow from kFirstFurtherColumn on. Stored; do not renumber.
inline constexpr uint32_t kCodeColumn = 0;
inline constexpr uint32_t kMoneyColumn = 1;
inline constexpr uint32_t kDispositionColumn = 2;
inline constexpr uint32_t kConsentColumn = 3;
inline constexpr uint32_t kFirstFurtherColumn = 4;
inline constexpr uint32_t kMostColumns = 2048;
/// Kind of the further column that holds classes of money at a draw.
inline constexpr std::string_view kMoneyClassKind = "money_class";
/// Kind of the further columns that hold money before it was converted; the name is the currency.
inline constexpr std::string_view kLocalMoneyKind = "local_money";
/// Kind of the further columns that hold money of the base period of prices; the name is the currency.
inline constexpr std::string_view kRealMoneyKind = "real_money";

/// Row id of a chunk: sorted by set, then column, then bucket, so that one column of one set lies in one piece.
int64_t chunk_id(int64_t column_set, uint32_t column, uint32_t bucket);

/// Where the members of one bucket lie among the rows of a snapshot or frame.
struct BucketRange {
  size_t first = 0;
  size_t end = 0;
  uint32_t slots = 0;  ///< beyond the last ordinal in use
};

/// The range of each bucket in subjects sorted by number. Throws Error(invalid_input) when they are not sorted, repeat,
/// or lie beyond.
std::vector<BucketRange> bucket_ranges(std::span<const SubjectNumber> subjects, uint32_t buckets);

/// Makes an empty column set within the open transaction; gives its id.
int64_t add_column_set(Database& database, std::string_view kind);
/// Takes away the columns of a set, which are about to be written anew.
void clear_column_set(Database& database, int64_t column_set);

/// Writes the columns of one empty set, chunk by chunk, into the open transaction.
class ColumnSetWriter {
 public:
  /// `subjects`, the members in ascending order, must outlive it.
  ColumnSetWriter(Database& database, int64_t column_set, std::span<const SubjectNumber> subjects, uint32_t buckets);

  /// Writes column 0: one code a distinct (segment, state, activity). Empty spans stand for zeros.
  void write_codes(std::span<const uint16_t> segment, std::span<const uint8_t> state,
                   std::span<const uint8_t> activity);
  /// Writes a column that is dense by slot, for comparisons.
  void write_slots(uint32_t column, std::string_view kind, std::span<const int64_t> values);
  /// Writes a column with one value a member, in member order.
  template <typename T>
  void write_members(uint32_t column, std::string_view kind, std::string_view name, std::span<const T> values);
  void write_scores(uint32_t column, std::string_view name, const PackedDoubles& values);
  /// Names a column; one that is only declared has no chunks.
  void declare(uint32_t column, std::string_view kind, std::string_view name);

 private:
  void keep(uint32_t column, uint32_t bucket);
  /// The slots of a bucket's members, until the next call.
  std::span<const uint32_t> slots_of(const BucketRange& range);

  Database& database_;
  std::span<const SubjectNumber> subjects_;
  std::vector<BucketRange> ranges_;
  std::vector<uint32_t> slots_;
  int64_t id_ = 0;
  Statement insert_chunk_;
  std::vector<std::byte> chunk_;
};

/// A column of a stored set, as declared.
struct StoredColumn {
  uint32_t number = 0;
  std::string kind;
  std::string name;
};

/// Reads the columns of one set.
class ColumnSetReader {
 public:
  ColumnSetReader(Database& database, int64_t column_set, uint32_t buckets);

  std::span<const SlotCode> codes() const { return codes_; }
  std::vector<StoredColumn> columns();
  uint32_t buckets() const { return buckets_; }
  /// One chunk, checked; valid until the next call.
  ChunkView chunk(uint32_t column, uint32_t bucket);
  /// Slot codes of a bucket by slot, 0 = no member; each is below codes().size().
  std::vector<uint32_t> slot_codes(uint32_t bucket);
  /// All values of a column with one value a member, bucket after bucket.
  template <typename T>
  std::vector<T> members(uint32_t column);
  PackedDoubles scores(uint32_t column);
  /// The same of one bucket.
  template <typename T>
  std::vector<T> members_of(uint32_t column, uint32_t bucket);
  PackedDoubles scores_of(uint32_t column, uint32_t bucket);

 private:
  Database& database_;
  int64_t column_set_;
  uint32_t buckets_;
  std::vector<SlotCode> codes_;
  BlobReader blobs_;
  std::vector<std::byte> bytes_;
};

}  // namespace vk
