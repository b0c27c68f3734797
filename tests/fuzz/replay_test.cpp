#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/file.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/support/sample_snapshot.hpp"

namespace {

std::vector<std::filesystem::path> inputs_of(const vk::fuzz::Target& target) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path{VK_SOURCE_DIR} / target.inputs))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// One small damage: a byte changed, left out or doubled, or the end cut off.
std::string damaged(std::string bytes, vk::test::Dice& dice) {
  if (bytes.empty()) return bytes;
  const size_t at = dice.roll(bytes.size());
  switch (dice.roll(4)) {
    case 0:
      bytes[at] = static_cast<char>(dice.roll(256));
      break;
    case 1:
      bytes.erase(at, 1);
      break;
    case 2:
      bytes.insert(at, 1, bytes[at]);
      break;
    default:
      bytes.resize(at);
  }
  return bytes;
}

}  // namespace

TEST_CASE("fuzz targets: every kept input, whole and damaged, is read to the end") {
  constexpr int kDamages = 60;
  for (const vk::fuzz::Target& target : vk::fuzz::targets()) {
    const auto files = inputs_of(target);
    INFO(target.name);
    REQUIRE_FALSE(files.empty());
    for (const auto& file : files) {
      INFO(file.filename().string());
      const std::string bytes = vk::read_file(file);
      CHECK_NOTHROW(target.read(bytes));
      vk::test::Dice dice{bytes.size()};
      std::string now = bytes;
      for (int i = 0; i < kDamages; ++i) {
        now = damaged(i % 6 == 0 ? bytes : now, dice);
        CHECK_NOTHROW(target.read(now));
      }
    }
  }
}
