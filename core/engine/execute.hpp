#pragma once
#include "core/engine/run.hpp"
#include "core/engine/workspace.hpp"
#include "core/plan/due.hpp"
#include "core/store/store.hpp"

namespace vk {

/// How many subjects the registers hint at by their file sizes: sizes the index of a new store, nothing more.
uint64_t expected_subjects(const Workspace& workspace);

/// Executes due actions one by one. What goes wrong with one occurrence is caught here, logged and kept as its outcome.
class Executor {
 public:
  /// `plan` tells what else is planned, for which contact rules keep places; it must outlive the executor.
  Executor(const Workspace& workspace, Store& store, const Plan& plan, Instant as_of, const RunLog& log)
      : workspace_(workspace), store_(store), plan_(plan), as_of_(as_of), log_(log) {}

  /// Does the action, keeps its effect and its log entry in one transaction, and says what was done. Throws only when
  /// the store itself fails.
  RunEntry execute(const DueAction& action);

 private:
  RunEntry open(const DueAction& action);
  ContactList ask(const DueAction& action, const MeasurementSpec& measurement, Frame& frame);
  void deliver_asked(const MeasurementSpec& measurement, const ContactList& asked, const Frame& frame, RunEntry& entry);
  RunEntry close(const DueAction& action);
  RunEntry measure(const DueAction& action, const MeasurementSpec& measurement);
  RunEntry plan_content(const DueAction& action, const ContentSpec& content);
  RunEntry report(const DueAction& action, const ReportSpec& report);
  RunEntry fail(const DueAction& action, const std::string& reason, OnError rule);
  RunEntry attempt(const DueAction& action, OnError rule, int64_t retries, const std::function<RunEntry()>& work);
  LogEntry log_entry(const DueAction& action, LogEvent event, Outcome outcome, std::string reason) const;
  PluginLog plugin_log(const DueAction& action) const;
  void tell(LogLevel level, const DueAction& action, const std::string& text) const;

  const Workspace& workspace_;
  Store& store_;
  const Plan& plan_;
  Instant as_of_;
  const RunLog& log_;
};

}  // namespace vk
