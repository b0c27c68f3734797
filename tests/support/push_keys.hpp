#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/subject_index.hpp"
#include "core/table/subject_resolver.hpp"

namespace vk::test {

/// Pushes keys as a source does, in blocks of some hundreds.
inline void push_keys(SubjectResolver& resolver, const SubjectIndex& index, std::span<const std::string> keys) {
  constexpr size_t kBlock = 700;
  BlockDeal deal(index.buckets());
  for (size_t from = 0; from < keys.size(); from += kBlock) {
    const std::span<const std::string> block = keys.subspan(from, std::min(kBlock, keys.size() - from));
    resolver.push(std::vector<std::string_view>(block.begin(), block.end()), deal);
  }
}

}  // namespace vk::test
