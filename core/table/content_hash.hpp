#pragma once
#include <string>

#include "core/table/read_source.hpp"

namespace vk {

/// SHA-256 over what was read rather than over the file: column names, kinds and values in row order and the rows'
/// subjects. The same data gives the same hash whatever delimiter, encoding, date pattern or file name it came with;
/// one altered value gives another. 64 hexadecimal digits.
std::string content_hash(const SourceTable& source);

}  // namespace vk
