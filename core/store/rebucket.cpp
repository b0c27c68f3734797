#include <algorithm>
#include <numeric>
#include <utility>

#include "core/store/store_impl.hpp"
#include "core/store/stored_text.hpp"
#include "core/store/subject_keys.hpp"

namespace vk {
namespace {

/// moved[b][o]: the new number of bucket b's ordinal o.
using Moves = std::vector<std::vector<SubjectNumber>>;

SubjectNumber moved(const Moves& moves, SubjectNumber subject) {
  const std::vector<SubjectNumber>& bucket = moves.at(bucket_of(subject));
  if (ordinal_of(subject) < bucket.size()) return bucket[ordinal_of(subject)];
  throw Error(ErrorCode::corrupt, "a member's key is not kept");
}

/// Rows in the order of their new numbers.
std::vector<size_t> new_order(std::span<const SubjectNumber> subjects) {
  std::vector<size_t> order(subjects.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return subjects[a] < subjects[b]; });
  return order;
}

template <typename T>
void reorder(std::vector<T>& values, std::span<const size_t> order) {
  if (values.empty()) return;
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const size_t row : order) sorted.push_back(values[row]);
  values = std::move(sorted);
}

void reorder(PackedDoubles& values, std::span<const size_t> order) {
  std::vector<double> all = values.values();
  reorder(all, order);
  values = PackedDoubles(std::span<const double>(all));
}

void move_members(Snapshot& snapshot, const Moves& moves) {
  for (SubjectNumber& subject : snapshot.subjects) subject = moved(moves, subject);
  const std::vector<size_t> order = new_order(snapshot.subjects);
  reorder(snapshot.subjects, order);
  reorder(snapshot.state, order);
  reorder(snapshot.disposition, order);
  reorder(snapshot.segment, order);
  reorder(snapshot.money, order);
  reorder(snapshot.activity, order);
  reorder(snapshot.consent_mask, order);
  reorder(snapshot.money_class, order);
  for (FlagColumn& flag : snapshot.flags) reorder(flag.values, order);
  for (ScoreColumn& score : snapshot.scores) reorder(score.values, order);
  for (LocalMoney& local : snapshot.local) reorder(local.values, order);
  for (LocalMoney& real : snapshot.real) reorder(real.values, order);
}

void move_members(Frame& frame, const Moves& moves) {
  for (SubjectNumber& subject : frame.subjects) subject = moved(moves, subject);
  const std::vector<size_t> order = new_order(frame.subjects);
  reorder(frame.subjects, order);
  reorder(frame.segment, order);
  reorder(frame.consent_mask, order);
  reorder(frame.money_class, order);
}

/// Old and new number of buckets.
struct Buckets {
  uint32_t before = 0;
  uint32_t after = 0;
};

void move_snapshots(Database& database, const Moves& moves, const Buckets& buckets) {
  std::vector<std::pair<int64_t, SnapshotHeader>> all;
  Statement select(database, "SELECT column_set, header FROM snapshot ORDER BY column_set");
  while (select.step()) all.emplace_back(select.integer(0), snapshot_header_from_json(select.text(1)));
  for (const auto& [id, header] : all) {
    Snapshot snapshot = read_snapshot(database, id, header, buckets.before);
    move_members(snapshot, moves);
    clear_column_set(database, id);
    write_columns(database, id, snapshot, buckets.after);
  }
}

void move_frames(Database& database, const Moves& moves, const Buckets& buckets) {
  std::vector<std::pair<int64_t, OccurrenceName>> all;
  Statement select(database, "SELECT column_set, item, audience, cycle FROM frame ORDER BY column_set");
  while (select.step()) all.emplace_back(select.integer(0), name_at(select, 1));
  for (const auto& [id, name] : all) {
    std::optional<Frame> frame = read_frame(database, name, buckets.before);
    if (!frame) continue;
    move_members(*frame, moves);
    clear_column_set(database, id);
    write_columns(database, id, *frame, buckets.after);
  }
}

void move_contacts(Database& database, const Moves& moves, const Buckets& buckets) {
  for (const ContactList& header : read_contact_lists(database)) {
    std::optional<ContactList> list = read_contacts(database, header.name, buckets.before);
    if (!list) continue;
    for (SubjectNumber& subject : list->subjects) subject = moved(moves, subject);
    const std::vector<size_t> order = new_order(list->subjects);
    reorder(list->subjects, order);
    reorder(list->channel, order);
    reorder(list->rule, order);
    reorder(list->day, order);
    replace_contacts(database, *list);
  }
}

void move_first_days(Database& database, const Moves& moves) {
  std::vector<SubjectNumber> before;
  std::vector<SubjectNumber> after;
  for (uint32_t bucket = 0; bucket < moves.size(); ++bucket) {
    for (uint32_t ordinal = 0; ordinal < moves[bucket].size(); ++ordinal) {
      before.push_back(subject_number(bucket, ordinal));
      after.push_back(moves[bucket][ordinal]);
    }
  }
  const std::vector<size_t> order = new_order(after);
  reorder(before, order);
  reorder(after, order);
  std::vector<std::string> metrics;
  Statement select(database, "SELECT DISTINCT metric FROM first_activity ORDER BY metric");
  while (select.step()) metrics.emplace_back(select.text(0));
  for (const std::string& metric : metrics) {
    FirstActivity activity(database, metric);
    const std::vector<Day> days = activity.read(before);
    Statement remove(database, "DELETE FROM first_activity WHERE metric = ?");
    remove.bind(1, metric).run();
    activity.merge(after, {days, {}, {}});
  }
}

}  // namespace

void Store::Impl::rebucket(uint32_t bits) {
  Moves moves;
  const SubjectIndex split = index().rebucketed(bits, moves);
  const Buckets both{buckets(), uint32_t{1} << bits};
  Transaction transaction(db());
  move_snapshots(db(), moves, both);
  move_frames(db(), moves, both);
  move_contacts(db(), moves, both);
  move_first_days(db(), moves);
  db().execute("DELETE FROM subject_keys");
  append_subjects(db(), split, std::vector<uint32_t>(both.after, 0));
  set_meta("bucket_bits", std::to_string(bits));
  transaction.commit();
  bucket_bits = bits;
  subject_index.reset();
}

}  // namespace vk
