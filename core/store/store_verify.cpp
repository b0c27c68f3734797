#include <fmt/format.h>

#include <map>
#include <set>

#include "core/base/hash.hpp"
#include "core/store/store_impl.hpp"
#include "core/store/stored_text.hpp"
#include "core/store/subject_keys.hpp"

namespace vk {
namespace {

using Problems = std::vector<std::string>;

/// Runs one part of the check; what it throws is a problem like any other.
template <typename Work>
void collect(Problems& problems, Work work) {
  try {
    work();
  } catch (const Error& problem) {
    problems.emplace_back(problem.what());
  }
}

void check_file(Database& database, Problems& problems) {
  Statement integrity(database, "PRAGMA integrity_check(100)");
  while (integrity.step()) {
    if (integrity.text(0) != "ok") problems.push_back(fmt::format("the file is damaged: {}", integrity.text(0)));
  }
  Statement keys(database, "PRAGMA foreign_key_check");
  while (keys.step()) problems.push_back(fmt::format("a row of {} points at nothing", keys.text(0)));
}

/// Every member's ordinal must be in the dictionary.
void check_subjects_known(const std::vector<SubjectNumber>& subjects, const std::vector<uint32_t>& kept,
                          std::string_view what, Problems& problems) {
  for (const SubjectNumber subject : subjects) {
    if (ordinal_of(subject) < kept[bucket_of(subject)]) continue;
    problems.push_back(fmt::format("{} has a member whose key is not kept", what));
    return;
  }
}

void check_frames(Database& database, const std::vector<uint32_t>& kept, Problems& problems) {
  std::vector<OccurrenceName> names;
  Statement select(database, "SELECT item, audience, cycle FROM frame ORDER BY column_set");
  while (select.step()) names.push_back(name_at(select, 0));
  for (const OccurrenceName& name : names) {
    collect(problems, [&] {
      const std::optional<Frame> frame = read_frame(database, name, static_cast<uint32_t>(kept.size()));
      if (frame) check_subjects_known(frame->subjects, kept, "frame " + to_string(name), problems);
    });
  }
}

void check_contacts(Database& database, const std::vector<uint32_t>& kept, Problems& problems) {
  for (const ContactList& header : read_contact_lists(database)) {
    collect(problems, [&] {
      const auto list = read_contacts(database, header.name, static_cast<uint32_t>(kept.size()));
      if (list) check_subjects_known(list->subjects, kept, "contact list " + to_string(header.name), problems);
    });
  }
}

/// The row's own columns must say what its header says.
void check_row(const Statement& row, const SnapshotHeader& header, Problems& problems) {
  const bool fits = name_at(row, 1) == header.name && row.integer(4) == int64_t{header.revision} &&
                    row.integer(5) == static_cast<int64_t>(header.members) && row.integer(6) == header.base.minor;
  if (!fits) problems.push_back(fmt::format("snapshot {}: row and header differ", to_string(header.name)));
}

void check_snapshots(Database& database, const std::vector<uint32_t>& kept, Problems& problems) {
  Statement select(database,
                   "SELECT column_set, item, audience, cycle, revision, members, base_minor, header FROM snapshot "
                   "ORDER BY column_set");
  while (select.step()) {
    collect(problems, [&] {
      const SnapshotHeader header = snapshot_header_from_json(select.text(7));
      check_row(select, header, problems);
      const Snapshot snapshot = read_snapshot(database, select.integer(0), header, static_cast<uint32_t>(kept.size()));
      check_subjects_known(snapshot.subjects, kept, "snapshot " + to_string(header.name), problems);
    });
  }
}

void check_log(Database& database, Problems& problems) {
  std::map<OccurrenceName, std::set<LogEvent>> events;
  for (const LogEntry& entry : read_log(database)) events[entry.name].insert(entry.event);
  const auto require = [&](const char* table, LogEvent event, std::string_view word) {
    Statement select(database, fmt::format("SELECT item, audience, cycle FROM {}", table));
    while (select.step()) {
      const OccurrenceName name = name_at(select, 0);
      if (events[name].count(event) > 0) continue;
      problems.push_back(
          fmt::format("{} {} is kept, but the log does not say that it was {}", table, to_string(name), word));
    }
  };
  require("frame", LogEvent::opened, "opened");
  require("snapshot", LogEvent::closed, "closed");
}

void check_reports(Database& database, Problems& problems) {
  Statement select(database, "SELECT item, audience, cycle, format, sha256, bytes FROM report_archive ORDER BY id");
  while (select.step()) {
    const std::span<const std::byte> bytes = select.bytes(5);
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    if (sha256_hex(text) == select.text(4)) continue;
    problems.push_back(
        fmt::format("report {} ({}) does not fit its hash", to_string(name_at(select, 0)), select.text(3)));
  }
}

}  // namespace

std::vector<std::string> Store::verify() {
  Problems problems;
  Database& database = impl_->db();
  collect(problems, [&] { check_file(database, problems); });
  collect(problems, [&] {
    for (const std::string& problem : verify_subjects(database, impl_->buckets())) problems.push_back(problem);
    const std::vector<uint32_t> kept = kept_subjects(database, impl_->buckets());
    check_frames(database, kept, problems);
    check_snapshots(database, kept, problems);
    check_contacts(database, kept, problems);
  });
  collect(problems, [&] { check_log(database, problems); });
  collect(problems, [&] { check_reports(database, problems); });
  return problems;
}

}  // namespace vk
