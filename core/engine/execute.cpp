#include "core/engine/execute.hpp"

#include <fmt/format.h>

#include <memory>

#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/content/content_plan_json.hpp"
#include "core/content/holdout.hpp"
#include "core/deliver/deliver.hpp"
#include "core/engine/ask_people.hpp"
#include "core/engine/baseline.hpp"
#include "core/engine/draw_people.hpp"
#include "core/engine/gather_report.hpp"
#include "core/engine/measure_occurrence.hpp"
#include "core/engine/source_reader.hpp"
#include "core/report/build_report.hpp"
#include "core/report/writers.hpp"

namespace vk {
namespace {

/// A register row is rarely shorter: file bytes over this is a guess from above at the number of subjects.
constexpr uint64_t kBytesPerSubject = 32;

/// Input data with problems: the whole list goes to the log, the first ones into the reason.
class DataProblems : public Error {
 public:
  explicit DataProblems(const Diagnostics& diagnostics)
      : Error(ErrorCode::invalid_input, summary(diagnostics)), text_(render(diagnostics)) {}
  const std::string& text() const { return text_; }

 private:
  static std::string summary(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      if (diagnostic.severity != Severity::error) continue;
      const size_t others = diagnostics.error_count() - 1;
      std::string text = place_of(diagnostic.at) + diagnostic.message;
      if (others > 0) text += fmt::format(" (and {} more)", others);
      return text;
    }
    return "the input has problems";
  }

  static std::string place_of(const SourcePosition& at) {
    if (at.file.empty()) return {};
    return at.line == 0 ? at.file + ": " : fmt::format("{}:{}: ", at.file, at.line);
  }

  std::string text_;
};

std::string did_word(ItemKind kind) {
  switch (kind) {
    case ItemKind::measurement:
      return "measured";
    case ItemKind::content:
      return "planned";
    case ItemKind::report:
      return "reported";
  }
  return "done";
}

}  // namespace

uint64_t expected_subjects(const Workspace& workspace) {
  uint64_t most = 0;
  for (const AudienceSpec& audience : workspace.calendar.audiences) {
    const SourceSpec* source = workspace.calendar.find_source(audience.register_source.text);
    if (source == nullptr) continue;
    Diagnostics ignored;  // a missing file is told when it is read
    uint64_t bytes = 0;
    for (const auto& file : source_files(workspace.calendar, *source, "*", ignored)) {
      std::error_code failure;
      const uint64_t size = std::filesystem::file_size(file, failure);
      if (!failure) bytes = std::max(bytes, size);
    }
    most = std::max(most, bytes / kBytesPerSubject);
  }
  return most;
}

LogEntry Executor::log_entry(const DueAction& action, LogEvent event, Outcome outcome, std::string reason) const {
  LogEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = action.occurrence->kind;
  entry.event = event;
  entry.as_of = as_of_;
  entry.outcome = outcome;
  entry.reason = std::move(reason);
  entry.planned = *action.occurrence;
  return entry;
}

void Executor::tell(LogLevel level, const DueAction& action, const std::string& text) const {
  log_(level, to_string(action.occurrence->name), text);
}

PluginLog Executor::plugin_log(const DueAction& action) const {
  return [this, name = to_string(action.occurrence->name)](PluginLogLevel level, const std::string& line) {
    switch (level) {
      case PluginLogLevel::error:
        return log_(LogLevel::error, name, line);
      case PluginLogLevel::warning:
        return log_(LogLevel::warning, name, line);
      case PluginLogLevel::note:
        return log_(LogLevel::info, name, line);
      case PluginLogLevel::debug:
        return log_(LogLevel::debug, name, line);
    }
  };
}

RunEntry Executor::execute(const DueAction& action) {
  RunEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = action.occurrence->kind;
  switch (action.kind) {
    case DueActionKind::open:
      return open(action);
    case DueActionKind::close:
      return close(action);
    case DueActionKind::remind: {
      const std::vector<LogEntry> entries{log_entry(action, LogEvent::reminded, Outcome::complete, action.reminder)};
      store_.append_log(entries);
      entry.did = "reminded";
      entry.reason = action.reminder;
      return entry;
    }
    case DueActionKind::miss: {
      const bool skipped = action.outcome == Outcome::skipped;
      entry.did = to_string(action.outcome);
      entry.outcome = action.outcome;
      entry.reason = action.reason;
      const std::vector<LogEntry> entries{
          log_entry(action, skipped ? LogEvent::skipped : LogEvent::missed, entry.outcome, action.reason)};
      store_.append_log(entries);
      tell(LogLevel::warning, action, fmt::format("{}: {}", entry.did, entry.reason));
      return entry;
    }
  }
  return entry;
}

