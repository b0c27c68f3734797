#include "core/plugin_host/description_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/plugin_host/wire_tables.hpp"

namespace vk {

namespace {

constexpr std::string_view kFormat = "vuosikello plugin descriptions 1";
constexpr uint64_t kMostBytes = uint64_t{64} << 20U;
/// What an entry takes at least: the lengths of its texts.
constexpr size_t kLeastEntryBytes = 17;

/// Changes whenever the file at `path` is another one; empty when there is none.
std::string place_mark(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return fmt::format("{}:{}:{}:{}.{:09}", status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

std::string library_mark(const std::filesystem::path& library) {
  try {
    return place_mark(library) + ":" + sha256_hex(read_file(library));
  } catch (const Error&) {
    return {};
  }
}

std::string key_of(const std::filesystem::path& library) {
  std::error_code problem;
  return std::filesystem::absolute(library, problem).lexically_normal().string();
}

void write_described(WireWriter& to, const DescribedLibrary& described) {
  to.value(static_cast<uint8_t>(described.description.has_value()));
  if (described.description) {
    to.text(described.description->sha256);
    return write_description(to, *described.description);
  }
  const Diagnostic& problem = described.problem;
  for (const std::string* text : {&problem.code, &problem.message, &problem.hint}) to.text(*text);
}

}  // namespace

DescriptionCache::DescriptionCache(std::filesystem::path file, const std::filesystem::path& program)
    : file_(std::move(file)), program_mark_(place_mark(program)) {
  if (file_.empty()) return;
  try {
    read();
  } catch (const Error&) {
    entries_.clear();
  }
}

void DescriptionCache::read() {
  const std::string bytes = read_file(file_);
  WireReader from(std::as_bytes(std::span(bytes)));
  if (from.text() != kFormat || from.text() != program_mark_) return;
  for (size_t left = from.count(kLeastEntryBytes); left > 0; --left) {
    const std::string path = from.text();
    Entry& entry = entries_[path];
    entry.mark = from.text();
    entry.described = read_described(from, path);
  }
  from.finish();
}

std::optional<DescribedLibrary> DescriptionCache::find(const std::filesystem::path& library) const {
  const auto found = entries_.find(key_of(library));
  if (found == entries_.end() || found->second.mark != library_mark(library)) return std::nullopt;
  DescribedLibrary described = found->second.described;
  described.problem.at.file = library.string();
  if (described.description) described.description->file = library;
  return described;
}

void DescriptionCache::put(const std::filesystem::path& library, const DescribedLibrary& described) {
  if (file_.empty()) return;
  const std::string mark = library_mark(library);
  const bool same = !described.description || mark.ends_with(":" + described.description->sha256);
  if (mark.empty() || !same) return;
  entries_[key_of(library)] = {mark, described};
  changed_ = true;
}

void DescriptionCache::save() const {
  if (!changed_) return;
  try {
    WireMemory memory;
    WireWriter to(memory);
    to.text(kFormat);
    to.text(program_mark_);
    std::map<std::string, const Entry*> there;
    for (const auto& [path, entry] : entries_) {
      if (!place_mark(path).empty()) there[path] = &entry;
    }
    to.value(uint64_t{there.size()});
    for (const auto& [path, entry] : there) {
      to.text(path);
      to.text(entry->mark);
      write_described(to, entry->described);
    }
    WireCopy copy;
    const auto bytes = copy.take(memory.descriptor(), to.finish(), kMostBytes);
    write_file(file_, {static_cast<const char*>(static_cast<const void*>(bytes.data())), bytes.size()});
  } catch (const Error&) {
    return;  // the libraries will be asked again
  }
}

}  // namespace vk
