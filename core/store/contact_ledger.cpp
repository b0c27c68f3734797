#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/base/check.hpp"
#include "core/store/store_impl.hpp"

namespace vk {
namespace {

std::string names_to_json(const std::vector<std::string>& names) {
  Poco::JSON::Array array;
  for (const std::string& name : names) array.add(name);
  std::ostringstream out;
  array.stringify(out);
  return out.str();
}

std::vector<std::string> names_from_json(std::string_view json) {
  try {
    Poco::JSON::Parser parser;
    const auto array = parser.parse(std::string{json}).extract<Poco::JSON::Array::Ptr>();
    std::vector<std::string> names;
    for (unsigned i = 0; i < array->size(); ++i) names.push_back(array->getElement<std::string>(i));
    return names;
  } catch (const Poco::Exception& problem) {
    throw Error(ErrorCode::corrupt, fmt::format("contact list: {}", problem.displayText()));
  }
}

/// How a line of a list becomes one number: rule, channel and day, each within its own count.
struct LineCode {
  int64_t first_day = 0;
  int64_t days = 1;  ///< day offsets 0 to days - 2; days - 1 = never
  int64_t channels = 1;
  int64_t rules = 1;  ///< and contacted

  static LineCode of(const ContactList& list) {
    LineCode code;
    code.channels = std::max<int64_t>(1, static_cast<int64_t>(list.channels.size()));
    code.rules = 1 + static_cast<int64_t>(list.rules.size());
    int64_t last = 0;
    bool any = false;
    for (const DayNumber day : list.day) {
      if (day == kNever) continue;
      code.first_day = any ? std::min<int64_t>(code.first_day, day) : day;
      last = any ? std::max<int64_t>(last, day) : day;
      any = true;
    }
    code.days = any ? last - code.first_day + 2 : 1;
    return code;
  }

  int64_t encode(const ContactList& list, size_t i) const {
    const int64_t offset = list.day[i] == kNever ? days - 1 : list.day[i] - first_day;
    return (int64_t{list.rule[i]} * channels + list.channel[i]) * days + offset;
  }

