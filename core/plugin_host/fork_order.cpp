#include "core/plugin_host/fork_order.hpp"

#include <filesystem>
#include <vector>

#include "core/base/text.hpp"

namespace vk {

namespace {

/// Fields of an order are texts that end with 0, which neither a path nor a variable may hold.
constexpr char kFieldEnd = '\0';
constexpr std::string_view kStart = "start";
constexpr std::string_view kHasEnded = "has ended";
constexpr std::string_view kEnd = "end";
constexpr size_t kStartFields = 8;
constexpr size_t kProcessFields = 2;

std::string order_text(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) text += field + kFieldEnd;
  return text;
}

std::string process_order(std::string_view kind, pid_t process) {
  return order_text({std::string(kind), std::to_string(process)});
}

std::vector<std::string> fields_of(std::string_view order) {
  std::vector<std::string> fields;
  for (const std::string_view field : split(order, kFieldEnd)) fields.emplace_back(field);
  if (!fields.empty()) fields.pop_back();  // behind the last end
  return fields;
}

uint64_t count_of(const std::string& field) {
  return static_cast<uint64_t>(int64_from(field).value_or(0));
}

ProcessStart read_start(const std::vector<std::string>& fields) {
  ProcessStart what;
  what.library = fields[1];
  what.sha256 = fields[2];
  what.memory_bytes = count_of(fields[3]);
  what.cpu_seconds = count_of(fields[4]);
  what.network = fields[5] == "1";
  what.files = fields[6] == "1";
  what.folder = fields[7];
  what.variables.assign(fields.begin() + kStartFields, fields.end());
  return what;
}

}  // namespace

std::string write_order(const ProcessStart& order) {
  std::vector<std::string> fields{std::string(kStart),
                                  std::filesystem::absolute(order.library).string(),
                                  order.sha256,
                                  std::to_string(order.memory_bytes),
                                  std::to_string(order.cpu_seconds),
                                  std::to_string(int{order.network}),
                                  std::to_string(int{order.files}),
                                  order.folder.string()};
  fields.insert(fields.end(), order.variables.begin(), order.variables.end());
  return order_text(fields);
}

std::string write_order(AskEnded order) {
  return process_order(kHasEnded, order.process);
}

std::string write_order(AwaitEnd order) {
  return process_order(kEnd, order.process);
}

ForkOrder read_order(std::string_view bytes) {
  const std::vector<std::string> fields = fields_of(bytes);
  const std::string kind = fields.empty() ? "" : fields.front();
  if (kind == kStart && fields.size() >= kStartFields) return read_start(fields);
  if (fields.size() != kProcessFields) return {};
  const auto process = static_cast<pid_t>(count_of(fields[1]));
  if (kind == kHasEnded) return AskEnded{process};
  if (kind == kEnd) return AwaitEnd{process};
  return {};
}

}  // namespace vk