RunEntry Executor::open(const DueAction& action) {
  RunEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = action.occurrence->kind;
  entry.did = "opened";
  entry.reason = action.late ? action.reason : "";
  const LogEntry opened = log_entry(action, LogEvent::opened, Outcome::complete, entry.reason);
  const bool closes_too = action.occurrence->closes <= as_of_;
  if (closes_too) {
    store_.append_log({&opened, 1});
    return entry;
  }
  const MeasurementSpec* measurement = workspace_.calendar.find_measurement(action.occurrence->name.item);
  return attempt(action, measurement->on_error, measurement->retries, [&] {
    Diagnostics diagnostics;
    auto frame = freeze_occurrence(workspace_, store_, *measurement, *action.occurrence, diagnostics);
    if (!frame) throw DataProblems(diagnostics);
    std::optional<ContactList> asked;
    // Nobody is asked once the window has passed: a run that catches up only reads what was answered.
    if (!measurement->channel.empty() && as_of_ < action.occurrence->closes) asked = ask(action, *measurement, *frame);
    store_.put_frame(action.occurrence->name, *frame, opened, asked ? &*asked : nullptr);
    tell(LogLevel::info, action,
         fmt::format("opened for {} members until {}", frame->size(), to_string(action.occurrence->closes)));
    if (!asked) return entry;
    tell(LogLevel::info, action, contacts_line(*asked));
    deliver_asked(*measurement, *asked, *frame, entry);
    if (entry.outcome != Outcome::complete) tell(LogLevel::error, action, entry.reason);
    return entry;
  });
}

ContactList Executor::ask(const DueAction& action, const MeasurementSpec& measurement, Frame& frame) {
  const PeopleToAsk people = PeopleToAsk::of(frame);
  PeopleContacts contacts(workspace_, store_, &plan_, *action.occurrence, people);
  ContactList asked = decide_asked(contacts, people, measurement, *action.occurrence, as_of_);
  if (measurement.sample) {
    Diagnostics diagnostics;
    const auto money = money_of_members(workspace_, store_, measurement, *action.occurrence, frame, diagnostics);
    if (!money) throw DataProblems(diagnostics);
    const DrawOccasion occasion{workspace_.calendar, store_, measurement, *action.occurrence};
    draw_asked(occasion, *money, frame, asked);
    const bool short_of = frame.sample->drawn() < frame.sample->wanted();
    tell(short_of ? LogLevel::warning : LogLevel::info, action,
         sample_line(*frame.sample, draw_wish(occasion).currency));
  }
  require_at_most(asked, measurement);
  return asked;
}

void Executor::deliver_asked(const MeasurementSpec& measurement, const ContactList& asked, const Frame& frame,
                             RunEntry& entry) {
  if (measurement.to.empty()) return;
  const RenderedFile list{asked.name, "csv", asked_csv(asked, PeopleToAsk::of(frame), store_.subjects())};
  try {
    entry.files = deliver({&list, 1}, measurement.to, workspace_.calendar.folder);
  } catch (const Error& problem) {
    // Whom it asks is kept by now: the opening stands, and the list can be had from the ledger.
    entry.outcome = Outcome::partial;
    entry.reason = fmt::format(
        "the list of those who are asked could not be written: {}; `vuosikello contacts {} "
        "--list` prints it",
        problem.what(), to_string(asked.name));
  }
}

RunEntry Executor::close(const DueAction& action) {
  const AnnualCalendar& calendar = workspace_.calendar;
  const std::string& item = action.occurrence->name.item;
  if (const MeasurementSpec* measurement = calendar.find_measurement(item)) {
    return attempt(action, measurement->on_error, measurement->retries, [&] { return measure(action, *measurement); });
  }
  if (const ContentSpec* content = calendar.find_content(item)) {
    return attempt(action, content->on_error, content->retries, [&] { return plan_content(action, *content); });
  }
  if (const ReportSpec* report_spec = calendar.find_report(item)) {
    return attempt(action, OnError::fail, 0, [&] { return report(action, *report_spec); });
  }
  return fail(action, fmt::format("\"{}\" is no longer in the calendar", item), OnError::skip);
}

RunEntry Executor::attempt(const DueAction& action, OnError rule, int64_t retries,
                           const std::function<RunEntry()>& work) {
  const int64_t tries = rule == OnError::retry ? retries + 1 : 1;
  std::string reason;
  for (int64_t i = 0; i < tries; ++i) {
    try {
      return work();
    } catch (const DataProblems& problem) {
      tell(LogLevel::error, action, problem.text());
      return fail(action, problem.what(), rule);  // the same files would give the same problems
    } catch (const Error& problem) {
      if (problem.code() == ErrorCode::conflict) throw;
      reason = problem.what();
      tell(LogLevel::error, action, i + 1 < tries ? fmt::format("{}; trying again", reason) : reason);
    }
  }
  return fail(action, reason, rule);
}

RunEntry Executor::fail(const DueAction& action, const std::string& reason, OnError rule) {
  const bool skip = rule == OnError::skip;
  RunEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = action.occurrence->kind;
  entry.did = skip ? "skipped" : "failed";
  entry.outcome = skip ? Outcome::skipped : Outcome::failed;
  entry.reason = reason;
  const LogEntry log = log_entry(action, skip ? LogEvent::skipped : LogEvent::failed, entry.outcome, reason);
  store_.append_log({&log, 1});
  return entry;
}

