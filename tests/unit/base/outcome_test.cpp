#include "core/base/outcome.hpp"

#include <catch2/catch.hpp>

using vk::Outcome;

TEST_CASE("outcome: every outcome reads back as it is written") {
  const auto outcome =
      GENERATE(Outcome::complete, Outcome::partial, Outcome::failed, Outcome::missed, Outcome::skipped);
  CHECK(vk::outcome_from(vk::to_string(outcome)) == outcome);
}

TEST_CASE("outcome: the stored numbers stay") {
  CHECK(static_cast<int>(Outcome::complete) == 0);
  CHECK(static_cast<int>(Outcome::partial) == 1);
  CHECK(static_cast<int>(Outcome::failed) == 2);
  CHECK(static_cast<int>(Outcome::missed) == 3);
  CHECK(static_cast<int>(Outcome::skipped) == 4);
}

TEST_CASE("outcome: another word is none") {
  CHECK_FALSE(vk::outcome_from("").has_value());
  CHECK_FALSE(vk::outcome_from("Complete").has_value());
  CHECK_FALSE(vk::outcome_from("complete ").has_value());
}
