#pragma once
#include <span>
#include <string_view>

namespace vk::fuzz {

/// Something that reads bytes from outside. It returns for every input; a crash, a thrown exception that is not its
/// own, a sanitizer's report or a run without end is a defect.
struct Target {
  std::string_view name;
  std::string_view inputs;  ///< folder of the source tree with inputs to begin with
  void (*read)(std::string_view bytes);
};

/// All targets, by name.
std::span<const Target> targets();

/// The target of this name, or nullptr.
const Target* find_target(std::string_view name);

}  // namespace vk::fuzz
