#pragma once
#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <vuosikello/plugin.h>
#include <vuosikello/failure.hpp>
#include <vuosikello/input.hpp>
#include <vuosikello/output.hpp>
#include <vuosikello/schema.hpp>

namespace vk::sdk {

/// Code of a member without a state.
inline constexpr uint8_t kNoState = 255;

/// Dispositions a measurement may give (AAPOR); the numbers are part of the contract.
enum class Disposition : uint8_t {
  complete = 0,
  partial = 1,
  refusal = 2,
  non_contact = 3,
  other = 4,
  unknown = 5,
  not_eligible = 6,
};

/// What an instance knows once it is configured, and where it reports what does not fit.
class Setup {
 public:
  Setup(const vk_configuration& configuration, const vk_host* host) : host_(host) {
    for (uint32_t at = 0; at < configuration.state_count; ++at) states_.emplace_back(configuration.states[at]);
  }
  /// Names in scheme order; a state code is an index into them.
  const std::vector<std::string>& states() const { return states_; }
  std::optional<uint8_t> state_code(std::string_view name) const {
    for (size_t at = 0; at < states_.size(); ++at) {
      if (states_[at] == name) return static_cast<uint8_t>(at);
    }
    return std::nullopt;
  }
  /// Reports one problem at `subject` ("rule[0].when:4"); configuring goes on, so that all of them are seen at once.
  void problem(const std::string& subject, const std::string& message) {
    if (!failed()) first_.emplace(subject, message);
    if (host_ != nullptr && VK_HAS(host_, vk_host, problem) && host_->problem != nullptr) {
      host_->problem(host_, subject.c_str(), message.c_str());
    }
  }
  bool failed() const { return first_.has_value(); }
  /// Subject and message of the first problem.
  const std::pair<std::string, std::string>& first_problem() const { return *first_; }

 private:
  const vk_host* host_;
  std::vector<std::string> states_;
  std::optional<std::pair<std::string, std::string>> first_;
};

/// The occurrence a plugin runs for. There is no clock: as_of is the only "now".
class Context {
 public:
  Context(const vk_request& request, const vk_host* host, const std::atomic<bool>& cancelled)
      : request_(request), host_(host), cancelled_(cancelled) {}

  std::string_view occurrence() const { return request_.occurrence; }
  std::string_view cycle() const { return request_.cycle; }
  /// The cycle's data: days since 1970-01-01, half open [first_day, end_day).
  int64_t first_day() const { return request_.first_day; }
  int64_t end_day() const { return request_.end_day; }
  /// Seconds since 1970-01-01 UTC.
  int64_t as_of() const { return request_.as_of; }
  uint64_t seed() const { return request_.seed; }
  std::string_view currency() const { return request_.currency; }
  uint32_t currency_digits() const { return request_.currency_digits; }
  uint32_t state_count() const { return request_.state_count; }
  std::string_view state(uint32_t code) const { return code < request_.state_count ? request_.states[code] : ""; }
  /// "secured", "at_risk", "leaving"; empty when the host does not say.
  std::string_view state_money(uint32_t code) const {
    return request_.state_money != nullptr && code < request_.state_count ? request_.state_money[code] : "";
  }
  std::string_view segment(uint32_t code) const { return code < request_.segment_count ? request_.segments[code] : ""; }

  bool cancelled() const { return cancelled_.load() || (host_ != nullptr && host_->cancelled(host_) != 0); }
  /// Throws when the work should stop; call it every few thousand rows.
  void stop_if_cancelled() const {
    if (cancelled()) throw Failure("cancelled", {}, VK_CANCELLED);
  }
  void log(vk_log_level level, const std::string& message) const {
    if (host_ != nullptr) host_->log(host_, level, message.c_str());
  }
  void progress(uint64_t done, uint64_t total) const {
    if (host_ != nullptr) host_->progress(host_, done, total);
  }

 private:
  const vk_request& request_;
  const vk_host* host_;
  const std::atomic<bool>& cancelled_;
};

/// An instance of plugin P behind the C functions: no exception leaves it. P has
///   static constexpr id, version, doc (texts) and kind; optional flags (vk_plugin_flag)
///   struct Tables { Input name; ... }
///   static void describe(Schema<P>&)
///   void run(const Context&, const Tables&, Output&)
/// and may have void configure(Setup&) and std::vector<std::string> columns_wanted(std::string_view table) const.
template <class P>
class Instance {
 public:
  static const vk_description* describe() {
    try {
      return &schema().description();
    } catch (...) {
      return nullptr;
    }
  }

