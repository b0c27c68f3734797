#pragma once
#include <cstdint>
#include <cstdlib>

namespace vk::test {

/// A number that the environment gives, such as the seed of an audit.
inline uint64_t given_number(const char* name, uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : otherwise;
}

}  // namespace vk::test
