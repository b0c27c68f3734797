#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.hpp"
#include "tools/vuosikello/serve_pages.hpp"

namespace vk::cli {
namespace {

/// Lies beside the folder of the program's own plugins.
std::filesystem::path serving_program() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  return (program.parent_path() / "../lib/vuosikello/vuosikello-serve").lexically_normal();
}

}  // namespace

void serve_pages(Session& session, const ServeAddress&) {
  const std::filesystem::path program = serving_program();
  execv(program.c_str(), session.arguments);
  throw Error(ErrorCode::unavailable, program.string() + " cannot be started: " + strerror(errno) +
                                          "; install the program whole, with its lib/vuosikello beside bin");
}

}  // namespace vk::cli
