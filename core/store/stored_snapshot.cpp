#include <fmt/format.h>

#include <limits>
#include <optional>
#include <utility>

#include "core/base/check.hpp"
#include "core/store/store_impl.hpp"
#include "core/store/stored_text.hpp"

namespace vk {
namespace {

__extension__ typedef __int128 Wide;

Wide sum_of(std::span<const int64_t> values) {
  Wide sum = 0;
  for (const int64_t value : values) sum += value;
  return sum;
}

/// What measure() promises of every snapshot; only our own bug can break it.
void check_snapshot(const Snapshot& snapshot) {
  const size_t members = snapshot.size();
  VK_CHECK(snapshot.header.members == members, "the header counts the members");
  VK_CHECK(snapshot.state.size() == members && snapshot.disposition.size() == members, "one state a member");
  VK_CHECK(snapshot.segment.size() == members && snapshot.money.size() == members, "one amount a member");
  VK_CHECK(snapshot.activity.size() == members, "one activity a member");
  VK_CHECK(snapshot.consent_mask.empty() || snapshot.consent_mask.size() == members, "one consent a member");
  VK_CHECK(snapshot.money_class.size() == (snapshot.header.sample ? members : 0), "one class a member of a draw");
  VK_CHECK(sum_of(snapshot.money) == snapshot.header.base.minor, "the money adds up to the base");
  const size_t segments = snapshot.header.segments.size();
  for (size_t i = 0; i < members; ++i) {
    const bool known = snapshot.state[i] < snapshot.header.states.size() || snapshot.state[i] == kUnmeasured;
    VK_CHECK(known && snapshot.segment[i] < segments, "state and segment are of the scheme");
    VK_CHECK(snapshot.money[i] == 0 || (snapshot.activity[i] & kActive) != 0, "only active members have money");
  }
  for (const FlagColumn& flag : snapshot.flags) VK_CHECK(flag.values.size() == members, flag.name);
  for (const ScoreColumn& score : snapshot.scores) VK_CHECK(score.values.size() == members, score.name);
  for (const auto* columns : {&snapshot.local, &snapshot.real}) {
    for (const LocalMoney& local : *columns) VK_CHECK(local.values.size() == members, local.currency.code());
  }
}

void insert_definitions(Database& database, const SnapshotHeader& header) {
  Statement insert(database,
                   "INSERT OR IGNORE INTO definition(kind, hash, id, version, definition) VALUES(?, ?, ?, ?, ?)");
  insert.bind(1, "metric").bind(2, header.metric.hash).bind(3, header.metric.id).bind(4, header.metric.version);
  insert.bind(5, header.metric.definition).run();
  insert.bind(1, "instrument").bind(2, header.instrument.hash).bind(3, header.instrument.id);
  insert.bind(4, header.instrument.version).bind(5, header.instrument.note).run();
}

void insert_row(Database& database, const SnapshotHeader& header, int64_t id) {
  Statement insert(database,
                   "INSERT INTO snapshot(column_set, item, audience, cycle, revision, interval_first, interval_end, "
                   "as_of, members, base_minor, currency, header) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_name(insert.bind(1, id), 2, header.name).bind(5, int64_t{header.revision});
  insert.bind(6, int64_t{header.interval.first.time_since_epoch().count()});
  insert.bind(7, int64_t{header.interval.end.time_since_epoch().count()});
  insert.bind(8, int64_t{header.as_of.time_since_epoch().count()});
  insert.bind(9, static_cast<int64_t>(header.members)).bind(10, header.base.minor);
  insert.bind(11, header.base.currency.code()).bind(12, snapshot_header_to_json(header)).run();
}

Error damaged(const SnapshotHeader& header, std::string_view what) {
  return {ErrorCode::corrupt, fmt::format("snapshot {}: {}", to_string(header.name), what)};
}

/// Subjects, states, segments, money and activity, slot by slot.
void read_slots(ColumnSetReader& reader, Snapshot& snapshot) {
  std::vector<int64_t> money;
  for (uint32_t bucket = 0; bucket < reader.buckets(); ++bucket) {
    const std::vector<uint32_t> codes = reader.slot_codes(bucket);
    const ChunkView chunk = reader.chunk(kMoneyColumn, bucket);
    if (chunk.totals().slots != codes.size()) throw damaged(snapshot.header, "codes and money do not belong together");
    money.resize(codes.size());
    decode_chunk<int64_t>(chunk, money);
    for (uint32_t slot = 0; slot < codes.size(); ++slot) {
      if (codes[slot] == 0) continue;
      const SlotCode& code = reader.codes()[codes[slot]];
      snapshot.subjects.push_back(subject_number(bucket, slot));
      snapshot.state.push_back(code.state);
      snapshot.segment.push_back(code.segment);
      snapshot.activity.push_back(code.activity);
      snapshot.money.push_back(money[slot]);
    }
  }
}

void read_further(ColumnSetReader& reader, Snapshot& snapshot) {
  for (const StoredColumn& column : reader.columns()) {
    if (column.kind == "disposition") {
      snapshot.disposition = reader.members<uint8_t>(column.number);
    } else if (column.kind == "consent") {
      snapshot.consent_mask = reader.members<uint32_t>(column.number);
    } else if (column.kind == kMoneyClassKind) {
      snapshot.money_class = reader.members<uint8_t>(column.number);
    } else if (column.kind == "channel") {
      snapshot.consent_channels.push_back(column.name);
    } else if (column.kind == "flag") {
      snapshot.flags.push_back({column.name, reader.members<uint8_t>(column.number)});
    } else if (column.kind == "score") {
      snapshot.scores.push_back({column.name, reader.scores(column.number)});
    } else if (column.kind == kLocalMoneyKind || column.kind == kRealMoneyKind) {
      const std::optional<Currency> currency = Currency::from_code(column.name);
      if (!currency) throw damaged(snapshot.header, fmt::format("it has money in \"{}\"", column.name));
      std::vector<LocalMoney>& columns = column.kind == kLocalMoneyKind ? snapshot.local : snapshot.real;
      columns.push_back({*currency, reader.members<int64_t>(column.number)});
    }
  }
}

void check_read(const Snapshot& snapshot) {
  const SnapshotHeader& header = snapshot.header;
  const size_t members = snapshot.size();
  bool fits = members == header.members && snapshot.disposition.size() == members;
  fits = fits && (snapshot.consent_mask.empty() || snapshot.consent_mask.size() == members);
  fits = fits && snapshot.money_class.size() == (header.sample ? members : 0);
  for (const FlagColumn& flag : snapshot.flags) fits = fits && flag.values.size() == members;
  for (const ScoreColumn& score : snapshot.scores) fits = fits && score.values.size() == members;
  for (const LocalMoney& local : snapshot.local) fits = fits && local.values.size() == members;
  for (const LocalMoney& real : snapshot.real) fits = fits && real.values.size() == members;
  if (!fits) throw damaged(header, "a column has another number of members than the header");
  if (sum_of(snapshot.money) != header.base.minor) {
    throw damaged(header, fmt::format("the money does not add up to the base of {} minor units", header.base.minor));
  }
  for (size_t i = 0; i < members; ++i) {
    if (snapshot.state[i] != kUnmeasured && snapshot.state[i] >= header.states.size()) {
      throw damaged(header, fmt::format("state {} is not in the scheme", snapshot.state[i]));
    }
    if (snapshot.segment[i] >= header.segments.size()) {
      throw damaged(header, fmt::format("segment {} is not in the scheme", snapshot.segment[i]));
    }
  }
}

}  // namespace

void write_columns(Database& database, int64_t id, const Snapshot& snapshot, uint32_t buckets) {
  ColumnSetWriter writer(database, id, snapshot.subjects, buckets);
  writer.write_codes(snapshot.segment, snapshot.state, snapshot.activity);
  writer.write_slots(kMoneyColumn, "money", snapshot.money);
  writer.write_members<uint8_t>(kDispositionColumn, "disposition", "disposition", snapshot.disposition);
  if (!snapshot.consent_mask.empty()) {
    writer.write_members<uint32_t>(kConsentColumn, "consent", "consent", snapshot.consent_mask);
  }
  uint32_t column = kFirstFurtherColumn;
  for (const FlagColumn& flag : snapshot.flags) writer.write_members<uint8_t>(column++, "flag", flag.name, flag.values);
  for (const ScoreColumn& score : snapshot.scores) writer.write_scores(column++, score.name, score.values);
  for (const std::string& channel : snapshot.consent_channels) writer.declare(column++, "channel", channel);
  if (!snapshot.money_class.empty())
    writer.write_members<uint8_t>(column++, kMoneyClassKind, kMoneyClassKind, snapshot.money_class);
  for (const LocalMoney& local : snapshot.local)
    writer.write_members<int64_t>(column++, kLocalMoneyKind, local.currency.code(), local.values);
  for (const LocalMoney& real : snapshot.real)
    writer.write_members<int64_t>(column++, kRealMoneyKind, real.currency.code(), real.values);
}

int64_t insert_snapshot(Database& database, const Snapshot& snapshot, uint32_t buckets) {
  check_snapshot(snapshot);
  const int64_t id = add_column_set(database, "snapshot");
  write_columns(database, id, snapshot, buckets);
  insert_row(database, snapshot.header, id);
  insert_definitions(database, snapshot.header);
  return id;
}

Snapshot read_snapshot(Database& database, int64_t id, SnapshotHeader header, uint32_t buckets) {
  Snapshot snapshot;
  snapshot.header = std::move(header);
  ColumnSetReader reader(database, id, buckets);
  read_slots(reader, snapshot);
  read_further(reader, snapshot);
  check_read(snapshot);
  return snapshot;
}

}  // namespace vk
