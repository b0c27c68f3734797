#include <vuosikello/plugin.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

namespace {

using vk::sdk::Amount;
using vk::sdk::Column;
using vk::sdk::ColumnKind;
using vk::sdk::Context;
using vk::sdk::Failure;
using vk::sdk::Input;
using vk::sdk::Output;
using vk::sdk::Rules;
using vk::sdk::Schema;
using vk::sdk::Setup;
using vk::sdk::Words;

constexpr uint8_t kYes = 1;

/// What a contact is for.
enum class Aim { win_over, repair, part_kindly, keep, ask_to_recommend };

const char* to_string(Aim aim) {
  switch (aim) {
    case Aim::win_over:
      return "win over";
    case Aim::repair:
      return "repair";
    case Aim::part_kindly:
      return "part kindly";
    case Aim::keep:
      return "keep";
    case Aim::ask_to_recommend:
      return "ask to recommend";
  }
  return "?";
}

/// Aims that need no conversation.
bool is_light(Aim aim) {
  return aim == Aim::part_kindly || aim == Aim::keep || aim == Aim::ask_to_recommend;
}

/// A way to reach people, with its columns in the snapshot table.
struct Channel {
  std::string name;
  std::string wish;
  std::string owner;
  int64_t cost = 0;
  bool light = false;
};

/// The columns of the snapshot, found once.
struct Members {
  std::span<const int64_t> subject;
  std::span<const uint8_t> state;
  std::span<const int64_t> money;
  std::vector<std::span<const uint8_t>> consent;  ///< per channel
  std::vector<std::span<const uint8_t>> wish;     ///< per channel; empty = no wish for it
  std::span<const uint8_t> wants_nothing;
  std::span<const uint8_t> wants_to_leave;
  std::span<const uint8_t> recommends;
  const Column* score = nullptr;
  std::vector<std::pair<std::string, std::span<const uint8_t>>> reasons;
};

bool is_yes(std::span<const uint8_t> flags, size_t row) {
  return !flags.empty() && flags[row] == kYes;
}

/// The aims per money class: win over, repair or part, keep and let recommend.
struct SecureRevenue {
  static constexpr const char* id = "secure_revenue";
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc =
      "Says what to talk about with whom: wins the members at risk over, repairs or kindly parts with those who are "
      "leaving, keeps "
      "the secured ones and asks them to recommend. Proposes every channel a member consents to, the wished one first; "
      "the engine "
      "ranks by money at stake for the cost of the contact and cuts to capacity.";
  static constexpr vk_kind kind = VK_KIND_CONTENT;

  struct Tables {
    Input snapshot;
  };

  Rules channels;
  std::vector<std::string> light_channels;
  Amount repair_from;
  std::string leave_wish;
  std::string no_contact_wish;
  std::string recommend_wish;
  std::string recommend_score;
  double recommend_from = 0;
  bool keep = true;

  static void describe(Schema<SecureRevenue>& schema);
  static void describe_recommending(Schema<SecureRevenue>& schema);
  void configure(Setup& setup);
  std::vector<std::string> columns_wanted(std::string_view table) const;
  void run(const Context& context, const Tables& tables, Output& out) const;

 private:
  Members find_members(const Input& snapshot) const;
  std::optional<Aim> aim_of(const Members& members, size_t row, std::string_view money_class) const;
  bool would_recommend(const Members& members, size_t row) const;
  std::vector<size_t> channel_order(const Members& members, size_t row, Aim aim) const;
  std::string reason(const Context& context, const Members& members, size_t row) const;
  void check_currencies(const Context& context) const;

