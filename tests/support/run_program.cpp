#include "tests/support/run_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "core/base/file.hpp"
#include "tests/support/temp_folder.hpp"

namespace vk::test {
namespace {

namespace fs = std::filesystem;

/// The file actions of a spawn: standard streams to files, and the working folder.
class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  void read_from(int stream, const fs::path& file) {
    ::posix_spawn_file_actions_addopen(&actions_, stream, file.c_str(), O_RDONLY, 0);
  }
  void write_to(int stream, const fs::path& file) {
    ::posix_spawn_file_actions_addopen(&actions_, stream, file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  void change_folder(const fs::path& folder) { ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// This process's environment as "NAME=value" with `changes` on top.
std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::string_view name = text.substr(0, text.find('='));
    if (std::none_of(changes.begin(), changes.end(), [&](const auto& change) { return change.first == name; })) {
      result.emplace_back(text);
    }
  }
  for (const auto& [name, value] : changes) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

}  // namespace

ProgramResult run_program(const ProgramCall& call) {
  const TempFolder streams;
  SpawnActions actions;
  actions.read_from(STDIN_FILENO, streams.write("in", call.input));
  actions.write_to(STDOUT_FILENO, streams / "out");
  actions.write_to(STDERR_FILENO, streams / "err");
  if (!call.folder.empty()) actions.change_folder(call.folder);

  std::vector<std::string> arguments{call.program.string()};
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  std::vector<std::string> environment = environment_with(call.environment);
  pid_t child = 0;
  const int failure = ::posix_spawn(&child, call.program.c_str(), actions.get(), nullptr, pointers_to(arguments).data(),
                                    pointers_to(environment).data());
  if (failure != 0) throw std::system_error(failure, std::generic_category(), "cannot run " + call.program.string());

  const int status = wait_for(child);
  ProgramResult result;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.out = read_file(streams / "out");
  result.err = read_file(streams / "err");
  return result;
}

}  // namespace vk::test
