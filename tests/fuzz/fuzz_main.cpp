#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/fuzz/targets.hpp"

/// libFuzzer's entry: VK_FUZZ_TARGET in the environment names what reads the bytes; "list" prints all targets with the
/// folders of their inputs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const vk::fuzz::Target* const target = [] {
    const char* name = std::getenv("VK_FUZZ_TARGET");
    const vk::fuzz::Target* found = vk::fuzz::find_target(name == nullptr ? "" : name);
    if (name != nullptr && std::string_view(name) == "list") {
      for (const vk::fuzz::Target& each : vk::fuzz::targets())
        std::printf("%s %s\n", std::string(each.name).c_str(), std::string(each.inputs).c_str());
      std::exit(0);
    }
    if (found == nullptr) {
      std::fputs("VK_FUZZ_TARGET names no target\n", stderr);
      std::exit(2);
    }
    return found;
  }();
  target->read({static_cast<const char*>(static_cast<const void*>(data)), size});
  return 0;
}
