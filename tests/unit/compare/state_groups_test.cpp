#include "core/compare/state_groups.hpp"

#include <catch2/catch.hpp>

using namespace vk;

TEST_CASE("state groups: a state in no group is told by itself") {
  StateGroups groups;
  CHECK(groups.empty());
  CHECK(groups.told_as(3) == 3);
  CHECK(groups.members_of(3) == std::vector<uint8_t>{3});
  groups.join({});
  groups.join({2});
  CHECK(groups.empty());
}

TEST_CASE("state groups: states that are told together stay so, in scheme order") {
  StateGroups groups;
  groups.join({255, 2});
  CHECK(groups.told_as(255) == 2);
  CHECK(groups.told_as(2) == 2);
  groups.join({4, 3});
  CHECK(groups.groups == std::vector<std::vector<uint8_t>>{{2, 255}, {3, 4}});
  groups.join({0, 4});
  CHECK(groups.groups == std::vector<std::vector<uint8_t>>{{0, 3, 4}, {2, 255}});
  groups.join({2, 3});
  CHECK(groups.members_of(255) == std::vector<uint8_t>{0, 2, 3, 4, 255});
}
