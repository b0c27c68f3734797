#include "tests/support/shared_data.hpp"

#include <cstdlib>

#include "tests/support/skip.hpp"

namespace vk::test {
namespace {

namespace fs = std::filesystem;

fs::path configured_folder() {
  const char* named = std::getenv("VK_SHARED_DATA");
  if (named != nullptr && *named != '\0') return named;
  return fs::path{VK_SOURCE_DIR} / ".." / "shared" / "data";
}

}  // namespace

std::optional<fs::path> shared_data() {
  const fs::path folder = configured_folder();
  std::error_code failure;
  if (fs::is_directory(folder, failure)) return fs::weakly_canonical(folder);
  skip("no shared data");
  return std::nullopt;
}

}  // namespace vk::test
