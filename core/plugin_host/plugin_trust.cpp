#include "core/plugin_host/plugin_trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/config/table_reader.hpp"
#include "core/plugin_host/fork_server.hpp"

namespace vk {

namespace {

constexpr size_t kHashLength = 64;

bool may_others_write(const struct stat& status) {
  const bool by_group = (status.st_mode & S_IWGRP) != 0 && status.st_gid != getegid() && status.st_gid != 0;
  const bool by_all = (status.st_mode & S_IWOTH) != 0;
  const bool keeps_owners = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  return (by_group || by_all) && !keeps_owners;
}

Diagnostic warning(std::string code, const std::filesystem::path& library, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = std::move(code);
  diagnostic.at.file = library.string();
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace

std::string plugin_lock_text(std::span<const PluginDescription> plugins) {
  std::string text =
      "# The plugins that this calendar may use, written by `vuosikello plugins lock`. [plugins] trust says what "
      "becomes of others.\n";
  for (const PluginDescription& plugin : plugins) {
    // The texts are the library's own: quoted, so that none can approve another.
    text += fmt::format("\n[[plugin]]\nid = {}\nversion = {}\nsha256 = {}\n", json_quoted(plugin.id),
                        json_quoted(plugin.version), json_quoted(plugin.sha256));
  }
  return text;
}

std::optional<PluginLock> read_plugin_lock(const std::filesystem::path& file, Diagnostics& diagnostics) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return std::nullopt;
  const ConfigDocument document = read_config(file.string(), diagnostics);
  TableReader reader(document.root, document.text, "the lock", diagnostics);
  PluginLock lock;
  for (const ConfigTable* table : reader.tables("plugin")) {
    TableReader entry(*table, document.text, "[[plugin]]", diagnostics);
    const std::string id = entry.required_text("id");
    static_cast<void>(entry.text("version"));
    const std::string sha256 = entry.required_text("sha256");
    if (!sha256.empty() && sha256.size() != kHashLength) {
      entry.error_at("sha256", "E212", "\"sha256\" is no SHA-256", "64 hexadecimal digits",
                     "let `vuosikello plugins lock` write it");
    }
    entry.finish();
    lock.ids[sha256] = id;
  }
  reader.finish();
  return lock;
}

std::string who_else_may_write(const std::filesystem::path& path, const std::filesystem::path& program,
                               bool all_above) {
  struct stat status {};
  const uid_t owner = stat(program.c_str(), &status) == 0 ? status.st_uid : geteuid();
  std::error_code problem;
  std::filesystem::path place = std::filesystem::canonical(path, problem);
  if (problem) return path.string() + " cannot be found";
  for (size_t depth = 0;; ++depth) {
    if (stat(place.c_str(), &status) != 0) return place.string() + " cannot be looked at";
    const bool known = status.st_uid == 0 || status.st_uid == geteuid() || status.st_uid == owner;
    if (!known) return fmt::format("{} belongs to user {}", place.string(), status.st_uid);
    if (may_others_write(status)) return place.string() + " can be written by others";
    if (place == place.root_path() || (depth > 0 && !all_above)) return "";
    place = place.parent_path();
  }
}

std::optional<Diagnostic> distrust(const std::filesystem::path& library, const PluginSearch& search) {
  if (search.trust == PluginTrust::off) return std::nullopt;
  const std::filesystem::path program = search.host ? search.host->program() : std::filesystem::path{};
  const std::string others = who_else_may_write(library, program, search.trust == PluginTrust::require);
  if (!others.empty()) return warning("PL006", library, "is not safe: " + others, "chmod go-w, or move the library");
  const bool must = search.trust == PluginTrust::require;
  if (!must && !search.lock) return std::nullopt;
  std::string sha256;
  try {
    sha256 = sha256_hex(read_file(library));
  } catch (const Error&) {
    return std::nullopt;  // what cannot be read is told when it is loaded
  }
  if (search.lock && search.lock->ids.contains(sha256)) return std::nullopt;
  return warning("PL007", library,
                 search.lock ? "is not approved: its bytes are not in plugins.lock.toml"
                             : "is not approved: there is no plugins.lock.toml",
                 "look at it, then `vuosikello plugins lock`");
}

}  // namespace vk