  void decode(int64_t value, SubjectNumber subject, ContactList& list) const {
    if (value < 0 || value >= rules * channels * days)
      throw Error(ErrorCode::corrupt, fmt::format("contact list {}: a line cannot be read", to_string(list.name)));
    const int64_t offset = value % days;
    const int64_t rest = value / days;
    list.add(subject, static_cast<size_t>(rest % channels), static_cast<size_t>(rest / channels),
             offset == days - 1 ? kNever : static_cast<DayNumber>(first_day + offset));
  }
};

bool has_ledger(Database& database) {
  Statement select(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'contact_list'");
  return select.step();
}

constexpr std::string_view kListColumns =
    "SELECT id, item, audience, cycle, kind, as_of, until, first_day, days, members, channels, rules FROM contact_list";

ContactList list_at(const Statement& row) {
  ContactList list;
  list.name = name_at(row, 1);
  list.kind = static_cast<ItemKind>(row.integer(4));
  list.as_of = Instant{std::chrono::seconds{row.integer(5)}};
  list.until = static_cast<DayNumber>(row.integer(6));
  list.members = static_cast<uint64_t>(row.integer(9));
  list.channels = names_from_json(row.text(10));
  list.rules = names_from_json(row.text(11));
  return list;
}

LineCode code_at(const Statement& row, const ContactList& list) {
  LineCode code = LineCode::of(list);
  code.first_day = row.integer(7);
  code.days = row.integer(8);
  return code;
}

void read_bucket(Database& database, int64_t id, uint32_t bucket, const LineCode& code, ContactList& list) {
  Statement select(database, "SELECT data FROM contact WHERE list = ? AND bucket = ?");
  if (!select.bind(1, id).bind(2, int64_t{bucket}).step()) return;
  const std::span<const std::byte> stored = select.bytes(0);
  const std::vector<std::byte> aligned(stored.begin(), stored.end());
  const ChunkView view(aligned);
  std::vector<int64_t> values(view.totals().slots);
  decode_chunk<int64_t>(view, values);
  for (uint32_t i = 0; i < values.size(); ++i) {
    if (has_value(view.block(i / kBlockSlots), i % kBlockSlots))
      code.decode(values[i], subject_number(bucket, i), list);
  }
}

void insert_buckets(Database& database, int64_t id, const ContactList& list, const LineCode& code) {
  Statement insert(database, "INSERT INTO contact(list, bucket, data) VALUES(?, ?, ?)");
  std::vector<uint32_t> slots;
  std::vector<int64_t> values;
  std::vector<std::byte> chunk;
  for (size_t i = 0; i < list.size();) {
    const uint32_t bucket = bucket_of(list.subjects[i]);
    slots.clear();
    values.clear();
    for (; i < list.size() && bucket_of(list.subjects[i]) == bucket; ++i) {
      slots.push_back(ordinal_of(list.subjects[i]));
      values.push_back(code.encode(list, i));
    }
    encode_chunk<int64_t>({slots, values, slots.back() + 1, Presence::exact}, ChunkCodec::integers, chunk);
    insert.bind(1, id).bind(2, int64_t{bucket}).bind_bytes(3, chunk).run();
  }
}

}  // namespace

void replace_contacts(Database& database, const ContactList& list) {
  VK_CHECK(
      std::adjacent_find(list.subjects.begin(), list.subjects.end(), std::greater_equal<>{}) == list.subjects.end(),
      "a contact list is sorted and has everybody once");
  Statement remove_lines(
      database,
      "DELETE FROM contact WHERE list IN (SELECT id FROM contact_list WHERE item = ? AND audience = ? AND cycle = ?)");
  bind_name(remove_lines, 1, list.name).run();
  Statement remove(database, "DELETE FROM contact_list WHERE item = ? AND audience = ? AND cycle = ?");
  bind_name(remove, 1, list.name).run();
  const LineCode code = LineCode::of(list);
  Statement insert(database,
                   "INSERT INTO contact_list(item, audience, cycle, kind, as_of, until, first_day, days, members, "
                   "channels, rules) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_name(insert, 1, list.name).bind(4, static_cast<int64_t>(list.kind));
  insert.bind(5, int64_t{list.as_of.time_since_epoch().count()}).bind(6, int64_t{list.until});
  insert.bind(7, code.first_day).bind(8, code.days).bind(9, static_cast<int64_t>(list.size()));
  insert.bind(10, names_to_json(list.channels)).bind(11, names_to_json(list.rules)).run();
  insert_buckets(database, database.last_row_id(), list, code);
}

std::vector<ContactList> read_contact_lists(Database& database) {
  std::vector<ContactList> lists;
  if (!has_ledger(database)) return lists;
  Statement select(database, fmt::format("{} ORDER BY id", kListColumns));
  while (select.step()) lists.push_back(list_at(select));
  return lists;
}

std::optional<ContactList> read_contacts(Database& database, const OccurrenceName& name, uint32_t buckets) {
  if (!has_ledger(database)) return std::nullopt;
  Statement select(database, fmt::format("{} WHERE item = ? AND audience = ? AND cycle = ?", kListColumns));
  if (!bind_name(select, 1, name).step()) return std::nullopt;
  ContactList list = list_at(select);
  const LineCode code = code_at(select, list);
  const int64_t members = select.integer(9);
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) read_bucket(database, select.integer(0), bucket, code, list);
  if (static_cast<int64_t>(list.size()) != members) {
    throw Error(ErrorCode::corrupt,
                fmt::format("contact list {} has {} lines, {} were written", to_string(name), list.size(), members));
  }
  return list;
}

void Store::put_contacts(const ContactList& list) {
  impl_->require_writable();
  Transaction transaction(impl_->db());
  impl_->append_keys();
  replace_contacts(impl_->db(), list);
  transaction.commit();
  impl_->after_commit();
}

std::vector<ContactList> Store::contact_lists() {
  return read_contact_lists(impl_->db());
}

std::optional<ContactList> Store::contacts(const OccurrenceName& name) {
  return read_contacts(impl_->db(), name, impl_->buckets());
}

}  // namespace vk
