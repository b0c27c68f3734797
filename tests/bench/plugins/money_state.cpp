#include <vuosikello/plugin.hpp>

// The least a measurement does: looks at every member's money, gives everybody a state.
namespace {

using namespace vk::sdk;

struct MoneyState {
  static constexpr const char* id = "money_state";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Committed are those who bought.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;
  static constexpr uint32_t flags = VK_BY_MEMBER;

  struct Tables {
    Input frame;
  };

  static void describe(Schema<MoneyState>& schema) {
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.")
        .column("active", ColumnKind::uint8, "Bit 0: bought in the window.")
        .column("money", ColumnKind::int64, "The member's money, minor units.");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    const auto members = tables.frame.column("subject").int64s();
    const auto active = tables.frame.column("active").uint8s();
    const auto money = tables.frame.column("money").int64s();
    out.int64("subject").assign(members.begin(), members.end());
    std::vector<uint8_t>& state = out.uint8("state");
    state.resize(members.size());
    for (size_t row = 0; row < members.size(); ++row) {
      state[row] = static_cast<uint8_t>(money[row] > 0 && (active[row] & 1U) != 0 ? 0 : 1);
    }
  }
};

}  // namespace

VK_PLUGIN(MoneyState);
