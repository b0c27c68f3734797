#include <vuosikello/plugin.hpp>

#include <cstdlib>
#include <cstring>

// A plugin that looks at the language it is started in and never asks whether there was memory.
namespace {

using namespace vk::sdk;

struct Careless {
  static constexpr const char* id = "careless";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Looks around and takes memory for granted.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;

  struct Tables {
    Input frame;
  };

  static void describe(Schema<Careless>& schema) {
    schema.table("frame", &Tables::frame)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void run(const Context&, const Tables& tables, Output& out) const {
    constexpr size_t kBytesEach = 1000;
    const auto members = tables.frame.column("subject").int64s();
    const char* const language = std::getenv("LC_ALL");
    const bool is_plain = language != nullptr && std::strcmp(language, "C") == 0;
    const size_t bytes = members.size() * kBytesEach + 1;
    auto* const room = static_cast<volatile char*>(std::malloc(bytes));
    for (size_t at = 0; at < bytes; at += kBytesEach) room[at] = is_plain ? 1 : 0;
    out.int64("subject").assign(members.begin(), members.end());
    out.uint8("state").assign(members.size(), static_cast<uint8_t>(room[0]));
    std::free(const_cast<char*>(room));
  }
};

}  // namespace

VK_PLUGIN(Careless);
