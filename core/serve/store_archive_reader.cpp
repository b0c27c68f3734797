#include "core/serve/store_archive_reader.hpp"

#include <map>

#include "core/store/store.hpp"

namespace vk {
namespace {

// The outcome that the log has for each occurrence; a later entry wins.
std::map<OccurrenceName, Outcome> outcomes_of(Store& store) {
  std::map<OccurrenceName, Outcome> outcomes;
  for (const LogEntry& entry : store.log()) {
    if (entry.event != LogEvent::opened && entry.event != LogEvent::reminded) outcomes[entry.name] = entry.outcome;
  }
  return outcomes;
}

using NewestReports = std::map<std::pair<std::string, std::string>, ArchivedReport>;

NewestReports newest_reports(Store& store) {
  NewestReports newest;
  for (ArchivedReport& report : store.reports()) {
    const auto key = std::make_pair(to_string(report.name), report.format);
    const auto known = newest.find(key);
    if (known == newest.end() || known->second.as_of <= report.as_of) newest.insert_or_assign(key, std::move(report));
  }
  return newest;
}

}  // namespace

std::vector<ServedReport> StoreArchiveReader::list() const {
  Store store = Store::open(store_, StoreMode::read_only);
  const std::map<OccurrenceName, Outcome> outcomes = outcomes_of(store);
  std::vector<ServedReport> reports;
  for (const auto& [key, report] : newest_reports(store)) {
    const auto outcome = outcomes.find(report.name);
    reports.push_back({key.first, report.format, report.as_of,
                       outcome == outcomes.end() ? std::string() : std::string(to_string(outcome->second)),
                       report.sha256});
  }
  return reports;
}

std::optional<std::string> StoreArchiveReader::bytes(std::string_view name, std::string_view format) const {
  Store store = Store::open(store_, StoreMode::read_only);
  const NewestReports reports = newest_reports(store);
  const auto found = reports.find({std::string(name), std::string(format)});
  if (found == reports.end()) return std::nullopt;
  return store.report_bytes(found->second.id);
}

}  // namespace vk
