#include "tests/support/skip.hpp"

#include <cstdio>
#include <string>

#include <catch2/catch.hpp>

namespace vk::test {

void skip(std::string_view reason) {
  static std::string last_skipped;
  const std::string test = Catch::getResultCapture().getCurrentTestName();
  if (test != last_skipped) {
    last_skipped = test;
    std::puts(("skipped: " + std::string(reason)).c_str());
    std::fflush(stdout);
  }
  SUCCEED("skipped: " << reason);
}

}  // namespace vk::test
