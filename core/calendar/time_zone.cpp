#include "core/calendar/time_zone.hpp"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace vk {

struct TimeZone::Impl {
  cctz::time_zone zone;
};

namespace {

/// What the system's tzdata.zi says: its version and every zone and link name.
struct ZoneDatabase {
  std::string version = "unknown";
  std::vector<std::string> names;                          ///< "UTC" and Area/City names, sorted
  std::vector<std::pair<std::string, std::string>> links;  ///< name without an area -> Area/City it stands for
};

ZoneDatabase read_zone_database() {
  const char* folder = std::getenv("TZDIR");
  const std::filesystem::path path =
      std::filesystem::path{folder != nullptr ? folder : "/usr/share/zoneinfo"} / "tzdata.zi";
  ZoneDatabase database;
  database.names.emplace_back("UTC");
  std::string bytes;
  try {
    bytes = read_file(path);
  } catch (const Error&) {
    return database;
  }
  constexpr std::string_view kVersion = "# version ";
  for (const std::string_view line : split(bytes, '\n')) {
    if (line.starts_with(kVersion)) database.version = std::string{trim(line.substr(kVersion.size()))};
    const std::vector<std::string_view> words = split(line, ' ');
    const bool is_zone = words.size() >= 2 && words[0] == "Z";
    const bool is_link = words.size() >= 3 && words[0] == "L";
    if (!is_zone && !is_link) continue;
    const std::string_view name = is_zone ? words[1] : words[2];
    if (name.find('/') != std::string_view::npos) {
      database.names.emplace_back(name);
    } else if (is_link && words[1].find('/') != std::string_view::npos) {
      database.links.emplace_back(name, words[1]);
    }
  }
  std::sort(database.names.begin(), database.names.end());
  return database;
}

const ZoneDatabase& zone_database() {
  static const ZoneDatabase kDatabase = read_zone_database();
  return kDatabase;
}

cctz::civil_day civil(Day day) {
  const std::chrono::year_month_day ymd{day};
  return cctz::civil_day{static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                         static_cast<unsigned>(ymd.day())};
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  if (name == "UTC") return utc();
  // cctz itself would also take "localtime", "posixrules", "right/..." and any file below its folder.
  const std::vector<std::string>& names = zone_database().names;
  if (!std::binary_search(names.begin(), names.end(), name, std::less<>{})) return std::nullopt;
  auto impl = std::make_shared<Impl>();
  if (!cctz::load_time_zone(std::string{name}, &impl->zone)) return std::nullopt;
  TimeZone zone;
  zone.name_ = std::string{name};
  zone.impl_ = std::move(impl);
  return zone;
}

TimeZone::TimeZone() : name_("UTC"), impl_(std::make_shared<Impl>(Impl{cctz::utc_time_zone()})) {}

TimeZone TimeZone::utc() {
  return {};
}

LocalConversion TimeZone::to_instant(Day day, int64_t seconds) const {
  const auto found = impl_->zone.lookup(cctz::civil_second(civil(day)) + seconds);
  // `pre` reads the local time with the offset before the change: a gap is thereby shifted forward by its length, an
  // overlap gives the first of the two.
  LocalConversion result{found.pre, LocalConversion::Kind::unique};
  if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) result.kind = LocalConversion::Kind::gap;
  if (found.kind == cctz::time_zone::civil_lookup::REPEATED) result.kind = LocalConversion::Kind::overlap;
  return result;
}

Day TimeZone::local_day(Instant instant) const {
  const cctz::civil_day day{cctz::convert(instant, impl_->zone)};
  return Day{std::chrono::days{day - cctz::civil_day{1970, 1, 1}}};
}

std::string TimeZone::to_local_text(Instant instant) const {
  const auto local = impl_->zone.lookup(instant);
  const int minutes = std::abs(local.offset) / 60;
  return fmt::format("{} {:02}:{:02} {}{:02}:{:02}", to_string(local_day(instant)), local.cs.hour(), local.cs.minute(),
                     local.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::vector<std::string> time_zone_names() {
  return zone_database().names;
}

std::string time_zone_database_version() {
  return zone_database().version;
}

std::optional<std::string> time_zone_for_alias(std::string_view name) {
  for (const auto& [alias, target] : zone_database().links) {
    if (alias == name) return target;
  }
  return std::nullopt;
}

}  // namespace vk
