#include "core/plugin_host/plugin_child.hpp"

#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/child_message.hpp"
#include "core/plugin_host/loaded_plugin.hpp"
#include "core/plugin_host/wire_tables.hpp"

#include <sys/socket.h>

namespace vk {

namespace {

constexpr int kCannotServe = 70;
constexpr int kParentGone = 71;
constexpr uint64_t kAnySize = ~uint64_t{0};

/// The parent's end of the socket as this process sees it. A thread listens all the time, so that a cancel arrives
/// while the plugin works and an end of the parent is the end of this process.
class ParentLink {
 public:
  ParentLink() : listener_([this] { listen(); }) { listener_.detach(); }
  ParentLink(const ParentLink&) = delete;
  ParentLink& operator=(const ParentLink&) = delete;

  /// The next order: a batch, or the end.
  Received next() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !orders_.empty(); });
    Received order = std::move(orders_.front());
    orders_.pop_front();
    return order;
  }

  /// Whom to tell about a cancel; null = nobody.
  void cancels(PluginInstance* plugin) {
    std::scoped_lock lock(mutex_);
    plugin_ = plugin;
  }

  /// Where the next batch is written; the parent has copied the last but one before it asks for this one.
  WireMemory& memory() { return memories_.next(); }

  void send(const ChildMessage& message) { must(vk::send(kChildSocket, message)); }
  void send(ChildMessage message, WireWriter& payload) {
    message.number = payload.finish();
    must(vk::send(kChildSocket, message, &payload.memory().descriptor()));
  }
  void send_batch(BatchContent content, WireWriter& payload) {
    ChildMessage message;
    message.kind = MessageKind::batch;
    message.content = content;
    send(message, payload);
  }
  void fail(const Error& problem) {
    ChildMessage message;
    message.kind = MessageKind::fail;
    message.number = static_cast<uint64_t>(problem.code());
    send(with_text(message, problem.what()));
  }
  /// Progress that the parent has no room for is dropped: the next one says more.
  static void progress(uint64_t done, uint64_t total) {
    ChildMessage message;
    message.kind = MessageKind::progress;
    message.number = done;
    message.total = total;
    static_cast<void>(vk::send(kChildSocket, message, nullptr, MSG_DONTWAIT));
  }
  static void log(PluginLogLevel level, const std::string& text) {
    ChildMessage message;
    message.kind = MessageKind::log;
    message.number = static_cast<uint64_t>(level);
    static_cast<void>(vk::send(kChildSocket, with_text(message, text)));
  }

 private:
  static void must(bool sent) {
    if (!sent) _exit(kParentGone);
  }

  void listen() {
    while (true) {
      Received received;
      if (receive(kChildSocket, received, 0) != ReceiveState::message) _exit(kParentGone);
      std::scoped_lock lock(mutex_);
      if (received.message.kind == MessageKind::cancel) {
        if (plugin_ != nullptr) plugin_->cancel();
        continue;
      }
      orders_.push_back(std::move(received));
      arrived_.notify_one();
    }
  }

  WireMemories memories_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Received> orders_;
  PluginInstance* plugin_ = nullptr;
  std::thread listener_;
};

/// One plugin and what the parent asks of it.
class PluginChild {
 public:
  PluginChild(ParentLink& parent, const std::filesystem::path& library, std::string_view sha256) : parent_(parent) {
    load(library, sha256);
  }

  void serve() {
    while (true) {
      const Received order = parent_.next();
      if (order.message.kind == MessageKind::end) return;
      if (order.message.kind != MessageKind::batch) continue;
      try {
        obey(order);
      } catch (const Error& problem) {
        parent_.fail(problem);
      } catch (const std::bad_alloc&) {
        parent_.fail(Error(ErrorCode::plugin_failed, "out of memory"));
      } catch (const std::exception& problem) {
        parent_.fail(Error(ErrorCode::plugin_failed, problem.what()));
      }
    }
  }

