#include "core/store/stored_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/money/money.hpp"

namespace vk {

StoredMembers::StoredMembers(std::shared_ptr<Database> database, int64_t column_set, SnapshotHeader header,
                             uint32_t buckets, const std::vector<std::string>& wanted)
    : database_(std::move(database)), reader_(*database_, column_set, buckets), columns_(reader_.columns()) {
  slice_.header = std::move(header);
  for (const StoredColumn& column : columns_) {
    const bool is_score = column.kind == "score";
    const bool is_answer = is_score || column.kind == "flag";
    if (!is_answer || std::find(wanted.begin(), wanted.end(), column.name) == wanted.end()) continue;
    wanted_.push_back({column.number, is_score, is_score ? slice_.scores.size() : slice_.flags.size()});
    if (is_score)
      slice_.scores.push_back({column.name, {}});
    else
      slice_.flags.push_back({column.name, {}});
  }
}

std::vector<std::string> StoredMembers::answers() const {
  std::vector<std::string> names;
  for (const char* kind : {"score", "flag"}) {
    for (const StoredColumn& column : columns_) {
      if (column.kind == kind) names.push_back(column.name);
    }
  }
  return names;
}

Error StoredMembers::damaged(uint32_t bucket, std::string_view what) const {
  return {ErrorCode::corrupt, fmt::format("snapshot {}, bucket {}: {}", to_string(slice_.header.name), bucket, what)};
}

const Snapshot& StoredMembers::slice(uint32_t number) {
  read_slots(number);
  read_further(number);
  check_slice(number);
  return slice_;
}

void StoredMembers::read_slots(uint32_t bucket) {
  slice_.subjects.clear();
  slice_.state.clear();
  slice_.segment.clear();
  slice_.activity.clear();
  slice_.money.clear();
  const std::vector<uint32_t> codes = reader_.slot_codes(bucket);
  const ChunkView chunk = reader_.chunk(kMoneyColumn, bucket);
  if (chunk.totals().slots != codes.size()) throw damaged(bucket, "codes and money do not belong together");
  money_.resize(codes.size());
  decode_chunk<int64_t>(chunk, money_);
  for (uint32_t slot = 0; slot < codes.size(); ++slot) {
    if (codes[slot] == 0) continue;
    const SlotCode& code = reader_.codes()[codes[slot]];
    slice_.subjects.push_back(subject_number(bucket, slot));
    slice_.state.push_back(code.state);
    slice_.segment.push_back(code.segment);
    slice_.activity.push_back(code.activity);
    slice_.money.push_back(money_[slot]);
  }
}

void StoredMembers::read_further(uint32_t bucket) {
  slice_.disposition = reader_.members_of<uint8_t>(kDispositionColumn, bucket);
  for (const StoredColumn& column : columns_) {
    if (column.kind == kMoneyClassKind) slice_.money_class = reader_.members_of<uint8_t>(column.number, bucket);
  }
  for (const Answer& answer : wanted_) {
    if (answer.is_score)
      slice_.scores[answer.place].values = reader_.scores_of(answer.column, bucket);
    else
      slice_.flags[answer.place].values = reader_.members_of<uint8_t>(answer.column, bucket);
  }
}

void StoredMembers::check_slice(uint32_t bucket) {
  const SnapshotHeader& header = slice_.header;
  const size_t members = slice_.size();
  bool fits = slice_.disposition.size() == members && slice_.money_class.size() == (header.sample ? members : 0);
  for (const FlagColumn& flag : slice_.flags) fits = fits && flag.values.size() == members;
  for (const ScoreColumn& score : slice_.scores) fits = fits && score.values.size() == members;
  if (!fits) throw damaged(bucket, "values and members differ in number");
  for (size_t i = 0; i < members; ++i) {
    if (slice_.state[i] != kUnmeasured && slice_.state[i] >= header.states.size())
      throw damaged(bucket, fmt::format("state {} is not in the scheme", slice_.state[i]));
    if (slice_.segment[i] >= header.segments.size())
      throw damaged(bucket, fmt::format("segment {} is not in the scheme", slice_.segment[i]));
  }
  if (bucket == 0) {
    next_ = 0;
    walked_members_ = 0;
    walked_money_ = 0;
  }
  if (bucket != next_) return;
  ++next_;
  walked_members_ += members;
  for (const int64_t amount : slice_.money) {
    const std::optional<int64_t> sum = checked_add(walked_money_, amount);
    if (!sum) throw damaged(bucket, "the money leaves 64 bits");
    walked_money_ = *sum;
  }
  if (next_ < reader_.buckets()) return;
  if (walked_members_ != header.members)
    throw damaged(bucket, fmt::format("there are {} members, not {}", walked_members_, header.members));
  if (walked_money_ != header.base.minor) {
    throw damaged(bucket, fmt::format("the money does not add up to the base of {} minor units", header.base.minor));
  }
}

}  // namespace vk