  std::vector<Channel> channels_;
  std::string costs_currency_;
};

void SecureRevenue::describe(Schema<SecureRevenue>& schema) {
  schema.parameter("channels", &SecureRevenue::channels)
      .choices({"name", "wish?", "owner?", "cost:money?"})
      .fallback(
          "[{ name = \"phone\", wish = \"call\", owner = \"sales\" }, { name = \"email\", wish = \"email\", owner = "
          "\"marketing\" }]")
      .doc(
          "Channels by preference: name as in consent and capacity, the wish flag that puts it first for a member, who "
          "makes the "
          "contact, and what one contact costs.");
  schema.parameter("light_channels", &SecureRevenue::light_channels)
      .fallback("[\"email\"]")
      .doc(
          "Channels for parting, keeping and asking to recommend, which need no conversation; a wished channel still "
          "goes first. An "
          "empty list means all channels.");
  schema.parameter("repair_from", &SecureRevenue::repair_from)
      .doc(
          "Leaving members with less money at stake than this are parted with kindly instead of repaired; without it "
          "all are repaired.");
  schema.parameter("leave_wish", &SecureRevenue::leave_wish)
      .fallback("\"leave\"")
      .doc("Wish flag of a leaving member who wants to be let go: parted with kindly whatever the money.");
  schema.parameter("no_contact_wish", &SecureRevenue::no_contact_wish)
      .fallback("\"no_contact\"")
      .doc("Wish flag of members who want no contact: nothing is proposed for them.");
  describe_recommending(schema);
  schema.table("snapshot", &Tables::snapshot)
      .open()
      .doc("The measurement's snapshot, one row a member.")
      .column("subject", ColumnKind::int64, "The member's position.")
      .column("state", ColumnKind::uint8, "State code, 255 = unmeasured.")
      .column("money", ColumnKind::int64, "Money at stake in minor units.");
}

void SecureRevenue::describe_recommending(Schema<SecureRevenue>& schema) {
  schema.parameter("recommend_wish", &SecureRevenue::recommend_wish)
      .fallback("\"recommends\"")
      .doc("Wish flag of secured members who would recommend: they are asked to.");
  schema.parameter("recommend_score", &SecureRevenue::recommend_score)
      .fallback("\"\"")
      .doc("Score by which secured members are asked to recommend, beside the wish flag.");
  schema.parameter("recommend_from", &SecureRevenue::recommend_from)
      .fallback("9")
      .doc("The least recommend_score at which a member is asked to recommend.");
  schema.parameter("keep", &SecureRevenue::keep)
      .fallback("true")
      .doc("Whether secured members who are not asked to recommend are thanked and kept warm.");
}

void SecureRevenue::configure(Setup& setup) {
  if (channels.empty()) setup.problem("channels", "there is no channel");
  std::set<std::string> seen;
  for (size_t at = 0; at < channels.size(); ++at) {
    std::string subject = "channels[" + std::to_string(at) + "]";
    Channel channel{channels[at].text("name"), channels[at].text("wish"), channels[at].text("owner"),
                    channels[at].minor("cost", 0), false};
    if (channel.name.empty()) setup.problem(subject + ".name", "the name is empty");
    if (!seen.insert(channel.name).second) setup.problem(subject + ".name", "\"" + channel.name + "\" is there twice");
    if (channel.cost < 0) setup.problem(subject + ".cost", "a contact cannot cost less than nothing");
    std::string currency = channels[at].text("cost");
    if (!currency.empty() && !costs_currency_.empty() && currency != costs_currency_) {
      setup.problem(subject + ".cost", "costs are in " + costs_currency_ + " and in " + currency);
    }
    if (costs_currency_.empty()) costs_currency_ = currency;
    channel.light = light_channels.empty() ||
                    std::find(light_channels.begin(), light_channels.end(), channel.name) != light_channels.end();
    channels_.push_back(std::move(channel));
  }
  bool any_light =
      std::any_of(channels_.begin(), channels_.end(), [](const Channel& channel) { return channel.light; });
  if (!any_light && !channels_.empty()) setup.problem("light_channels", "none of them is among channels");
  if (repair_from.minor < 0) setup.problem("repair_from", "the limit is below zero");
}

std::vector<std::string> SecureRevenue::columns_wanted(std::string_view table) const {
  std::vector<std::string> wanted;
  if (table != "snapshot") return wanted;
  for (const Channel& channel : channels_) {
    wanted.push_back("consent_" + channel.name);
    if (!channel.wish.empty()) wanted.push_back("flag_wish_" + channel.wish);
  }
  for (const std::string& wish : {leave_wish, no_contact_wish, recommend_wish}) {
    if (!wish.empty()) wanted.push_back("flag_wish_" + wish);
  }
  return wanted;
}

/// A uint8 column, or an empty span when the snapshot has none.
std::span<const uint8_t> flags_of(const Input& table, const std::string& name) {
  const Column* column = table.find(name);
  return column == nullptr ? std::span<const uint8_t>{} : column->uint8s();
}

Members SecureRevenue::find_members(const Input& snapshot) const {
  auto wish_of = [&](const std::string& wish) {
    return wish.empty() ? std::span<const uint8_t>{} : flags_of(snapshot, "flag_wish_" + wish);
  };
  Members members;
  members.subject = snapshot.column("subject").int64s();
  members.state = snapshot.column("state").uint8s();
  members.money = snapshot.column("money").int64s();
  for (const Channel& channel : channels_) {
    members.consent.push_back(flags_of(snapshot, "consent_" + channel.name));
    members.wish.push_back(wish_of(channel.wish));
  }
  members.wants_nothing = wish_of(no_contact_wish);
  members.wants_to_leave = wish_of(leave_wish);
  members.recommends = wish_of(recommend_wish);
  if (!recommend_score.empty()) members.score = &snapshot.column("score_" + recommend_score);
  const std::string prefix = "flag_reason_";
  for (const Column& column : snapshot.columns()) {
    if (column.name().compare(0, prefix.size(), prefix) != 0) continue;
    members.reasons.emplace_back(column.name().substr(prefix.size()), column.uint8s());
  }
  return members;
}

bool SecureRevenue::would_recommend(const Members& members, size_t row) const {
  if (is_yes(members.recommends, row)) return true;
  return members.score != nullptr && !members.score->is_missing(row) &&
         members.score->float64s()[row] >= recommend_from;
}

std::optional<Aim> SecureRevenue::aim_of(const Members& members, size_t row, std::string_view money_class) const {
  if (is_yes(members.wants_nothing, row)) return std::nullopt;
  if (money_class == "at_risk") return Aim::win_over;
  if (money_class == "leaving") {
    bool part = is_yes(members.wants_to_leave, row) || members.money[row] < repair_from.minor;
    return part ? Aim::part_kindly : Aim::repair;
  }
  if (money_class != "secured") return std::nullopt;
  if (would_recommend(members, row)) return Aim::ask_to_recommend;
  return keep ? std::optional(Aim::keep) : std::nullopt;
}

/// The channels to propose, best first: wished ones, then by preference; of those the member consents to. Without any
/// consent the best one alone, so that the plan says why nobody writes.
std::vector<size_t> SecureRevenue::channel_order(const Members& members, size_t row, Aim aim) const {
  std::vector<size_t> order;
  for (size_t at = 0; at < channels_.size(); ++at) {
    if (is_yes(members.wish[at], row)) order.push_back(at);
  }
  for (size_t at = 0; at < channels_.size(); ++at) {
    bool fits = channels_[at].light || !is_light(aim);
    if (fits && !is_yes(members.wish[at], row)) order.push_back(at);
  }
  std::vector<size_t> allowed;
  for (size_t at : order) {
    if (members.consent[at].empty() || members.consent[at][row] == kYes) allowed.push_back(at);
  }
  if (allowed.empty()) allowed.push_back(order.front());
  return allowed;
}

/// "1200.50 EUR".
std::string money_text(int64_t minor, uint32_t digits, std::string_view currency) {
  bool negative = minor < 0;
  uint64_t size = negative ? uint64_t{0} - static_cast<uint64_t>(minor) : static_cast<uint64_t>(minor);
  std::string text = std::to_string(size);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, 1, '.');
  return (negative ? "-" : "") + text + " " + std::string(currency);
}