RunEntry Executor::measure(const DueAction& action, const MeasurementSpec& measurement) {
  Diagnostics diagnostics;
  auto measured = measure_occurrence(workspace_, store_, measurement, *action.occurrence, {as_of_, plugin_log(action)},
                                     diagnostics);
  if (!measured) throw DataProblems(diagnostics);
  if (!diagnostics.empty()) tell(LogLevel::warning, action, render(diagnostics));
  if (const auto asked = store_.contacts(action.occurrence->name)) mark_left_out(measured->snapshot, *asked);
  const SnapshotHeader& header = measured->snapshot.header;
  RunEntry entry;
  entry.name = header.name;
  entry.kind = ItemKind::measurement;
  entry.did = did_word(entry.kind);
  entry.outcome = header.outcome;
  for (const std::string& reason : header.reasons) entry.reason += (entry.reason.empty() ? "" : "; ") + reason;
  store_.put_snapshot(measured->snapshot, log_entry(action, LogEvent::closed, entry.outcome, entry.reason),
                      measured->first_days);
  tell(LogLevel::info, action, fmt::format("measured {} members, base {}", header.members, to_display(header.base)));
  return entry;
}

RunEntry Executor::plan_content(const DueAction& action, const ContentSpec& content) {
  OccurrenceName followed;
  for (const OccurrenceName& name : action.occurrence->after) followed = name;
  const auto stored = store_.find_snapshot(followed);
  if (!stored) throw Error(ErrorCode::not_found, fmt::format("{} has no snapshot to plan from", to_string(followed)));
  // Its proposals are ranked among all members, so everything that a plugin sees of them is held.
  const Snapshot snapshot = whole_snapshot(*store_.read_members(stored->id, {.all_answers = true, .consent = true}));
  const MeasurementSpec* measurement = workspace_.calendar.find_measurement(followed.item);
  std::unique_ptr<MemberSource> previous;
  if (measurement != nullptr) {
    const auto baseline = find_baseline(store_, followed, cycle_rule(workspace_.calendar, measurement->schedule),
                                        "same occurrence last year", measurement->was);
    if (baseline) previous = store_.read_members(baseline->id);
  }
  const PluginDescription& description = workspace_.plugins.require(content.plugin.text);
  const auto plugin =
      workspace_.plugins.create(description, content.options, {}, {content.hosting, plugin_log(action)});
  ContentRequest request;
  request.content = &content;
  request.occurrence = action.occurrence;
  request.snapshot = &snapshot;
  request.previous = previous.get();
  request.as_of = as_of_;
  PeopleContacts contacts(workspace_, store_, &plan_, *action.occurrence, PeopleToAsk::of(snapshot, followed.audience));
  request.may_contact = contact_check(contacts);
  request.subjects = &store_.subjects();
  const ContentPlan plan = vk::plan_content(request, *plugin);
  previous.reset();  // nothing is read while the store is written
  if (plan.holdout) tell(LogLevel::info, action, holdout_words(*plan.holdout, plan.currency));
  const ContactList asked = contacts_of(plan, as_of_);
  store_.put_contacts(asked);
  tell(LogLevel::info, action, contacts_line(asked));

  RunEntry entry;
  entry.name = plan.name;
  entry.kind = ItemKind::content;
  entry.did = did_word(entry.kind);
  const RenderedFile list{plan.name, "csv", content_plan_csv(plan, store_.subjects())};
  entry.files = deliver({&list, 1}, content.to, workspace_.calendar.folder);
  const LogEntry closed = log_entry(action, LogEvent::closed, Outcome::complete, {});
  const std::string json = content_plan_to_json(plan);
  store_.archive_report({plan.name, "csv", as_of_, sha256_hex(list.bytes), list.bytes}, nullptr);
  store_.archive_report({plan.name, "plan.json", as_of_, sha256_hex(json), json}, &closed);
  return entry;
}

RunEntry Executor::report(const DueAction& action, const ReportSpec& spec) {
  ReportInputs inputs = gather_report(workspace_, store_, spec, *action.occurrence, as_of_);
  if (action.outcome != Outcome::complete && inputs.outcome == Outcome::complete) {
    inputs.outcome = Outcome::partial;
    inputs.reasons.push_back(action.reason);
  }
  const Report model = build_report(inputs);
  RunEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = ItemKind::report;
  entry.did = did_word(entry.kind);
  entry.outcome = model.outcome;
  for (const std::string& reason : model.log_reasons) entry.reason += (entry.reason.empty() ? "" : "; ") + reason;
  std::vector<RenderedFile> files;
  for (const std::string& format : spec.formats) {
    const ReportWriter* writer = find_report_writer(format);
    VK_CHECK(writer != nullptr, format);  // the calendar was checked before the run
    files.push_back({entry.name, format, writer->write(model)});
  }
  entry.files = deliver(files, spec.to, workspace_.calendar.folder);
  const LogEntry closed = log_entry(action, LogEvent::closed, entry.outcome, entry.reason);
  for (size_t i = 0; i < files.size(); ++i) {
    const ArchivedReport archived{entry.name, files[i].format, as_of_, sha256_hex(files[i].bytes), files[i].bytes};
    store_.archive_report(archived, i + 1 == files.size() ? &closed : nullptr);
  }
  return entry;
}

}  // namespace vk
