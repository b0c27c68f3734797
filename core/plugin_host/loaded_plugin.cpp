#include "core/plugin_host/loaded_plugin.hpp"

#include <atomic>
#include <deque>
#include <limits>
#include <mutex>

#include "core/base/error.hpp"
#include "core/plugin_host/table_exchange.hpp"
#include "core/plugin_host/watched_stream.hpp"

namespace vk {

namespace {

constexpr size_t kMostLogLines = 1000;

vk_error empty_error() {
  vk_error error{};
  error.size = sizeof(vk_error);
  return error;
}

/// A fixed text that a plugin filled, also when it forgot the closing 0.
template <size_t N>
std::string bounded(const char (&text)[N]) {
  return {text, std::find(text, text + N, '\0')};
}

std::string message_of(const vk_error& error, int32_t result) {
  std::string message = bounded(error.message);
  std::string subject = bounded(error.subject);
  if (message.empty()) message = "it gave no reason (code " + std::to_string(result) + ")";
  bool named = subject.empty() || message.find(subject) != std::string::npos;
  return named ? message : subject + ": " + message;
}

/// Runs a call into the plugin; no exception of it comes further than this.
template <class Call>
auto shielded(const std::string& id, Call&& call) {
  try {
    return call();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::plugin_failed, "plugin " + id + " threw: " + e.what());
  } catch (...) {
    throw Error(ErrorCode::plugin_failed, "plugin " + id + " threw something that is no std::exception");
  }
}

/// What a plugin may call while it lives; log, progress and cancelled from any thread.
class HostSide {
 public:
  explicit HostSide(PluginHooks hooks) : hooks_(std::move(hooks)) {
    c_.size = sizeof(vk_host);
    c_.abi_minor = VK_PLUGIN_ABI_MINOR;
    c_.name = "vuosikello";
    c_.version = "1";
    c_.data = this;
    c_.log = [](const vk_host* host, int32_t level, const char* message) { self(host).add_line(level, message); };
    c_.progress = [](const vk_host* host, uint64_t done, uint64_t total) {
      if (self(host).hooks_.progress) self(host).hooks_.progress(done, total);
    };
    c_.cancelled = [](const vk_host* host) -> int32_t { return self(host).cancelled_.load() ? 1 : 0; };
    c_.problem = [](const vk_host* host, const char* subject, const char* message) {
      self(host).problems_.push_back({subject == nullptr ? "" : subject, message == nullptr ? "" : message});
    };
    c_.extension = [](const vk_host*, const char*) -> const void* { return nullptr; };
  }
  HostSide(const HostSide&) = delete;
  HostSide& operator=(const HostSide&) = delete;

  const vk_host* c() const { return &c_; }
  void cancel() { cancelled_.store(true); }
  std::vector<OptionProblem> take_problems() { return std::exchange(problems_, {}); }
  std::vector<std::string> lines() const {
    std::scoped_lock lock(mutex_);
    return {lines_.begin(), lines_.end()};
  }

 private:
  static HostSide& self(const vk_host* host) { return *static_cast<HostSide*>(host->data); }

  void add_line(int32_t level, const char* message) {
    const char* word = level == VK_LOG_ERROR     ? "error"
                       : level == VK_LOG_WARNING ? "warning"
                       : level == VK_LOG_NOTE    ? "note"
                                                 : "debug";
    const std::string text = message == nullptr ? "" : message;
    std::scoped_lock lock(mutex_);
    if (hooks_.log) hooks_.log(static_cast<PluginLogLevel>(std::clamp(level, 1, 4)), text);
    lines_.push_back(std::string(word) + ": " + text);
    if (lines_.size() > kMostLogLines) lines_.pop_front();
  }

