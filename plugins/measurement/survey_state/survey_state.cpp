#include <vuosikello/plugin.hpp>
#include <vuosikello/rules.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace {

using vk::sdk::BoundCondition;
using vk::sdk::Column;
using vk::sdk::ColumnKind;
using vk::sdk::Condition;
using vk::sdk::Context;
using vk::sdk::Disposition;
using vk::sdk::Failure;
using vk::sdk::Input;
using vk::sdk::kNoState;
using vk::sdk::Number;
using vk::sdk::number_from;
using vk::sdk::OrderedRules;
using vk::sdk::Output;
using vk::sdk::Rule;
using vk::sdk::RuleColumns;
using vk::sdk::RuleError;
using vk::sdk::Rules;
using vk::sdk::Schema;
using vk::sdk::Setup;

constexpr uint8_t kNotAnswered = 255;
constexpr size_t kNoRow = std::numeric_limits<size_t>::max();

/// A flag or disposition rule after reading: what it stands for and when it holds.
struct NamedCondition {
  std::string name;
  Condition condition;
};

/// One answer row a member, picked from all rows.
struct Picked {
  std::vector<size_t> row_of_member;  ///< kNoRow = no answer
};

/// Answers to states by ordered rules.
struct SurveyState {
  static constexpr const char* id = "survey_state";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc =
      "Reads one answer row a member and gives the state of the first rule that holds; says who answered, in full or "
      "in part, "
      "who refused and who was not reached; takes reasons, wishes and scores from the answers.";
  static constexpr vk_kind kind = VK_KIND_MEASUREMENT;
  static constexpr uint32_t flags = VK_BY_MEMBER;

  struct Tables {
    Input frame;
    Input answers;
  };

  Rules rule;
  std::string complete_when;
  std::string partial_when;
  std::string refused_when;
  std::string no_answer;
  std::string keep;
  Rules reasons;
  Rules wishes;
  Rules scores;

  static void describe(Schema<SurveyState>& schema);
  void configure(Setup& setup);
  std::vector<std::string> columns_wanted(std::string_view table) const;
  void run(const Context& context, const Tables& tables, Output& out) const;

 private:
  std::optional<Condition> read(Setup& setup, const std::string& subject, const std::string& text);
  void read_rules(Setup& setup);
  void read_named(Setup& setup, const Rules& from, const std::string& option, const std::string& prefix);
  void read_scores(Setup& setup);
  Picked pick_rows(const Input& answers, size_t members) const;
  void write_states(const Input& answers, const Picked& picked, Output& out) const;
  void write_flags(const Input& answers, const Picked& picked, Output& out) const;
  void write_scores(const Input& answers, const Picked& picked, Output& out) const;

  std::vector<Condition> state_rules_;
  std::vector<uint8_t> state_codes_;
  std::optional<Condition> complete_;
  std::optional<Condition> partial_;
  std::optional<Condition> refused_;
  std::vector<NamedCondition> flags_;
  std::vector<std::string> wanted_;
};

void SurveyState::describe(Schema<SurveyState>& schema) {
  schema.parameter("rule", &SurveyState::rule)
      .required()
      .choices({"state", "when:condition"})
      .doc(
          "Ordered rules over the answer columns: a member is in the state of the first one that holds, and in no "
          "state when none does.");
  schema.parameter("complete_when", &SurveyState::complete_when)
      .fallback("\"\"")
      .doc("When an answer counts as complete; without it every row that a state rule takes is complete.");
  schema.parameter("partial_when", &SurveyState::partial_when)
      .fallback("\"\"")
      .doc(
          "When a row that is not complete counts as a partial answer; without it every row that is not complete is "
          "partial.");
  schema.parameter("refused_when", &SurveyState::refused_when)
      .fallback("\"\"")
      .doc("When a row says that the member refused; it comes before complete_when and such a member has no state.");
  schema.parameter("no_answer", &SurveyState::no_answer)
      .choices({"non_contact", "unknown"})
      .fallback("\"unknown\"")
      .doc("What a member without an answer row is: not reached, or nobody knows.");
  schema.parameter("keep", &SurveyState::keep)
      .choices({"last", "first", "error"})
      .fallback("\"last\"")
      .doc("Which row counts when a member answered more than once, in the order of the file.");
  schema.parameter("reasons", &SurveyState::reasons)
      .choices({"name", "when:condition"})
      .fallback("[]")
      .doc("Reasons a member gave; each becomes the flag reason_NAME.");
  schema.parameter("wishes", &SurveyState::wishes)
      .choices({"name", "when:condition"})
      .fallback("[]")
      .doc("Wishes a member voiced, such as a call; each becomes the flag wish_NAME.");
  schema.parameter("scores", &SurveyState::scores)
      .choices({"name", "column:column"})
      .fallback("[]")
      .doc("Numbers to keep from the answers; each becomes the score NAME.");
  schema.table("frame", &Tables::frame)
      .doc("All members.")
      .column("subject", ColumnKind::int64, "The member's position.");
  schema.table("answers", &Tables::answers)
      .open()
      .doc("One row an answer, with the columns that the rules name.")
      .column("subject", ColumnKind::int64, "Who answered.");
}

