#include <fmt/format.h>

#include <csignal>

#include "core/serve/report_server.hpp"
#include "core/serve/store_archive_reader.hpp"
#include "tools/vuosikello/serve_pages.hpp"

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

void serve_pages(Session& session, const ServeAddress& address) {
  const Workspace workspace = session.open();
  const StopSignals signals;
  const StoreArchiveReader archive(workspace.store_path);
  ReportServer server(archive, address);
  print(fmt::format("http://{}:{}/\n", address.host, server.port()));
  std::fflush(stdout);
  server.run_until([&] { signals.wait(); });
}

}  // namespace vk::cli
