#include "core/store/store.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <memory>

namespace vk::cli {

void add_store(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("store", "look after the store");
  command->require_subcommand(1);
  command->add_subcommand("verify", "check file, checksums and conservation laws of everything kept")
      ->callback([&session] {
        const Workspace workspace = session.open();
        Store store = Store::open(workspace.store_path, StoreMode::read_only);
        const std::vector<std::string> problems = store.verify();
        for (const std::string& problem : problems) print(fmt::format("{}\n", problem));
        print(problems.empty() ? "the store is sound\n" : fmt::format("{} problems\n", problems.size()));
        if (!problems.empty()) session.exit_code = ExitCode::failed;
      });

  auto target = std::make_shared<std::string>();
  CLI::App* backup = command->add_subcommand("backup", "copy the store to a file that opens by itself");
  backup->add_option("FILE", *target, "the copy; must not exist")->required();
  backup->callback([&session, target] {
    const Workspace workspace = session.open();
    Store::open(workspace.store_path, StoreMode::read_only).backup(*target);
    print(fmt::format("copied to {}\n", *target));
  });
}

}  // namespace vk::cli