std::optional<Condition> SurveyState::read(Setup& setup, const std::string& subject, const std::string& text) {
  try {
    Condition condition = Condition::parse(text);
    for (const std::string& column : condition.columns) {
      if (std::find(wanted_.begin(), wanted_.end(), column) == wanted_.end()) wanted_.push_back(column);
    }
    return condition;
  } catch (const RuleError& e) {
    setup.problem(subject + ":" + std::to_string(e.column()), e.what());
    return std::nullopt;
  }
}

void SurveyState::configure(Setup& setup) {
  read_rules(setup);
  if (!complete_when.empty()) complete_ = read(setup, "complete_when", complete_when);
  if (!partial_when.empty()) partial_ = read(setup, "partial_when", partial_when);
  if (!refused_when.empty()) refused_ = read(setup, "refused_when", refused_when);
  read_named(setup, reasons, "reasons", "flag_reason_");
  read_named(setup, wishes, "wishes", "flag_wish_");
  read_scores(setup);
}

void SurveyState::read_rules(Setup& setup) {
  if (rule.empty()) setup.problem("rule", "there is no rule, so that nobody would have a state");
  if (rule.size() > 250) setup.problem("rule", std::to_string(rule.size()) + " rules are more than the 250 allowed");
  for (size_t at = 0; at < rule.size(); ++at) {
    std::string subject = "rule[" + std::to_string(at) + "]";
    std::optional<uint8_t> code = setup.state_code(rule[at].text("state"));
    if (!code) setup.problem(subject + ".state", "\"" + rule[at].text("state") + "\" is no state of this measurement");
    std::optional<Condition> condition = read(setup, subject + ".when", rule[at].text("when"));
    if (!code || !condition) continue;
    state_codes_.push_back(*code);
    state_rules_.push_back(std::move(*condition));
  }
}

void SurveyState::read_named(Setup& setup, const Rules& from, const std::string& option, const std::string& prefix) {
  std::set<std::string> seen;
  for (size_t at = 0; at < from.size(); ++at) {
    std::string subject = option + "[" + std::to_string(at) + "]";
    std::string name = from[at].text("name");
    if (name.empty()) setup.problem(subject + ".name", "the name is empty");
    if (!seen.insert(name).second) setup.problem(subject + ".name", "\"" + name + "\" is there twice");
    std::optional<Condition> condition = read(setup, subject + ".when", from[at].text("when"));
    if (condition) flags_.push_back({prefix + name, std::move(*condition)});
  }
}

void SurveyState::read_scores(Setup& setup) {
  std::set<std::string> seen;
  for (size_t at = 0; at < scores.size(); ++at) {
    std::string subject = "scores[" + std::to_string(at) + "]";
    std::string name = scores[at].text("name");
    if (name.empty()) setup.problem(subject + ".name", "the name is empty");
    if (!seen.insert(name).second) setup.problem(subject + ".name", "\"" + name + "\" is there twice");
    std::string column = scores[at].text("column");
    if (column.empty()) setup.problem(subject + ".column", "the column is empty");
    if (std::find(wanted_.begin(), wanted_.end(), column) == wanted_.end()) wanted_.push_back(column);
  }
}

std::vector<std::string> SurveyState::columns_wanted(std::string_view table) const {
  return table == "answers" ? wanted_ : std::vector<std::string>{};
}

Picked SurveyState::pick_rows(const Input& answers, size_t members) const {
  Picked picked;
  picked.row_of_member.assign(members, kNoRow);
  std::span<const int64_t> subjects = answers.column("subject").int64s();
  const bool only_one = keep == "error";
  const bool last = keep == "last";
  for (size_t row = 0; row < subjects.size(); ++row) {
    if (subjects[row] < 0 || static_cast<size_t>(subjects[row]) >= members) {
      throw Failure("answer row " + std::to_string(row + 1) + " belongs to no member", "subject", VK_INVALID_INPUT);
    }
    size_t& chosen = picked.row_of_member[static_cast<size_t>(subjects[row])];
    if (chosen != kNoRow && only_one) {
      throw Failure("one member has two answer rows (" + std::to_string(chosen + 1) + " and " +
                        std::to_string(row + 1) + " of those read) and keep is \"error\"",
                    "keep", VK_INVALID_INPUT);
    }
    if (chosen == kNoRow || last) chosen = row;
  }
  return picked;
}

