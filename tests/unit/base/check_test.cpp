#include "core/base/check.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "core/base/file.hpp"
#include "tests/support/temp_folder.hpp"

TEST_CASE("check: a broken rule ends the process and names itself") {
  const vk::test::TempFolder folder;
  const std::string file = folder.write("err", "").string();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);
    ::dup2(::open(file.c_str(), O_WRONLY), STDERR_FILENO);
    VK_CHECK(1 + 1 == 3, "sums");
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK(vk::read_file(file).find("internal error: \"1 + 1 == 3\" does not hold: sums\n") != std::string::npos);
}

TEST_CASE("check: a rule that holds goes on") {
  int evaluated = 0;
  VK_CHECK(++evaluated == 1, "counted once");
  CHECK(evaluated == 1);
}