  static vk_plugin* create(const vk_host* host, vk_error* error) {
    try {
      auto instance = std::make_unique<Instance>(host);
      return &instance.release()->c_;
    } catch (...) {
      translate(error);
      return nullptr;
    }
  }

  static const void* no_extension(const char*) { return nullptr; }

  explicit Instance(const vk_host* host) : host_(host) {
    c_.size = sizeof(vk_plugin);
    c_.data = this;
    c_.configure = [](vk_plugin* plugin, const vk_configuration* configuration, vk_error* error) {
      return guarded(error, [&] { return self(plugin).configure(*configuration, error); });
    };
    c_.columns_wanted = [](vk_plugin* plugin, const char* table, const char* const** names, uint32_t* count,
                           vk_error* error) {
      return guarded(error, [&] { return self(plugin).columns_wanted(table, names, count); });
    };
    c_.run = [](vk_plugin* plugin, const vk_request* request, ArrowArrayStream* out, vk_error* error) {
      int32_t result = guarded(error, [&] { return self(plugin).run(*request, out); });
      release_inputs(*request);
      return result;
    };
    c_.cancel = [](vk_plugin* plugin) { self(plugin).cancelled_.store(true); };
    c_.destroy = [](vk_plugin* plugin) { delete &self(plugin); };
    c_.extension = [](vk_plugin*, const char*) -> const void* { return nullptr; };
  }

 private:
  static const Schema<P>& schema() {
    static const Schema<P> kSchema;
    return kSchema;
  }
  static Instance& self(vk_plugin* plugin) { return *static_cast<Instance*>(plugin->data); }

  /// Turns the exception in flight into an error code.
  static int32_t translate(vk_error* error) {
    try {
      throw;
    } catch (const Failure& e) {
      return fill_error(error, e.code(), e.subject(), e.what());
    } catch (const std::bad_alloc&) {
      return fill_error(error, VK_OUT_OF_MEMORY, "", "out of memory");
    } catch (const std::exception& e) {
      return fill_error(error, VK_FAILED, "", e.what());
    } catch (...) {
      return fill_error(error, VK_FAILED, "", "something that is no std::exception was thrown");
    }
  }

  template <class Work>
  static int32_t guarded(vk_error* error, Work&& work) {
    try {
      return work();
    } catch (...) {
      return translate(error);
    }
  }

  static void release_inputs(const vk_request& request) {
    for (uint32_t at = 0; at < request.table_count; ++at) {
      ArrowArrayStream* stream = request.tables[at]->stream;
      if (stream->release != nullptr) stream->release(stream);
    }
  }

  int32_t configure(const vk_configuration& configuration, vk_error* error) {
    schema().configure(plugin_, configuration);
    Setup setup(configuration, host_);
    if constexpr (requires { plugin_.configure(setup); }) plugin_.configure(setup);
    if (!setup.failed()) return VK_OK;
    return fill_error(error, VK_INVALID_INPUT, setup.first_problem().first, setup.first_problem().second);
  }

  int32_t columns_wanted(const char* table, const char* const** names, uint32_t* count) {
    std::vector<std::string>& wanted = wanted_[table];
    if constexpr (requires { plugin_.columns_wanted(std::string_view{}); }) wanted = plugin_.columns_wanted(table);
    std::vector<const char*>& pointers = wanted_pointers_[table];
    pointers.clear();
    for (const std::string& name : wanted) pointers.push_back(name.c_str());
    *names = pointers.data();
    *count = static_cast<uint32_t>(pointers.size());
    return VK_OK;
  }

  int32_t run(const vk_request& request, ArrowArrayStream* out) {
    typename P::Tables tables = schema().read_tables(request);
    Context context(request, host_, cancelled_);
    context.stop_if_cancelled();
    Output output;
    plugin_.run(context, tables, output);
    output.give(out);
    return VK_OK;
  }

  vk_plugin c_{};
  const vk_host* host_;
  P plugin_;
  std::atomic<bool> cancelled_{false};
  std::map<std::string, std::vector<std::string>> wanted_;
  std::map<std::string, std::vector<const char*>> wanted_pointers_;
};

}  // namespace vk::sdk

/// Exports plugin `Struct` from this library. Once a library.
#define VK_PLUGIN(Struct)                                                                                \
  extern "C" VK_PLUGIN_EXPORT const vk_entry vk_plugin_entry_v1 = {sizeof(vk_entry),                     \
                                                                   VK_PLUGIN_ABI_MAJOR,                  \
                                                                   VK_PLUGIN_ABI_MINOR,                  \
                                                                   &vk::sdk::Instance<Struct>::describe, \
                                                                   &vk::sdk::Instance<Struct>::create,   \
                                                                   &vk::sdk::Instance<Struct>::no_extension}