  /// Ends the plugin, then says so.
  void close() {
    parent_.cancels(nullptr);
    plugin_.reset();
    end(rows_);
  }

 private:
  void load(const std::filesystem::path& library, std::string_view sha256) {
    Diagnostics diagnostics;
    file_ = PluginFile::open(library, diagnostics, sha256, LoadFrom::memory);
    WireWriter payload(parent_.memory());
    payload.value(static_cast<uint8_t>(file_ != nullptr));
    if (file_) {
      payload.text(file_->description().sha256);
      write_description(payload, file_->description());
    } else {
      const Diagnostic& problem = diagnostics.all().front();
      for (const std::string* text : {&problem.code, &problem.message, &problem.hint}) payload.text(*text);
    }
    ChildMessage hello;
    hello.kind = MessageKind::hello;
    parent_.send(hello, payload);
  }

  void obey(const Received& order) {
    WireReader from(copy_.take(order.memory, order.message.number, kAnySize));
    if (order.message.content == BatchContent::configuration) configure(from);
    if (order.message.content == BatchContent::run) run(from);
  }

  void configure(WireReader& from) {
    if (!file_) throw Error(ErrorCode::plugin_failed, "the library could not be loaded");
    std::vector<ParameterValue> values = read_values(from);
    const std::vector<std::string> states = from.texts();
    const PluginConfiguration configuration(std::move(values), states);
    std::vector<OptionProblem> problems;
    plugin_ = load_plugin(*file_, configuration, problems, {&ParentLink::log, &ParentLink::progress});
    WireWriter answer(parent_.memory());
    answer.value(uint64_t{problems.size()});
    for (const OptionProblem& problem : problems) {
      answer.text(problem.subject);
      answer.text(problem.message);
    }
    const std::vector<TableDescription>& tables = file_->description().tables;
    answer.value(uint64_t{plugin_ ? tables.size() : 0});
    for (const TableDescription& table : tables) {
      if (!plugin_) break;
      answer.text(table.name);
      answer.texts(plugin_->columns_wanted(table.name));
    }
    parent_.cancels(plugin_.get());
    parent_.send_batch(BatchContent::configured, answer);
  }

  void run(WireReader& from) {
    if (!plugin_) throw Error(ErrorCode::plugin_failed, "it was not configured");
    const WiredRun given = read_run(from, handed_words_);
    std::vector<NamedTable> tables;
    for (size_t at = 0; at < given.tables.size(); ++at) tables.push_back({given.names[at], &given.tables[at]});
    const Table rows = plugin_->run(given.context, tables);
    WireWriter answer(parent_.memory());
    write_table(answer, rows);
    parent_.send_batch(BatchContent::rows, answer);
    rows_ += rows.rows;
    end(rows.rows);
  }

  void end(uint64_t rows) {
    ChildMessage message;
    message.kind = MessageKind::end;
    message.number = rows;
    parent_.send(message);
  }

  ParentLink& parent_;
  WireCopy copy_;
  std::unique_ptr<PluginFile> file_;
  std::unique_ptr<PluginInstance> plugin_;
  HandedWords handed_words_;
  uint64_t rows_ = 0;
};

}  // namespace

void run_plugin_child(const ProcessStart& what, Sandbox& sandbox) {
  try {
    SandboxLimits limits;
    limits.memory_bytes = what.memory_bytes;
    limits.cpu_seconds = what.cpu_seconds;
    limits.library = what.library;
    limits.network = what.network;
    limits.files = what.files;
    const std::vector<std::string> lacks = sandbox.enter(limits);
    // Never destroyed: the listener uses it until the process ends.
    auto* parent = new ParentLink();
    for (const std::string& lack : lacks) ParentLink::log(PluginLogLevel::debug, lack);
    PluginChild child(*parent, what.library, what.sha256);
    child.serve();
    child.close();
    _exit(0);  // what a plugin wants done at exit is not asked for
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    _exit(kCannotServe);
  }
}

}  // namespace vk
