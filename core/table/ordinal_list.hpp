#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace vk {

/// Ordinals of rows in ascending order, most in one byte: how far it is from the one before.
class OrdinalList {
 public:
  OrdinalList() = default;
  /// `ascending` may repeat values.
  explicit OrdinalList(std::span<const uint32_t> ascending) : size_(ascending.size()) {
    steps_.reserve(ascending.size() + ascending.size() / 32);
    uint32_t before = 0;
    for (const uint32_t ordinal : ascending) {
      add_step(ordinal - before);
      before = ordinal;
    }
  }

  size_t size() const { return size_; }
  /// Calls `work` with each ordinal.
  template <class Work>
  void for_each(Work work) const {
    uint32_t ordinal = 0;
    for (size_t at = 0; at < steps_.size(); ++at) {
      uint32_t step = steps_[at];
      if (step == kFar) {
        std::memcpy(&step, steps_.data() + at + 1, sizeof step);
        at += sizeof step;
      }
      ordinal += step;
      work(ordinal);
    }
  }

 private:
  static constexpr uint8_t kFar = 255;  ///< the step follows in 4 bytes

  void add_step(uint32_t step) {
    if (step < kFar) {
      steps_.push_back(static_cast<uint8_t>(step));
      return;
    }
    steps_.push_back(kFar);
    const auto* bytes = reinterpret_cast<const uint8_t*>(&step);
    steps_.insert(steps_.end(), bytes, bytes + sizeof step);
  }

  size_t size_ = 0;
  std::vector<uint8_t> steps_;
};

}  // namespace vk
