#include "core/plugin_host/isolated_plugin.hpp"

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/plugin_host/wire_tables.hpp"

namespace vk {

DescribedLibrary read_described(WireReader& from, const std::filesystem::path& library) {
  DescribedLibrary result;
  if (from.flag()) {
    const std::string sha256 = from.text();
    result.description = read_wired_description(from);
    result.description->file = library;
    result.description->sha256 = sha256;
    return result;
  }
  for (std::string* text : {&result.problem.code, &result.problem.message, &result.problem.hint}) *text = from.text();
  result.problem.severity = Severity::warning;
  result.problem.at.file = library.string();
  return result;
}

namespace {

DescribedLibrary read_hello(const Received& hello, ChildProcess& child, const std::filesystem::path& library) {
  WireReader from = child.read(hello);
  DescribedLibrary result = read_described(from, library);
  from.finish();
  return result;
}

class IsolatedPlugin final : public PluginInstance {
 public:
  IsolatedPlugin(const PluginDescription& plugin, ChildCall call) : description_(plugin), child_(std::move(call)) {}

  std::vector<OptionProblem> configure(std::span<const ParameterValue> values, std::span<const std::string> states) {
    return guarded([&] {
      const DescribedLibrary loaded = read_hello(child_.wait_for(MessageKind::hello), child_, description_.file);
      if (!loaded.description) child_.fail("cannot be loaded: " + loaded.problem.message);
      if (loaded.description->sha256 != description_.sha256) child_.fail("its file has changed while it was in use");
      WireWriter payload(child_.memory());
      write_values(payload, values);
      payload.texts(states);
      child_.send_batch(BatchContent::configuration, payload);
      return read_configured(child_.read(child_.wait_for(MessageKind::batch, BatchContent::configured)));
    });
  }

  const PluginDescription& description() const override { return description_; }

  std::vector<std::string> columns_wanted(std::string_view table) override {
    const auto found = wanted_.find(std::string(table));
    return found == wanted_.end() ? std::vector<std::string>{} : found->second;
  }

  Table run(const PluginContext& context, std::span<const NamedTable> tables) override {
    start(context, tables);
    return take();
  }

  void start(const PluginContext& context, std::span<const NamedTable> tables) override {
    guarded([&] {
      WireWriter payload(child_.memory());
      write_run(payload, context, tables, handed_words_);
      child_.send_batch(BatchContent::run, payload);
    });
  }

  Table take() override {
    return guarded([&] {
      Table rows = read_rows(child_.read(child_.wait_for(MessageKind::batch, BatchContent::rows)));
      const Received end = child_.wait_for(MessageKind::end);
      if (end.message.number != rows.rows) {
        child_.fail("says it gave " + std::to_string(end.message.number) + " rows, but gave " +
                    std::to_string(rows.rows));
      }
      rows_ += rows.rows;
      return rows;
    });
  }

  void finish() override {
    guarded([&] { child_.finish(rows_); });
  }

  void cancel() override { child_.cancel(); }

 private:
  /// Adds the plugin's name to what the memory it sent was refused for.
  template <class Work>
  auto guarded(Work&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const Error& problem) {
      const std::string text = problem.what();
      if (problem.code() != ErrorCode::plugin_failed || text.starts_with("plugin " + description_.id)) throw;
      child_.fail(text);
    }
  }

  std::vector<OptionProblem> read_configured(WireReader from) {
    std::vector<OptionProblem> problems;
    for (size_t left = from.count(); left > 0; --left) {
      OptionProblem& problem = problems.emplace_back();
      problem.subject = from.text();
      problem.message = from.text();
    }
    for (size_t left = from.count(); left > 0; --left) {
      std::string table = from.text();
      wanted_[std::move(table)] = from.texts();
    }
    from.finish();
    return problems;
  }

  static Table read_rows(WireReader from) {
    Table rows = read_table(from);
    from.finish();
    return rows;
  }

  PluginDescription description_;
  ChildProcess child_;
  std::map<std::string, std::vector<std::string>> wanted_;
  HandedWords handed_words_;
  uint64_t rows_ = 0;
};

}  // namespace

DescribedLibrary describe_isolated(ChildCall call) {
  const std::filesystem::path library = call.library;
  DescribedLibrary result;
  try {
    ChildProcess child(std::move(call));
    result = read_hello(child.wait_for(MessageKind::hello), child, library);
    if (result.description && result.description->sha256 != sha256_hex(read_file(library))) {
      throw Error(ErrorCode::plugin_failed, "its file has changed while it was loaded");
    }
    child.finish(0);
  } catch (const Error& problem) {
    result.description.reset();
    result.problem = {};
    result.lasting = problem.code() == ErrorCode::plugin_failed;
    result.problem.code = "PL004";
    const std::string text = problem.what();
    const size_t after_name = text.starts_with("plugin ") ? text.find(": ") : std::string::npos;
    result.problem.message =
        "cannot be loaded: " + (after_name == std::string::npos ? text : text.substr(after_name + 2));
  }
  result.problem.severity = Severity::warning;
  result.problem.at.file = library.string();
  return result;
}

std::unique_ptr<PluginInstance> load_isolated(const PluginDescription& plugin, ChildCall call,
                                              std::vector<ParameterValue> values, std::span<const std::string> states,
                                              std::vector<OptionProblem>& problems) {
  auto instance = std::make_unique<IsolatedPlugin>(plugin, std::move(call));
  problems = instance->configure(values, states);
  if (problems.empty()) return instance;
  instance->finish();
  return nullptr;
}

}  // namespace vk
