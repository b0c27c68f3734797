#include "core/plan/occurrence.hpp"

#include <catch2/catch.hpp>

using namespace vk;

TEST_CASE("occurrence name: item, audience and cycle are written and read back") {
  const OccurrenceName name{"renewal", "customers/fi", "2026-Q2"};
  CHECK(to_string(name) == "renewal/customers/fi@2026-Q2");
  CHECK(occurrence_name_from("renewal/customers/fi@2026-Q2") == name);
  const OccurrenceName report{"board", "", "2026"};
  CHECK(to_string(report) == "board@2026");
  CHECK(occurrence_name_from("board@2026") == report);
}

TEST_CASE("occurrence name: texts that name nothing are refused") {
  for (const char* text : {"", "@", "board", "board@", "@2026", "/customers@2026", "renewal/@2026"}) {
    INFO(text);
    CHECK_FALSE(occurrence_name_from(text).has_value());
  }
}

TEST_CASE("log event: every word is read back as its event") {
  for (const LogEvent event : {LogEvent::opened, LogEvent::reminded, LogEvent::closed, LogEvent::missed,
                               LogEvent::skipped, LogEvent::failed}) {
    CHECK(log_event_from(to_string(event)) == event);
  }
  CHECK_FALSE(log_event_from("opening").has_value());
}
