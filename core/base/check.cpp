#include "core/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace vk {

void check_failed(const char* file, int line, const char* rule, std::string_view detail) {
  std::fprintf(stderr, "%s:%d: internal error: \"%s\" does not hold: %.*s\n", file, line, rule,
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

}  // namespace vk
