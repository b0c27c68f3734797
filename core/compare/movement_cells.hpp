#pragma once
#include <cstdint>
#include <map>

#include "core/compare/comparison.hpp"
#include "core/store/slot_code.hpp"

namespace vk {

/// Adds an amount to a sum; throws Error(invalid_input) beyond 64 bits.
void add_to_money(int64_t& sum, int64_t amount);

/// The movements of members whose money is counted otherwise than their snapshots have it: at other rates, or real.
class MovementCells {
 public:
  void add(const SlotCode& before, const SlotCode& after, int64_t money_from, int64_t money_to);
  MoneyBridge bridge() const;

 private:
  std::map<Movement, Cell> cells_;
};

}  // namespace vk
