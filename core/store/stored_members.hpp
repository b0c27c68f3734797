#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/measure/member_source.hpp"
#include "core/store/column_set.hpp"

namespace vk {

/// The members of a stored snapshot, a bucket a slice: state, segment, activity, money, disposition and class of money
/// at the draw, and those further columns that were asked for.
class StoredMembers final : public MemberSource {
 public:
  /// Throws Error(corrupt) for money in a currency that is none.
  StoredMembers(std::shared_ptr<Database> database, int64_t column_set, SnapshotHeader header, uint32_t buckets,
                const MemberColumns& wanted);

  const SnapshotHeader& header() const override { return slice_.header; }
  std::vector<std::string> answers() const override;
  uint32_t slices() const override { return reader_.buckets(); }
  /// Throws Error(corrupt) when a checksum does not fit, when columns do not belong together, and with the last slice
  /// of a walk from the first one when members or money are not those of the header.
  const Snapshot& slice(uint32_t number) override;

 private:
  enum class Kind { score, flag, consent, local, real };
  struct Further {
    uint32_t column = 0;
    Kind kind = Kind::score;
    size_t place = 0;  ///< among the slice's columns of the kind
  };

  void want(const StoredColumn& column, const MemberColumns& wanted);
  void read_slots(uint32_t bucket);
  void read_further(uint32_t bucket);
  void check_slice(uint32_t bucket);
  bool has_all_values() const;
  Error damaged(uint32_t bucket, std::string_view what) const;

  std::shared_ptr<Database> database_;
  ColumnSetReader reader_;
  Snapshot slice_;
  std::vector<StoredColumn> columns_;
  std::vector<Further> wanted_;
  std::vector<int64_t> money_;  ///< by slot
  uint32_t next_ = 0;           ///< slice that a walk in order has next
  uint64_t walked_members_ = 0;
  int64_t walked_money_ = 0;
};

}  // namespace vk
