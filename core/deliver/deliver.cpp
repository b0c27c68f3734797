#include "core/deliver/deliver.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = "folder:";
constexpr std::string_view kHashList = "SHA256SUMS";
constexpr std::string_view kExpected = "\"folder:PATH\", such as \"folder:reports\"";

std::optional<fs::path> folder_of(const PlacedText& target, const fs::path& folder) {
  const std::string_view text = target.text;
  if (!text.starts_with(kFolder) || trim(text.substr(kFolder.size())).empty()) return std::nullopt;
  const fs::path path{std::string(trim(text.substr(kFolder.size())))};
  return path.is_absolute() ? path : folder / path;
}

bool is_plain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
         byte == '_';
}

std::string plain_part(std::string_view text) {
  std::string part;
  for (const char byte : text) part += is_plain(byte) ? byte : '_';
  return part;
}

std::string plain_format(std::string_view format) {
  std::string part;
  for (const char byte : format)
    part += is_plain(byte) || (byte == '.' && !part.empty() && part.back() != '.') ? byte : '_';
  return part;
}

/// The hashes that a target's list has, by file name.
std::map<std::string, std::string> read_hash_list(const fs::path& file) {
  std::map<std::string, std::string> hashes;
  if (!fs::exists(file)) return hashes;
  const std::string text = read_file(file);
  for (const std::string_view line : split(text, '\n')) {
    constexpr size_t kHash = 64;
    if (line.size() > kHash + 2) hashes[std::string(line.substr(kHash + 2))] = std::string(line.substr(0, kHash));
  }
  return hashes;
}

// True when the file had other bytes or was not there.
bool write_if_changed(const fs::path& path, std::string_view bytes) {
  if (fs::exists(path) && read_file(path) == bytes) return false;
  write_file(path, bytes);
  return true;
}

void put_into(const fs::path& target, std::span<const RenderedFile> files, std::vector<Delivery>& deliveries) {
  std::map<std::string, std::string> hashes = read_hash_list(target / kHashList);
  for (const RenderedFile& file : files) {
    const std::string name = delivered_name(file.name, file.format);
    Delivery delivery{(target / name).lexically_normal(), sha256_hex(file.bytes), false};
    delivery.written = write_if_changed(delivery.path, file.bytes);
    hashes[name] = delivery.sha256;
    deliveries.push_back(std::move(delivery));
  }
  std::string list;
  for (const auto& [name, hash] : hashes) list += fmt::format("{}  {}\n", hash, name);
  write_if_changed(target / kHashList, list);
}

}  // namespace

std::string delivered_name(const OccurrenceName& name, std::string_view format) {
  std::string stem = plain_part(name.item);
  if (!name.audience.empty()) stem += "-" + plain_part(name.audience);
  stem += "-" + plain_part(name.cycle);
  const bool changed = plain_part(name.item) != name.item || plain_part(name.audience) != name.audience ||
                       plain_part(name.cycle) != name.cycle;
  if (changed) stem += "-" + sha256_hex(to_string(name)).substr(0, 8);
  return fmt::format("{}.{}", stem, plain_format(format));
}

void check_targets(std::span<const PlacedText> targets, const AnnualCalendar& calendar, Diagnostics& diagnostics) {
  for (const PlacedText& target : targets) {
    if (folder_of(target, calendar.folder)) continue;
    Diagnostic problem;
    problem.code = "E220";
    problem.at = target.at;
    problem.message = fmt::format("reports cannot be sent to \"{}\"", target.text);
    problem.expected = std::string(kExpected);
    for (const ConfigText& text : calendar.texts) {
      if (text.file == target.at.file) problem.excerpt = text.line(target.at.line);
    }
    problem.length = static_cast<uint32_t>(utf8_length(target.text) + 2);
    diagnostics.add(std::move(problem));
  }
}

std::vector<Delivery> deliver_files(std::span<const RenderedFile> files, std::span<const PlacedText> targets,
                                    const fs::path& folder) {
  std::vector<fs::path> folders;
  for (const PlacedText& target : targets) {
    const auto path = folder_of(target, folder);
    if (!path) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("{}:{}:{}: reports cannot be sent to \"{}\", expected {}", target.at.file, target.at.line,
                              target.at.column, target.text, kExpected));
    }
    folders.push_back(*path);
  }
  std::vector<Delivery> deliveries;
  for (const fs::path& target : folders) put_into(target, files, deliveries);
  return deliveries;
}

std::vector<std::string> deliver(std::span<const RenderedFile> files, std::span<const PlacedText> targets,
                                 const fs::path& folder) {
  std::vector<std::string> places;
  for (const Delivery& delivery : deliver_files(files, targets, folder)) places.push_back(delivery.path.string());
  return places;
}

}  // namespace vk
