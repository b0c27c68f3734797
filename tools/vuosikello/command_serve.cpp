#include <fmt/format.h>

#include <csignal>
#include <memory>

#include "core/serve/report_server.hpp"
#include "core/serve/store_archive_reader.hpp"
#include "tools/vuosikello/commands.hpp"

namespace vk::cli {
namespace {

/// Blocks until the terminal or a service manager asks the program to end. The signals must be blocked in every thread,
/// so they are before the server starts its own.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int received = 0;
    sigwait(&signals_, &received);
  }

 private:
  sigset_t signals_{};
};

}  // namespace

void add_serve(CLI::App& app, Session& session) {
  auto address = std::make_shared<ServeAddress>();
  CLI::App* command = app.add_subcommand("serve", "read-only web pages over the archived reports");
  command->add_option("--host", address->host, "the address to listen on")->capture_default_str();
  command->add_option("--port", address->port, "the port; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->callback([&session, address] {
    const Workspace workspace = session.open();
    const StopSignals signals;
    const StoreArchiveReader archive(workspace.store_path);
    ReportServer server(archive, *address);
    print(fmt::format("http://{}:{}/\n", address->host, server.port()));
    std::fflush(stdout);
    server.run_until([&] { signals.wait(); });
  });
}

}  // namespace vk::cli
