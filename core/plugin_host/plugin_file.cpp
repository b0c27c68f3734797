#include "core/plugin_host/plugin_file.hpp"

#include <dlfcn.h>

#include <optional>

#include <boost/dll/shared_library.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/plugin_host/sealed_copy.hpp"

namespace vk {

namespace {

constexpr int kNewestAbiLookedFor = 9;

// Never unloaded: a plugin's threads and static objects may outlive any moment we could choose. Boost names no such
// mode, but hands the loader's own bits through.
constexpr auto kStaysLoaded = static_cast<boost::dll::load_mode::type>(RTLD_NODELETE);
constexpr boost::dll::load_mode::type kLoadMode =
    boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local | kStaysLoaded;

void warn(Diagnostics& diagnostics, std::string_view code, const std::filesystem::path& path, std::string message,
          std::string hint = {}) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = std::string(code);
  diagnostic.at.file = path.string();
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostics.add(std::move(diagnostic));
}

/// The loader's reason without the path in front of it, which the diagnostic already names.
std::string loader_reason(std::string text, const std::filesystem::path& path) {
  size_t at = text.find(path.string() + ": ");
  if (at != std::string::npos) {
    text = text.substr(at + path.string().size() + 2);
    text = text.substr(0, text.rfind("): "));  // what stood around the path
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  return text;
}

}  // namespace

struct PluginFile::Library {
  boost::dll::shared_library handle;
};

PluginFile::PluginFile() : library_(std::make_unique<Library>()) {}

PluginFile::~PluginFile() = default;

std::unique_ptr<PluginFile> PluginFile::open(const std::filesystem::path& path, Diagnostics& diagnostics,
                                             std::string_view sha256, LoadFrom from) {
  std::unique_ptr<PluginFile> file(new PluginFile());
  const std::string abi = std::to_string(VK_PLUGIN_ABI_MAJOR);
  std::filesystem::path loaded = path;
  try {
    std::optional<SealedCopy> copy;
    if (from == LoadFrom::memory) copy.emplace(path);
    const std::string found = copy ? copy->sha256() : sha256_hex(read_file(path));
    if (!sha256.empty() && found != sha256) throw Error(ErrorCode::conflict, "its file has changed");
    if (copy) loaded = "/proc/self/fd/" + std::to_string(copy->memory().number());
    boost::dll::shared_library& library = file->library_->handle;
    library.load(loaded, kLoadMode);
    if (!library.has(VK_PLUGIN_ENTRY_SYMBOL)) {
      for (int major = 1; major <= kNewestAbiLookedFor; ++major) {
        std::string symbol = "vk_plugin_entry_v" + std::to_string(major);
        if (!library.has(symbol)) continue;
        warn(diagnostics, "PL002", path,
             "was built for plugin ABI " + std::to_string(major) + ", this program speaks " + abi,
             "rebuild it against this program's SDK");
        return nullptr;
      }
      warn(diagnostics, "PL001", path, "has no symbol " VK_PLUGIN_ENTRY_SYMBOL,
           "export it with VK_PLUGIN(Struct) or move the file away");
      return nullptr;
    }
    file->entry_ = &library.get<const vk_entry>(VK_PLUGIN_ENTRY_SYMBOL);
    const vk_entry& entry = *file->entry_;
    if (!VK_HAS(&entry, vk_entry, create))
      throw Error(ErrorCode::plugin_failed, "its entry has only " + std::to_string(entry.size) + " bytes");
    if (entry.abi_major != VK_PLUGIN_ABI_MAJOR) {
      warn(diagnostics, "PL002", path,
           "was built for plugin ABI " + std::to_string(entry.abi_major) + ", this program speaks " + abi,
           "rebuild it against this program's SDK");
      return nullptr;
    }
    if (entry.describe == nullptr || entry.create == nullptr)
      throw Error(ErrorCode::plugin_failed, "its entry has no describe or no create");
    file->description_ = read_description(entry.describe());
    file->description_.file = path;
    file->description_.sha256 = found;
    return file;
  } catch (const Error& e) {
    const bool wrong = e.code() == ErrorCode::plugin_failed;
    const std::string why = wrong                             ? "describes itself wrongly: "
                            : e.code() == ErrorCode::conflict ? ""
                                                              : "cannot be read: ";
    warn(diagnostics, wrong ? "PL003" : "PL004", path, why + e.what());
  } catch (const std::exception& e) {
    warn(diagnostics, "PL004", path, "cannot be loaded: " + loader_reason(e.what(), loaded));
  } catch (...) {
    warn(diagnostics, "PL004", path, "cannot be loaded: it threw something that is no std::exception");
  }
  return nullptr;
}

}  // namespace vk
