#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/serve/report_archive_reader.hpp"

namespace vk {

/// Where to listen; the default is this machine alone. Port 0 takes a free one.
struct ServeAddress {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;
};

/// Serves the read-only pages over HTTP. Listens from construction on; stops when destroyed. `archive` is borrowed for
/// its life.
class ReportServer {
 public:
  /// Throws Error(unavailable) when the address cannot be listened on.
  ReportServer(const ReportArchiveReader& archive, const ServeAddress& address);
  ~ReportServer();
  ReportServer(const ReportServer&) = delete;
  ReportServer& operator=(const ReportServer&) = delete;

  /// The port in use.
  uint16_t port() const;
  /// Blocks in `wait_for_stop`, then refuses new connections and lets running answers end.
  void run_until(const std::function<void()>& wait_for_stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vk
