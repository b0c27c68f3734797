#include "core/base/error.hpp"

#include <catch2/catch.hpp>

using vk::Error;
using vk::ErrorCode;

TEST_CASE("error: every code is spelt as in logs and JSON") {
  CHECK(vk::to_string(ErrorCode::invalid_input) == "invalid_input");
  CHECK(vk::to_string(ErrorCode::not_found) == "not_found");
  CHECK(vk::to_string(ErrorCode::conflict) == "conflict");
  CHECK(vk::to_string(ErrorCode::unavailable) == "unavailable");
  CHECK(vk::to_string(ErrorCode::corrupt) == "corrupt");
  CHECK(vk::to_string(ErrorCode::plugin_failed) == "plugin_failed");
  CHECK(vk::to_string(ErrorCode::cancelled) == "cancelled");
}

TEST_CASE("error: context stands before the message and the code stays") {
  const Error inner{ErrorCode::unavailable, "cannot open answers.csv: permission denied"};
  const Error outer = inner.with_context("reading source answers").with_context("measuring renewal@2026-Q2");
  CHECK(std::string_view{outer.what()} ==
        "measuring renewal@2026-Q2: reading source answers: cannot open answers.csv: permission denied");
  CHECK(outer.code() == ErrorCode::unavailable);
}
