#include <vuosikello/plugin.hpp>

#include <limits>
#include <stdexcept>
#include <string_view>

// One object, many libraries: each links it with a deed_name.cpp that says which deed it does.
extern "C" const char vk_deed_name[];

namespace {

using namespace vk::sdk;

bool does(std::string_view deed) {
  return deed == vk_deed_name;
}

struct Misbehaving {
  static constexpr const char* id = vk_deed_name;
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
        .fallback(does("bad_default") ? "\"much\"" : "3")
        .least("1")
        .most("9")
        .doc("A limit.");
    schema.parameter("words", &Misbehaving::words).fallback("[]").doc("Some words.");
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void configure(Setup& setup) const {
    if (does("refuses_configure")) throw Failure("this limit is not to my taste", "limit", VK_INVALID_INPUT);
    if (!does("problems")) return;
    setup.problem("limit", "the limit is odd");
    setup.problem("words[1]:3", "the second word is odd");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    if (does("throws")) throw std::runtime_error("the well is dry");
    std::span<const int64_t> members = tables.frame.column("subject").int64s();
    out.int64("subject").assign(members.begin(), members.end());
    std::vector<uint8_t>& state = out.uint8("state");
    state.assign(members.size(), 0);
    if (does("state_out_of_range")) state[1] = state[2] = 7;
    if (does("unknown_column")) out.uint8("mood").assign(members.size(), 0);
    if (does("member_twice")) out.int64("subject").back() = 0;
    if (does("no_member")) out.int64("subject").back() = 99;
    if (does("infinite_score"))
      out.float64("score_joy").assign(members.size(), std::numeric_limits<double>::infinity());
    if (does("wrong_type")) out.float64("disposition").assign(members.size(), 0);
    if (does("unequal_columns")) state.pop_back();
  }
};

}  // namespace

VK_PLUGIN(Misbehaving);
