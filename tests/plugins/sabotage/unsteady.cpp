#include <vuosikello/plugin.hpp>

// A plugin that says a member's row depends on that member alone, and then counts its runs and looks at how many come.
namespace {

using namespace vk::sdk;

struct Unsteady {
  static constexpr const char* id = "unsteady";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Gives other rows each time.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;
  static constexpr uint32_t flags = VK_BY_MEMBER;

  struct Tables {
    Input frame;
  };
  mutable size_t runs = 0;

  static void describe(Schema<Unsteady>& schema) {
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    const auto members = tables.frame.column("subject").int64s();
    out.int64("subject").assign(members.begin(), members.end());
    out.uint8("state").assign(members.size(), static_cast<uint8_t>((members.size() + runs++) % 2));
  }
};

}  // namespace

VK_PLUGIN(Unsteady);
