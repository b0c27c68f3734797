#include "core/store/stored_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/money/money.hpp"

namespace vk {

StoredMembers::StoredMembers(std::shared_ptr<Database> database, int64_t column_set, SnapshotHeader header,
                             uint32_t buckets, const MemberColumns& wanted)
    : database_(std::move(database)), reader_(*database_, column_set, buckets), columns_(reader_.columns()) {
  slice_.header = std::move(header);
  for (const StoredColumn& column : columns_) want(column, wanted);
}

void StoredMembers::want(const StoredColumn& column, const MemberColumns& wanted) {
  const auto is_wanted = [&] {
    return wanted.all_answers ||
           std::find(wanted.answers.begin(), wanted.answers.end(), column.name) != wanted.answers.end();
  };
  if (column.kind == "score" && is_wanted()) {
    wanted_.push_back({column.number, Kind::score, slice_.scores.size()});
    slice_.scores.push_back({column.name, {}});
  } else if (column.kind == "flag" && is_wanted()) {
    wanted_.push_back({column.number, Kind::flag, slice_.flags.size()});
    slice_.flags.push_back({column.name, {}});
  }
  if (wanted.consent && column.kind == "channel") slice_.consent_channels.push_back(column.name);
  if (wanted.consent && column.kind == "consent") wanted_.push_back({column.number, Kind::consent, 0});
  const bool is_local = wanted.local && column.kind == kLocalMoneyKind;
  const bool is_real = wanted.real && column.kind == kRealMoneyKind;
  if (!is_local && !is_real) return;
  const std::optional<Currency> currency = Currency::from_code(column.name);
  if (!currency) {
    throw Error(ErrorCode::corrupt,
                fmt::format("snapshot {}: it has money in \"{}\"", to_string(slice_.header.name), column.name));
  }
  std::vector<LocalMoney>& columns = is_local ? slice_.local : slice_.real;
  wanted_.push_back({column.number, is_local ? Kind::local : Kind::real, columns.size()});
  columns.push_back({*currency, {}});
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
  for (const Further& further : wanted_) {
    switch (further.kind) {
      case Kind::score:
        slice_.scores[further.place].values = reader_.scores_of(further.column, bucket);
        break;
      case Kind::flag:
        slice_.flags[further.place].values = reader_.members_of<uint8_t>(further.column, bucket);
        break;
      case Kind::consent:
        slice_.consent_mask = reader_.members_of<uint32_t>(further.column, bucket);
        break;
      case Kind::local:
        slice_.local[further.place].values = reader_.members_of<int64_t>(further.column, bucket);
        break;
      case Kind::real:
        slice_.real[further.place].values = reader_.members_of<int64_t>(further.column, bucket);
        break;
    }
  }
}

bool StoredMembers::has_all_values() const {
  const size_t members = slice_.size();
  bool fits = slice_.disposition.size() == members;
  fits = fits && slice_.money_class.size() == (slice_.header.sample ? members : 0);
  fits = fits && (slice_.consent_mask.empty() || slice_.consent_mask.size() == members);
  for (const FlagColumn& flag : slice_.flags) fits = fits && flag.values.size() == members;
  for (const ScoreColumn& score : slice_.scores) fits = fits && score.values.size() == members;
  for (const LocalMoney& local : slice_.local) fits = fits && local.values.size() == members;
  for (const LocalMoney& real : slice_.real) fits = fits && real.values.size() == members;
  return fits;
}

void StoredMembers::check_slice(uint32_t bucket) {
  const SnapshotHeader& header = slice_.header;
  const size_t members = slice_.size();
  if (!has_all_values()) throw damaged(bucket, "values and members differ in number");
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
