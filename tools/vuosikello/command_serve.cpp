#include <memory>

#include "tools/vuosikello/commands.hpp"
#include "tools/vuosikello/serve_pages.hpp"

namespace vk::cli {

void add_serve(CLI::App& app, Session& session) {
  auto address = std::make_shared<ServeAddress>();
  CLI::App* command = app.add_subcommand("serve", "read-only web pages over the archived reports");
  command->add_option("--host", address->host, "the address to listen on")->capture_default_str();
  command->add_option("--port", address->port, "the port; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->callback([&session, address] { serve_pages(session, *address); });
}

}  // namespace vk::cli
