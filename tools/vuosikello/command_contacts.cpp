#include "core/base/error.hpp"
#include "core/engine/explain.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <memory>

namespace vk::cli {
namespace {

OccurrenceName occurrence_argument(const std::string& text) {
  const auto name = occurrence_name_from(text);
  if (name) return *name;
  tell(fmt::format("\"{}\" is no occurrence: write renewal/customers@2026 or secure@2026\n", text));
  throw Stop{ExitCode::usage};
}

Store store_to_read(const Session& session) {
  return Store::open(session.open().store_path, StoreMode::read_only);
}

}  // namespace

void add_contacts(CLI::App& app, Session& session) {
  struct Arguments {
    std::string occurrence;
    bool list = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("contacts", "whom an occurrence contacts, and whom it leaves out by which rule");
  command->add_option("OCCURRENCE", arguments->occurrence, "its name, such as renewal/customers@2026")->required();
  command->add_flag("--list", arguments->list, "person by person, as CSV");
  command->callback([&session, arguments] {
    const OccurrenceName name = occurrence_argument(arguments->occurrence);
    Store store = store_to_read(session);
    print(arguments->list ? contacts_csv(store, name) : contacts_text(store, name));
  });
}

void add_explain(CLI::App& app, Session& session) {
  struct Arguments {
    std::string subject;
    std::string occurrence;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("explain", "why a person was asked or not, how measured, what content follows");
  command->add_option("SUBJECT", arguments->subject, "the person's key")->required();
  command->add_option("OCCURRENCE", arguments->occurrence, "such as renewal/customers@2026 or secure@2026")->required();
  command->callback([&session, arguments] {
    const OccurrenceName name = occurrence_argument(arguments->occurrence);
    Store store = store_to_read(session);
    print(explain_person(store, arguments->subject, name));
  });
}

}  // namespace vk::cli
