#include "core/plugin_kit/plugin_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/plugin_kit/project_templates.hpp"

namespace vk {

namespace {

constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
constexpr size_t kLongestId = 100;
constexpr std::array<std::string_view, 8> kTakenTargets{"all",     "clean",   "edit_cache",    "help",
                                                        "install", "package", "rebuild_cache", "test"};

constexpr std::string_view kAnswers = "subject,answer\n0,9\n1,2\n2,\n3,3\n3,8\n";
constexpr std::string_view kAnswerStates = "subject,state\n0,0\n1,2\n3,0\n";
constexpr std::string_view kAnswerOptions =
    "## Options of measurement plugin @ID@ 1.0.0.\n## Measures members by one number of theirs.\n\n"
    "## The smallest answer that counts as good.\n## (number)\n# least = 7.0\n";
constexpr std::string_view kWrongAnswer = "\n[options]\nleast = \"seven\"\n";
constexpr std::string_view kWrongAnswerError =
    "plugin.toml:8:9: error PL103: \"least\" is a text\n  | least = \"seven\"\n  |         ^^^^^^^\n  expected: "
    "a number\n"
    "1 error, 0 warnings\n";

constexpr std::string_view kMembers = "subject,state,money\n0,0,12000\n1,1,5000\n2,2,0\n3,2,800\n4,255,900\n";
constexpr std::string_view kContacts =
    "subject,action,channel,reason\n1,talk about the next year,phone,is uncertain\n"
    "3,talk about the next year,phone,is leaving\n";
constexpr std::string_view kContactOptions =
    "## Options of content plugin @ID@ 1.0.0.\n## Proposes a contact for each member whose money is not secured.\n\n"
    "## How to reach them.\n## (text)\n# channel = \"phone\"\n";
constexpr std::string_view kNoChannel = "\n[options]\nchannel = \"\"\n";
constexpr std::string_view kNoChannelError =
    "plugin.toml:8:1: error PL106: a channel has a name\n  | channel = \"\"\n  | ^\n1 error, 0 warnings\n";

constexpr std::string_view kActives = "subject,active\n0,1\n1,0\n2,1\n";
constexpr std::string_view kActiveStates = "subject,state\n0,0\n1,2\n2,0\n";
constexpr std::string_view kActiveOptions =
    "## Options of measurement plugin @ID@ 1.0.0.\n## Measures members by whether they were active.\n";
constexpr std::string_view kOneState = "states = [{ name = \"committed\", money = \"secured\" }]\n";
constexpr std::string_view kOneStateError = "error PL106: at least two states are needed\n1 error, 0 warnings\n";

struct ProjectFile {
  std::string name;
  std::string text;
};

/// The last part of an id, as a name in C: "org.example.churn-risk" -> "churn_risk".
std::string short_name(const std::string& id) {
  std::string name = id.substr(id.rfind('.') == std::string::npos ? 0 : id.rfind('.') + 1);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// "churn_risk" -> "ChurnRisk".
std::string struct_name(const std::string& name) {
  std::string made;
  bool starts = true;
  for (const char letter : name) {
    if (letter != '_')
      made += starts && letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    starts = letter == '_';
  }
  return made;
}

void check_id(const std::string& id) {
  const std::string name = short_name(id);
  if (std::find(kTakenTargets.begin(), kTakenTargets.end(), name) != kTakenTargets.end())
    throw Error(ErrorCode::invalid_input, "\"" + name + "\" is a target that CMake keeps for itself; take another id");
  if (id.size() > kLongestId)
    throw Error(ErrorCode::invalid_input,
                fmt::format("the id has {} letters, at most {} can be", id.size(), kLongestId));
  const bool letters = id.find_first_not_of(kIdLetters) == std::string::npos && !id.empty() && id.front() != '.';
  if (letters && !name.empty() && name.front() >= 'a' && name.front() <= 'z') return;
  throw Error(
      ErrorCode::invalid_input,
      "\"" + id + "\" is no plugin id; write lower-case letters, digits, '_', '.' and '-', such as org.example.churn");
}

std::vector<ProjectFile> files_of(ProjectTemplate kind) {
  std::vector<ProjectFile> files{{"CMakeLists.txt", std::string(kProjectCmake)},
                                 {"README.md", std::string(kProjectReadme)}};
  const auto add = [&](std::string name, std::string_view text) {
    files.push_back({std::move(name), std::string(text)});
  };
  const std::string states(kProjectStates);
  add("testcases/first/plugin.toml", states);
  switch (kind) {
    case ProjectTemplate::measurement:
      add("@FILE@", kMeasurementTemplate);
      add("sample.toml", kAnswerOptions);
      add("testcases/first/answers.csv", kAnswers);
      add("testcases/first/expected.csv", kAnswerStates);
      add("testcases/wrong_option/plugin.toml", states + std::string(kWrongAnswer));
      add("testcases/wrong_option/expected.err", kWrongAnswerError);
      break;
    case ProjectTemplate::content:
      add("@FILE@", kContentTemplate);
      add("sample.toml", kContactOptions);
      add("testcases/first/snapshot.csv", kMembers);
      add("testcases/first/expected.csv", kContacts);
      add("testcases/wrong_option/plugin.toml", states + std::string(kNoChannel));
      add("testcases/wrong_option/expected.err", kNoChannelError);
      break;
    case ProjectTemplate::measurement_in_c:
      add("@FILE@", kMeasurementInCTemplate);
      add("sample.toml", kActiveOptions);
      add("testcases/first/frame.csv", kActives);
      add("testcases/first/expected.csv", kActiveStates);
      add("testcases/one_state/plugin.toml", kOneState);
      add("testcases/one_state/expected.err", kOneStateError);
      break;
  }
  return files;
}

}  // namespace

std::vector<std::filesystem::path> write_plugin_project(ProjectTemplate kind, const std::string& id,
                                                        const std::filesystem::path& folder) {
  check_id(id);
  std::error_code none;
  if (std::filesystem::exists(folder, none) && !std::filesystem::is_empty(folder, none)) {
    throw Error(ErrorCode::invalid_input,
                folder.string() + " has something in it; name a folder that is empty or not there");
  }
  const bool in_c = kind == ProjectTemplate::measurement_in_c;
  const std::string name = short_name(id);
  const std::vector<std::pair<std::string, std::string>> marks{
      {"@ID@", id},
      {"@NAME@", name},
      {"@STRUCT@", struct_name(name)},
      {"@FILE@", name + (in_c ? ".c" : ".cpp")},
      {"@LANGUAGE@", in_c ? "C" : "CXX"},
      {"@KIND@", kind == ProjectTemplate::content ? "content" : "measurement"},
  };
  std::vector<std::filesystem::path> written;
  for (ProjectFile file : files_of(kind)) {
    for (const auto& [mark, text] : marks) {
      file.name = replace_all(file.name, mark, text);
      file.text = replace_all(file.text, mark, text);
    }
    written.push_back(folder / file.name);
    write_file(written.back(), file.text);
  }
  return written;
}

}  // namespace vk
