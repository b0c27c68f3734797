#include <vuosikello/plugin.hpp>

#include <limits>
#include <stdexcept>

// One source, many libraries: the build defines which deed this one does.
#if !defined(VK_DEED_throws)
#define VK_DEED_throws 0
#endif
#if !defined(VK_DEED_state_out_of_range)
#define VK_DEED_state_out_of_range 0
#endif
#if !defined(VK_DEED_unknown_column)
#define VK_DEED_unknown_column 0
#endif
#if !defined(VK_DEED_member_twice)
#define VK_DEED_member_twice 0
#endif
#if !defined(VK_DEED_refuses_configure)
#define VK_DEED_refuses_configure 0
#endif
#if !defined(VK_DEED_no_member)
#define VK_DEED_no_member 0
#endif
#if !defined(VK_DEED_infinite_score)
#define VK_DEED_infinite_score 0
#endif
#if !defined(VK_DEED_wrong_type)
#define VK_DEED_wrong_type 0
#endif
#if !defined(VK_DEED_bad_default)
#define VK_DEED_bad_default 0
#endif
#if !defined(VK_DEED_unequal_columns)
#define VK_DEED_unequal_columns 0
#endif
#if !defined(VK_DEED_problems)
#define VK_DEED_problems 0
#endif

namespace {

using namespace vk::sdk;

struct Misbehaving {
  static constexpr const char* id = VK_DEED_NAME;
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Breaks one rule of the contract.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;

  struct Tables {
    Input frame;
  };
  int64_t limit = 0;
  std::vector<std::string> words;

  static void describe(Schema<Misbehaving>& schema) {
    schema.parameter("limit", &Misbehaving::limit)
        .fallback(VK_DEED_bad_default ? "\"much\"" : "3")
        .least("1")
        .most("9")
        .doc("A limit.");
    schema.parameter("words", &Misbehaving::words).fallback("[]").doc("Some words.");
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void configure(Setup& setup) const {
    if (VK_DEED_refuses_configure) throw Failure("this limit is not to my taste", "limit", VK_INVALID_INPUT);
    if (!VK_DEED_problems) return;
    setup.problem("limit", "the limit is odd");
    setup.problem("words[1]:3", "the second word is odd");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    if (VK_DEED_throws) throw std::runtime_error("the well is dry");
    std::span<const int64_t> members = tables.frame.column("subject").int64s();
    out.int64("subject").assign(members.begin(), members.end());
    std::vector<uint8_t>& state = out.uint8("state");
    state.assign(members.size(), 0);
    if (VK_DEED_state_out_of_range) state[1] = state[2] = 7;
    if (VK_DEED_unknown_column) out.uint8("mood").assign(members.size(), 0);
    if (VK_DEED_member_twice) out.int64("subject").back() = 0;
    if (VK_DEED_no_member) out.int64("subject").back() = 99;
    if (VK_DEED_infinite_score)
      out.float64("score_joy").assign(members.size(), std::numeric_limits<double>::infinity());
    if (VK_DEED_wrong_type) out.float64("disposition").assign(members.size(), 0);
    if (VK_DEED_unequal_columns) state.pop_back();
  }
};

}  // namespace

VK_PLUGIN(Misbehaving);
