#include <catch2/catch.hpp>

#include <cstdlib>

#include "core/base/file.hpp"
#include "core/plugin_host/plugin_text.hpp"
#include "core/plugin_kit/plugin_case.hpp"

namespace {

using namespace vk;

bool approving() {
  return std::getenv("VK_APPROVE") != nullptr;
}

/// sample.toml is what the plugin says of its options, so that it cannot grow old.
void compare_sample(const std::filesystem::path& folder, const PluginDescription& plugin) {
  if (approving()) write_file(folder / "sample.toml", plugin_sample_toml(plugin));
  CHECK(read_file(folder / "sample.toml") == plugin_sample_toml(plugin));
}

}  // namespace

TEST_CASE("plugins: every test case gives its expected rows or its expected error") {
  std::filesystem::path folders[] = {VK_PLUGIN_DIR};
  Diagnostics diagnostics;
  PluginLibrary library = PluginLibrary::search(folders, diagnostics);
  INFO(render(diagnostics));
  REQUIRE(diagnostics.empty());
  size_t cases = 0;
  for (const char* kind : {"measurement", "content"}) {
    for (const auto& plugin_folder :
         std::filesystem::directory_iterator(std::filesystem::path(VK_SOURCE_DIR) / "plugins" / kind)) {
      if (!plugin_folder.is_directory()) continue;
      const PluginDescription* plugin = library.find(plugin_folder.path().filename().string());
      INFO(plugin_folder.path());
      REQUIRE(plugin != nullptr);
      compare_sample(plugin_folder.path(), *plugin);
      for (const auto& folder : std::filesystem::directory_iterator(plugin_folder.path() / "testcases")) {
        INFO(folder.path());
        const CaseResult came = run_plugin_case(library, *plugin, read_plugin_case(folder.path(), *plugin));
        if (approving()) approve_case(folder.path(), came);
        CHECK(case_difference(folder.path(), came).empty());
        ++cases;
      }
    }
  }
  CHECK(cases >= 9);
}
