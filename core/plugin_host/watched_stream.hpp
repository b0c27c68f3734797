#pragma once
#include <vuosikello/arrow.h>

#include <functional>

namespace vk {

/// Puts itself before `stream`: `taken` is called after each batch that is taken off it. Nothing else changes.
void watch_batches(ArrowArrayStream* stream, std::function<void()> taken);

}  // namespace vk