void SurveyState::write_states(const Input& answers, const Picked& picked, Output& out) const {
  RuleColumns columns(answers);
  std::vector<uint8_t> match = OrderedRules(state_rules_, columns).first_match();
  auto decide = [&](const std::optional<Condition>& condition) {
    return condition ? BoundCondition(*condition, columns).evaluate() : std::vector<uint8_t>();
  };
  std::vector<uint8_t> complete = decide(complete_);
  std::vector<uint8_t> partial = decide(partial_);
  std::vector<uint8_t> refused = decide(refused_);
  Disposition absent = no_answer == "unknown" ? Disposition::unknown : Disposition::non_contact;
  std::vector<uint8_t>& state = out.uint8("state");
  std::vector<uint8_t>& disposition = out.uint8("disposition");
  for (size_t row : picked.row_of_member) {
    uint8_t code = kNoState;
    Disposition how = absent;
    if (row != kNoRow) {
      bool matched = match[row] != OrderedRules::kNone;
      bool whole = complete_ ? complete[row] != 0 : matched;
      bool part = !partial_ || partial[row] != 0;
      how = whole ? Disposition::complete : part ? Disposition::partial : Disposition::other;
      if (refused_ && refused[row] != 0) how = Disposition::refusal;
      bool counts = how == Disposition::complete || how == Disposition::partial;
      if (matched && counts) code = state_codes_[match[row]];
    }
    state.push_back(code);
    disposition.push_back(static_cast<uint8_t>(how));
  }
}

void SurveyState::write_flags(const Input& answers, const Picked& picked, Output& out) const {
  RuleColumns columns(answers);
  for (const NamedCondition& flag : flags_) {
    std::vector<uint8_t> holds = BoundCondition(flag.condition, columns).evaluate();
    std::vector<uint8_t>& values = out.uint8(flag.name);
    for (size_t row : picked.row_of_member) values.push_back(row == kNoRow ? kNotAnswered : holds[row]);
  }
}

/// Reads one column as scores, NaN where there is no number. Each distinct word is read once.
class ScoreReader {
 public:
  explicit ScoreReader(const Column& column) : column_(column) {
    if (column.kind() != ColumnKind::dictionary) return;
    for (std::string_view word : column.words()) {
      const std::optional<Number> number = number_from(word);
      words_.push_back(number ? number->value : kNone);
    }
  }

  /// Appends the score of each of these rows.
  void read(std::span<const size_t> rows, std::vector<double>& scores) const {
    switch (column_.kind()) {
      case ColumnKind::int64:
        return append(rows, scores,
                      [values = column_.int64s()](size_t row) { return static_cast<double>(values[row]); });
      case ColumnKind::uint8:
        return append(rows, scores,
                      [values = column_.uint8s()](size_t row) { return static_cast<double>(values[row]); });
      case ColumnKind::float64:
        return append(rows, scores, [values = column_.float64s()](size_t row) { return values[row]; });
      case ColumnKind::text:
        return append(rows, scores, [&, texts = column_.texts()](size_t row) {
          const std::optional<Number> number = number_from(texts[row]);
          return number ? number->value : nothing_in(texts[row]);
        });
      case ColumnKind::dictionary:
        return append(rows, scores, [&, codes = column_.codes(), words = column_.words()](size_t row) {
          const auto word = static_cast<size_t>(codes[row]);
          return std::isnan(words_[word]) ? nothing_in(words[word]) : words_[word];
        });
    }
  }

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  template <class ScoreOf>
  void append(std::span<const size_t> rows, std::vector<double>& scores, ScoreOf score_of) const {
    scores.reserve(scores.size() + rows.size());
    for (const size_t row : rows) {
      const bool has_score = row != kNoRow && !column_.is_missing(row);
      scores.push_back(has_score ? score_of(row) : kNone);
    }
  }

  /// For a text that is no number: NaN when it is empty.
  double nothing_in(std::string_view text) const {
    if (text.empty()) return kNone;
    throw Failure("column \"" + column_.name() + "\" holds \"" + std::string(text) +
                      "\", which is no number, and is kept as a score",
                  column_.name(), VK_INVALID_INPUT);
  }

  const Column& column_;
  std::vector<double> words_;  ///< NaN = no number
};

void SurveyState::write_scores(const Input& answers, const Picked& picked, Output& out) const {
  for (const Rule& score : scores) {
    const ScoreReader reader(answers.column(score.text("column")));
    reader.read(picked.row_of_member, out.float64("score_" + score.text("name")));
  }
}

void SurveyState::run(const Context& context, const Tables& tables, Output& out) const {
  std::span<const int64_t> members = tables.frame.column("subject").int64s();
  out.int64("subject").assign(members.begin(), members.end());
  Picked picked = pick_rows(tables.answers, members.size());
  context.stop_if_cancelled();
  write_states(tables.answers, picked, out);
  context.stop_if_cancelled();
  write_flags(tables.answers, picked, out);
  write_scores(tables.answers, picked, out);
}

}  // namespace

VK_PLUGIN(SurveyState);
