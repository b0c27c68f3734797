#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// The names that a shared library (the bytes of a 64-bit ELF file of this machine) defines for others, sorted. Throws
/// Error(invalid_input) when the bytes are no such file; reads nothing outside them.
std::vector<std::string> library_exports(std::string_view bytes);

}  // namespace vk
