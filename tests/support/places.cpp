#include "tests/support/places.hpp"

namespace vk::test {

std::filesystem::path source_folder() {
  return VK_SOURCE_DIR;
}

}  // namespace vk::test