  vk_host c_{};
  PluginHooks hooks_;
  std::atomic<bool> cancelled_{false};
  mutable std::mutex mutex_;
  std::deque<std::string> lines_;
  std::vector<OptionProblem> problems_;
};

/// The request of one run and the memory it points to.
class RunRequest {
 public:
  /// `taken` hears of each batch that the plugin takes; it may be empty.
  RunRequest(const PluginContext& context, std::span<const NamedTable> tables, const std::function<void()>& taken)
      : currency_(context.currency.code()) {
    for (const std::string& state : context.states) states_.push_back(state.c_str());
    for (MoneyClass money : context.state_money) money_words_.emplace_back(to_string(money));
    for (const std::string& word : money_words_) state_money_.push_back(word.c_str());
    for (const std::string& segment : context.segments) segments_.push_back(segment.c_str());
    const size_t most_rows =
        context.batch_rows == 0 ? std::numeric_limits<size_t>::max() : static_cast<size_t>(context.batch_rows);
    for (const NamedTable& table : tables) {
      ArrowArrayStream& stream = streams_.emplace_back();
      export_table(*table.table, &stream, most_rows);
      if (taken) watch_batches(&stream, taken);
      inputs_.push_back({sizeof(vk_input), table.name.c_str(), &stream});
    }
    for (const vk_input& input : inputs_) input_pointers_.push_back(&input);
    fill(context);
  }
  RunRequest(const RunRequest&) = delete;
  RunRequest& operator=(const RunRequest&) = delete;
  ~RunRequest() {
    for (ArrowArrayStream& stream : streams_) {
      if (stream.release != nullptr) stream.release(&stream);
    }
  }

  const vk_request* c() const { return &c_; }

 private:
  void fill(const PluginContext& context) {
    c_.size = sizeof(vk_request);
    c_.state_count = static_cast<uint32_t>(states_.size());
    c_.segment_count = static_cast<uint32_t>(segments_.size());
    c_.table_count = static_cast<uint32_t>(input_pointers_.size());
    c_.currency_digits = static_cast<uint32_t>(context.currency.minor_digits());
    c_.occurrence = context.occurrence.c_str();
    c_.cycle = context.cycle.c_str();
    c_.first_day = context.interval.first.time_since_epoch().count();
    c_.end_day = context.interval.end.time_since_epoch().count();
    c_.as_of = context.as_of.time_since_epoch().count();
    c_.seed = context.seed;
    c_.currency = currency_.c_str();
    c_.states = states_.data();
    c_.state_money = state_money_.size() == states_.size() && !states_.empty() ? state_money_.data() : nullptr;
    c_.segments = segments_.data();
    c_.tables = input_pointers_.data();
  }

  vk_request c_{};
  std::string currency_;
  std::vector<const char*> states_;
  std::vector<std::string> money_words_;
  std::vector<const char*> state_money_;
  std::vector<const char*> segments_;
  std::deque<ArrowArrayStream> streams_;
  std::deque<vk_input> inputs_;
  std::vector<const vk_input*> input_pointers_;
};

/// Refuses tables that break what the plugin declared, so that it never sees them.
void check_tables(const PluginDescription& plugin, std::span<const NamedTable> tables) {
  for (const TableDescription& declared : plugin.tables) {
    auto given = std::find_if(tables.begin(), tables.end(),
                              [&](const NamedTable& table) { return table.name == declared.name; });
    std::string what = "plugin " + plugin.id + ", table \"" + declared.name + "\": ";
    if (given == tables.end()) {
      if (declared.required) throw Error(ErrorCode::invalid_input, what + "no rows were given for it");
      continue;
    }
    for (const TableColumnDescription& column : declared.columns) {
      const Column* found = given->table->find(column.name);
      if (found == nullptr && !column.required) continue;
      if (found == nullptr) throw Error(ErrorCode::invalid_input, what + "there is no column \"" + column.name + "\"");
      if (found->type != column.type) {
        throw Error(ErrorCode::invalid_input, what + "column \"" + column.name + "\" holds " +
                                                  std::string(to_string(found->type)) + ", not " +
                                                  std::string(to_string(column.type)));
      }
      if (column.nullable) continue;
      for (size_t row = 0; row < found->missing.size(); ++row) {
        if (found->missing[row] == 0) continue;
        throw Error(ErrorCode::invalid_input,
                    what + "column \"" + column.name + "\" has no value in row " + std::to_string(row + 1));
      }
    }
  }
}

class LoadedPlugin final : public PluginInstance {
 public:
  LoadedPlugin(const PluginFile& file, PluginHooks hooks) : description_(file.description()), host_(std::move(hooks)) {
    vk_error error = empty_error();
    plugin_ = shielded(description_.id, [&] { return file.entry().create(host_.c(), &error); });
    if (plugin_ == nullptr) {
      throw Error(ErrorCode::plugin_failed,
                  "plugin " + description_.id + " cannot start: " + message_of(error, VK_FAILED));
    }
    bool whole = VK_HAS(plugin_, vk_plugin, destroy) && plugin_->configure != nullptr &&
                 plugin_->columns_wanted != nullptr && plugin_->run != nullptr && plugin_->cancel != nullptr &&
                 plugin_->destroy != nullptr;
    if (!whole) throw Error(ErrorCode::plugin_failed, "plugin " + description_.id + " lacks functions of the contract");
  }
  LoadedPlugin(const LoadedPlugin&) = delete;
  LoadedPlugin& operator=(const LoadedPlugin&) = delete;
  ~LoadedPlugin() override {
    try {
      plugin_->destroy(plugin_);
    } catch (...) {  // NOLINT(bugprone-empty-catch): a destructor has nobody to tell
    }
  }

