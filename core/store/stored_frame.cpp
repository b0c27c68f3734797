#include <fmt/format.h>

#include "core/base/check.hpp"
#include "core/store/store_impl.hpp"
#include "core/store/stored_text.hpp"

namespace vk {

void write_columns(Database& database, int64_t id, const Frame& frame, uint32_t buckets) {
  ColumnSetWriter writer(database, id, frame.subjects, buckets);
  writer.write_codes(frame.segment, {}, {});
  if (!frame.consent_mask.empty())
    writer.write_members<uint32_t>(kConsentColumn, "consent", "consent", frame.consent_mask);
  if (frame.money_class.empty()) return;
  writer.write_members<uint8_t>(kFirstFurtherColumn, kMoneyClassKind, kMoneyClassKind, frame.money_class);
}

void insert_frame(Database& database, const OccurrenceName& name, const Frame& frame, uint32_t buckets) {
  VK_CHECK(frame.segment.size() == frame.size(), "one segment a member");
  VK_CHECK(frame.money_class.size() == (frame.sample ? frame.size() : 0), "one class a member of a draw");
  VK_CHECK(frame.consent_mask.empty() || frame.consent_mask.size() == frame.size(), "one consent a member");
  const int64_t id = add_column_set(database, "frame");
  write_columns(database, id, frame, buckets);
  Statement insert(database,
                   "INSERT INTO frame(column_set, item, audience, cycle, members, header) VALUES(?, ?, ?, ?, ?, ?)");
  bind_name(insert.bind(1, id), 2, name).bind(5, static_cast<int64_t>(frame.size()));
  insert.bind(6, frame_header_to_json(frame)).run();
}

std::optional<Frame> read_frame(Database& database, const OccurrenceName& name, uint32_t buckets) {
  Statement select(database,
                   "SELECT column_set, members, header FROM frame WHERE item = ? AND audience = ? AND cycle = ?");
  if (!bind_name(select, 1, name).step()) return std::nullopt;
  Frame frame = frame_header_from_json(select.text(2));
  ColumnSetReader reader(database, select.integer(0), buckets);
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    const std::vector<uint32_t> codes = reader.slot_codes(bucket);
    for (uint32_t slot = 0; slot < codes.size(); ++slot) {
      if (codes[slot] == 0) continue;
      frame.subjects.push_back(subject_number(bucket, slot));
      frame.segment.push_back(reader.codes()[codes[slot]].segment);
    }
  }
  for (const StoredColumn& column : reader.columns()) {
    if (column.kind == "consent") frame.consent_mask = reader.members<uint32_t>(column.number);
    if (column.kind == kMoneyClassKind) frame.money_class = reader.members<uint8_t>(column.number);
  }
  const bool fits = static_cast<int64_t>(frame.size()) == select.integer(1) &&
                    (frame.consent_mask.empty() || frame.consent_mask.size() == frame.size()) &&
                    frame.money_class.size() == (frame.sample ? frame.size() : 0);
  if (!fits) {
    throw Error(ErrorCode::corrupt, fmt::format("frame {}: a column has another number of members", to_string(name)));
  }
  return frame;
}

}  // namespace vk