std::string SecureRevenue::reason(const Context& context, const Members& members, size_t row) const {
  std::string text = std::string(context.state(members.state[row])) + ", " +
                     money_text(members.money[row], context.currency_digits(), context.currency()) + " at stake";
  std::string because;
  for (const auto& [name, flags] : members.reasons) {
    if (is_yes(flags, row)) because += (because.empty() ? "" : ", ") + name;
  }
  return because.empty() ? text : text + "; reasons: " + because;
}

void SecureRevenue::check_currencies(const Context& context) const {
  auto check = [&](const std::string& currency, const char* option) {
    if (currency.empty() || context.currency() == "XXX" || currency == context.currency()) return;
    throw Failure(
        std::string(option) + " is in " + currency + ", the money at stake in " + std::string(context.currency()),
        option, VK_INVALID_INPUT);
  };
  check(repair_from.currency, "repair_from");
  check(costs_currency_, "channels");
}

void SecureRevenue::run(const Context& context, const Tables& tables, Output& out) const {
  check_currencies(context);
  if (context.state_count() > 0 && context.state_money(0).empty())
    throw Failure("the host does not say what money the states stand for");
  Members members = find_members(tables.snapshot);
  constexpr int64_t kSecondsADay = 86400;
  int64_t today = context.as_of() / kSecondsADay - (context.as_of() % kSecondsADay < 0 ? 1 : 0);
  std::vector<int64_t>& subject = out.int64("subject");
  Words& action = out.words("action");
  Words& channel = out.words("channel");
  Words& owner = out.words("owner");
  std::vector<int64_t>& when = out.int64("when");
  std::vector<int64_t>& priority = out.int64("priority");
  std::vector<int64_t>& cost = out.int64("cost");
  std::vector<std::string>& reasons = out.text("reason");
  for (size_t row = 0; row < members.subject.size(); ++row) {
    if (row % 65536 == 0) context.stop_if_cancelled();
    std::optional<Aim> aim = aim_of(members, row, context.state_money(members.state[row]));
    if (!aim) continue;
    int64_t preference = 0;
    for (size_t at : channel_order(members, row, *aim)) {
      subject.push_back(members.subject[row]);
      action.add(to_string(*aim));
      channel.add(channels_[at].name);
      owner.add(channels_[at].owner);
      when.push_back(today);
      priority.push_back(++preference);
      cost.push_back(channels_[at].cost);
      reasons.push_back(reason(context, members, row) +
                        (is_yes(members.wish[at], row) ? "; wishes " + channels_[at].name : ""));
    }
  }
}

}  // namespace

VK_PLUGIN(SecureRevenue);
