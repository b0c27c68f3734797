#pragma once
#include <Poco/JSON/Object.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/temp_folder.hpp"

namespace vk::test {

/// A folder with a calendar in it, and the program to run over it.
class Workshop {
 public:
  /// Writes calendar.toml.
  explicit Workshop(std::string_view calendar);

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    return folder_.write(name, bytes);
  }
  std::string read(std::string_view name) const;

  /// Runs `vuosikello --config FOLDER <arguments>`.
  ProgramResult run(std::vector<std::string> arguments) const;
  /// `run --once --as-of <as_of>` and further arguments.
  ProgramResult run_as_of(std::string as_of, std::vector<std::string> more = {}) const;

 private:
  TempFolder folder_;
};

/// Runs the program with these arguments and nothing else.
ProgramResult run_vuosikello(std::vector<std::string> arguments);

/// A JSON object out of a program's stdout. Fails the test when it is none.
Poco::JSON::Object::Ptr parse_json(std::string_view text);

/// A small sound calendar: ten customers, one yearly measurement "pulse" of audience "customers", a report "board".
std::string small_calendar();
/// The files that small_calendar reads, for cycles 2025 and 2026.
void write_small_data(const Workshop& workshop);

}  // namespace vk::test
