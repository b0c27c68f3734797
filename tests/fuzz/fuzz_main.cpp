#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/fuzz/targets.hpp"

namespace {

const vk::fuzz::Target* g_target = nullptr;

/// Ends the program before libFuzzer begins, which would call an ordinary exit a crash.
[[noreturn]] void end(int code) {
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace

/// VK_FUZZ_TARGET in the environment names what reads the bytes; "list" prints all targets with the folders of their
/// inputs.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* const wanted = std::getenv("VK_FUZZ_TARGET");
  const std::string_view name = wanted == nullptr ? "" : wanted;
  if (name == "list") {
    for (const vk::fuzz::Target& each : vk::fuzz::targets())
      std::printf("%s %s\n", std::string(each.name).c_str(), std::string(each.inputs).c_str());
    end(0);
  }
  g_target = vk::fuzz::find_target(name);
  if (g_target != nullptr) return 0;
  std::fputs("VK_FUZZ_TARGET names no target\n", stderr);
  end(2);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  g_target->read({static_cast<const char*>(static_cast<const void*>(data)), size});
  return 0;
}
