#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace vk::test {

/// A program to run and what it is given.
struct ProgramCall {
  std::filesystem::path program;
  std::vector<std::string> arguments;                            ///< without the program's own name
  std::filesystem::path folder;                                  ///< working folder; empty = the test's own
  std::vector<std::pair<std::string, std::string>> environment;  ///< set on top of the test's own environment
  std::string input;                                             ///< what the program reads from stdin
};

/// How a program ended and what it wrote.
struct ProgramResult {
  int exit_code = -1;  ///< -1 when a signal ended it
  int signal = 0;      ///< the signal that ended it, 0 when it returned
  std::string out;
  std::string err;
};

/// Runs a program to its end. Throws std::system_error when it cannot be started.
ProgramResult run_program(const ProgramCall& call);

}  // namespace vk::test
