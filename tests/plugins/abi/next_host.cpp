#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include <vuosikello/arrow_build.hpp>
#include <vuosikello/failure.hpp>

// A host of the next minor version, in small: every struct of the contract is longer, and what it appended is filled.
// Runs the library over three members; ends with 0 when three rows come back.

namespace {

constexpr int64_t kMembers = 3;
constexpr uint64_t kFilled = 0x1111111111111111U;

void need(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

vk_host next_host() {
  vk_host host{};
  host.size = sizeof host;
  host.abi_minor = VK_PLUGIN_ABI_MINOR;
  host.name = "next";
  host.version = "1.1";
  host.log = [](const vk_host*, int32_t, const char*) {};
  host.progress = [](const vk_host*, uint64_t, uint64_t) {};
  host.cancelled = [](const vk_host*) -> int32_t { return 0; };
  host.problem = [](const vk_host*, const char*, const char* message) { std::fprintf(stderr, "%s\n", message); };
  host.extension = [](const vk_host*, const char*) -> const void* { return nullptr; };
  host.later = kFilled;
  return host;
}

/// Members 0 to 2 as a stream.
void make_frame(ArrowArrayStream* out) {
  static const int64_t kSubjects[kMembers] = {0, 1, 2};
  auto list = std::make_unique<vk::sdk::BatchList>();
  vk::sdk::BatchList::Batch& batch = list->batches.emplace_back();
  batch.rows = kMembers;
  vk::sdk::ColumnBuffers& column = batch.columns.emplace_back();
  column.name = "subject";
  column.length = kMembers;
  column.buffers = {nullptr, kSubjects};
  vk::sdk::make_stream(std::move(list), out);
}

int64_t count_rows(ArrowArrayStream& stream) {
  int64_t rows = 0;
  for (ArrowArray batch{}; stream.get_next(&stream, &batch) == 0 && batch.release != nullptr; batch.release(&batch)) {
    rows += batch.length;
  }
  stream.release(&stream);
  return rows;
}

void run(vk_plugin* plugin) {
  vk_error error{};
  error.size = sizeof error;
  const char* const states[] = {"committed", "leaving"};
  vk_configuration configuration{};
  configuration.size = sizeof configuration;
  configuration.state_count = 2;
  configuration.states = states;
  configuration.later = kFilled;
  need(plugin->configure(plugin, &configuration, &error) == VK_OK, error.message);

  ArrowArrayStream frame{};
  make_frame(&frame);
  vk_input input{};
  input.size = sizeof input;
  input.name = "frame";
  input.stream = &frame;
  input.later = kFilled;
  const vk_input* const inputs[] = {&input};
  vk_request request{};
  request.size = sizeof request;
  request.state_count = 2;
  request.table_count = 1;
  request.occurrence = "pulse@2026";
  request.cycle = "2026";
  request.currency = "EUR";
  request.states = states;
  request.tables = inputs;
  request.later = kFilled;
  ArrowArrayStream rows{};
  need(plugin->run(plugin, &request, &rows, &error) == VK_OK, error.message);
  need(frame.release == nullptr, "the input was not released");
  need(count_rows(rows) == kMembers, "another number of rows");
}

}  // namespace

int main(int argc, char** argv) {
  need(argc == 2, "usage: next_host LIBRARY");
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  need(library != nullptr, "the library cannot be loaded");
  const auto* entry = static_cast<const vk_entry*>(dlsym(library, VK_PLUGIN_ENTRY_SYMBOL));
  need(entry != nullptr && VK_HAS(entry, vk_entry, create), "no entry");
  const vk_description* description = entry->describe();
  need(description != nullptr && VK_HAS(description, vk_description, tables), "no description");
  const vk_host host = next_host();
  vk_error error{};
  error.size = sizeof error;
  vk_plugin* plugin = entry->create(&host, &error);
  need(plugin != nullptr, error.message);
  run(plugin);
  plugin->destroy(plugin);
  return 0;
}
