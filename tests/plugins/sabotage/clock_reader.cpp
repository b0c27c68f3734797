#include <vuosikello/plugin.hpp>

#include <ctime>

// A plugin that looks at the machine's clock for what the engine tells it.
namespace {

using namespace vk::sdk;

constexpr int64_t kDaySeconds = 86400;
constexpr int64_t kStates = 3;

struct ClockReader {
  static constexpr const char* id = "clock_reader";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Measures today, whatever day it is told.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;

  struct Tables {
    Input frame;
  };

  static void describe(Schema<ClockReader>& schema) {
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    const auto members = tables.frame.column("subject").int64s();
    std::time_t now = 0;
    std::time(&now);
    const int64_t today = now / kDaySeconds;
    out.int64("subject").assign(members.begin(), members.end());
    out.uint8("state").assign(members.size(), static_cast<uint8_t>(today % kStates));
  }
};

}  // namespace

VK_PLUGIN(ClockReader);