  std::vector<OptionProblem> configure(const PluginConfiguration& configuration) {
    vk_error error = empty_error();
    int32_t result = shielded(description_.id, [&] { return plugin_->configure(plugin_, &configuration.c(), &error); });
    std::vector<OptionProblem> problems = host_.take_problems();
    if (result != VK_OK && problems.empty()) problems.push_back({bounded(error.subject), message_of(error, result)});
    return problems;
  }

  const PluginDescription& description() const override { return description_; }

  std::vector<std::string> columns_wanted(std::string_view table) override {
    const char* const* names = nullptr;
    uint32_t count = 0;
    vk_error error = empty_error();
    std::string name(table);
    int32_t result = shielded(description_.id,
                              [&] { return plugin_->columns_wanted(plugin_, name.c_str(), &names, &count, &error); });
    if (result != VK_OK) fail(error, result);
    return {names, names + count};
  }

  Table run(const PluginContext& context, std::span<const NamedTable> tables) override {
    check_tables(description_, tables);
    uint64_t taken = 0;
    const auto count = [&] {
      if (++taken == context.cancel_at) cancel();
    };
    RunRequest request(context, tables, context.cancel_at ? count : std::function<void()>{});
    if (context.cancel_at == uint64_t{0}) cancel();
    ArrowArrayStream out{};
    vk_error error = empty_error();
    int32_t result = shielded(description_.id, [&] { return plugin_->run(plugin_, request.c(), &out, &error); });
    if (result != VK_OK) {
      if (out.release != nullptr) out.release(&out);
      fail(error, result);
    }
    if (out.release == nullptr)
      throw Error(ErrorCode::plugin_failed, "plugin " + description_.id + " gave no rows and no error");
    return shielded(description_.id, [&] {
      try {
        return import_table(&out);
      } catch (const Error& e) {
        throw e.with_context("plugin " + description_.id);
      }
    });
  }

  void cancel() override {
    host_.cancel();
    plugin_->cancel(plugin_);
  }

  std::vector<std::string> log_lines() const override { return host_.lines(); }

 private:
  [[noreturn]] void fail(const vk_error& error, int32_t result) const {
    ErrorCode code = result == VK_CANCELLED ? ErrorCode::cancelled : ErrorCode::plugin_failed;
    throw Error(code, "plugin " + description_.id + ": " + message_of(error, result));
  }

  PluginDescription description_;
  HostSide host_;
  vk_plugin* plugin_ = nullptr;
};

}  // namespace

std::unique_ptr<PluginInstance> load_plugin(const PluginFile& file, const PluginConfiguration& configuration,
                                            std::vector<OptionProblem>& problems, PluginHooks hooks) {
  auto plugin = std::make_unique<LoadedPlugin>(file, std::move(hooks));
  problems = plugin->configure(configuration);
  if (!problems.empty()) return nullptr;
  return plugin;
}

}  // namespace vk
