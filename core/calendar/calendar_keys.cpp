#include "core/calendar/calendar_keys.hpp"

#include <algorithm>

#include "core/base/check.hpp"
#include "core/calendar/key_makers.hpp"

namespace vk {
namespace {

using Keys = std::vector<CalendarKey>;

constexpr int64_t kMillion = 1000000;

CalendarTable top_level() {
  return {
      "", "the top level", "What holds for the whole calendar.",
      Keys{
          required(integer("format", "", "Version of the calendar format; this program reads 1. Every file says it.",
                           "1", 1, kMillion)),
          {"name", KeyType::text, false, "", "The organisation, as reports name it.", "\"Esimerkki Oy\""},
          choice("language", "en", "Language of reports.", "\"fi\"", {"en", "fi"}),
          {"timezone", KeyType::text, false, "UTC", "IANA time zone of all local times.", "\"Europe/Helsinki\""},
          {"currency", KeyType::text, false, "", "ISO 4217 code of every metric that names none.", "\"EUR\""},
          {"holidays", KeyType::texts, false, "",
           "Holiday files whose days are closed, joined: NAME.toml or NAME.ics in the folder `holidays` beside the "
           "calendar, beside the calendar, or among the installed ones.",
           "[\"fi\"]"},
          {"store", KeyType::text, false, "vuosikello.db", "The store's file, relative to the calendar.",
           "\"vuosikello.db\""},
          {"freeze", KeyType::span, false, "",
           "What opens within this many days or weeks is announced: an edit that moves it or takes it away stops `run` "
           "until somebody says --yes.",
           "\"2 weeks\""},
          nested("plugins", KeyType::table, "Where plugins are looked for.", "{ dirs = [\"plugins\"] }", "plugins"),
          nested("source", KeyType::named, "Where rows come from.", "", "source"),
          nested("audience", KeyType::named, "Whom to measure.", "", "audience"),
          nested("metric", KeyType::named, "A money figure per subject.", "", "metric"),
          nested("measurement", KeyType::tables, "What is measured, when, by which plugin.", "", "measurement"),
          nested("content", KeyType::tables, "What to say to whom after a measurement.", "", "content"),
          nested("report", KeyType::tables, "What is written when measurements have closed.", "", "report"),
          nested("quiet", KeyType::tables, "Days on which nothing opens.", "", "quiet"),
          nested("contact", KeyType::tables, "How often people may be contacted.", "", "contact"),
          nested("bridge", KeyType::tables, "Cycles in which both forms of an instrument were asked.", "", "bridge"),
          nested("disclosure", KeyType::table,
                 "What reports may tell of one customer; without it they tell every figure.",
                 "{ least = 3, dominance = \"10 %\" }", "disclosure"),
          nested("rates", KeyType::table, "Where exchange rates come from, for metrics with `rates`.",
                 "{ source = \"ecb\" }", "rates"),
          nested("prices", KeyType::table, "Where price indices come from, for metrics with `real`.",
                 "{ source = \"cpi\", base = \"2025\" }", "prices"),
          nested("fiscal_year", KeyType::table, "Where fiscal years begin.",
                 "{ starts = \"July 1\", named_after = \"ending year\" }", "fiscal_year"),
          nested("retail_year", KeyType::table, "Where years of 52 or 53 whole weeks end, for retail cycles.",
                 "{ ends = \"Saturday nearest January 31\", pattern = \"4-5-4\" }", "retail_year"),
      }};
}

CalendarTable plugins_table() {
  return {
      "plugins", "[plugins]", "Where plugins are looked for.",
      Keys{
          {"dirs", KeyType::texts, false, "",
           "Folders with plugins, relative to the calendar; searched before the installed ones.", "[\"plugins\"]"},
          choice(
              "trust", "warn",
              "What becomes of a plugin that plugins.lock.toml beside the calendar does not approve, or whose file or "
              "folder others may write: with \"warn\" it is told (without a lock file only the latter), with "
              "\"require\" it is not even loaded.",
              "\"require\"", {"off", "warn", "require"}),
      }};
}

CalendarTable dates_table() {
  return {
      "measurement.dates", "an entry of dates", "One day on which a window opens.",
      Keys{
          required({"cycle", KeyType::text, false, "", "Its label, which names the occurrence.", "\"2026-spring\""}),
          required({"opens", KeyType::date, false, "", "The day.", "2026-03-02"}),
      }};
}

CalendarKey named_after() {
  return choice("named_after", "ending year", "The calendar year that its labels name.", "\"starting year\"",
                {"ending year", "starting year"});
}

CalendarTable fiscal_year_table() {
  return {"fiscal_year", "fiscal_year",
          "The year of `every = \"fiscal year\"` and its parts, of twelve months; a period is a month of it.",
          Keys{
              required({"starts", KeyType::text, false, "", "Its first day.", "\"July 1\""}),
              named_after(),
          }};
}

CalendarTable retail_year_table() {
  return {
      "retail_year", "retail_year",
      "The year of `every = \"retail year\"` and its parts, of 52 or 53 whole weeks; a 53rd week belongs to the last "
      "period.",
      Keys{
          required({"ends", KeyType::phrase, false, "", "Its last day: a date phrase read in each calendar year.",
                    "\"Saturday nearest January 31\""}),
          choice("pattern", "4-4-5", "Weeks of the periods of each quarter.", "\"4-5-4\"", {"4-4-5", "4-5-4", "5-4-4"}),
          named_after(),
      }};
}

CalendarTable quiet_table() {
  return {"quiet", "[[quiet]]", "A stretch of days, the same every year, on which nothing opens. It may wrap the year.",
          Keys{
              required({"name", KeyType::text, false, "", "Shown wherever the period moved something.",
                        "\"July holidays\""}),
              required({"from", KeyType::phrase, false, "", "First day: a date phrase read in the year, or a date.",
                        "\"July 1\""}),
              required({"to", KeyType::phrase, false, "", "Last day, included.", "\"July 31\""}),
              required(choice("rule", "", "What becomes of an opening that falls into it.", "\"shift after\"",
                              {"skip", "shift after", "shift before", "shorten", "allow"})),
          }};
}

CalendarTable contact_table() {
  constexpr int64_t kLongestDays = 3660;
  return {
      "contact", "[[contact]]",
      "A rule on how often a person may be contacted, over measurements and content together. Each has one limit: "
      "`rest_days`, `gap`, `at_most`, `once_per_window` or `around`.",
      Keys{
          required({"name", KeyType::text, false, "", "Shown wherever the rule left somebody out.", "\"rest\""}),
          {"audience", KeyType::texts, false, "all", "Audiences whose contacts it counts and limits.",
           "[\"customers\"]"},
          {"items", KeyType::texts, false, "all",
           "Measurements and content that it counts and limits; together they share one rest.", "[\"renewal\"]"},
          {"channel", KeyType::texts, false, "all", "Channels that it counts and limits.", "[\"email\"]"},
          {"where", KeyType::text_map, false, "everybody",
           "Whom it protects: values of segment columns, or \"yes\" or \"no\" for a channel with consent.",
           "{ size = \"small\" }"},
          integer("rest_days", "", "Days from one contact to the next.", "30", 1, kLongestDays),
          {"gap", KeyType::span, false, "", "The same as a length of time in days or weeks.", "\"3 weeks\""},
          integer("at_most", "", "Contacts in a period, which `per` names.", "2", 1, 10000),
          {"per", KeyType::text, false, "",
           "The period of `at_most`: \"week\", \"month\", \"quarter\", \"year\", or \"90 days\" for any so many in "
           "a row.",
           "\"quarter\""},
          {"weight", KeyType::integer_map, false, "",
           "For how many contacts of `at_most` one of an item counts; the others count for one.", "{ renewal = 2 }"},
          {"once_per_window", KeyType::boolean, false, "false",
           "Whether one cycle of an item contacts a person once, also through several audiences.", "true"},
          {"around", KeyType::texts, false, "",
           "Measurements and content whose windows nothing of `items` may come near.", "[\"renewal\"]"},
          integer("days_before", "0", "With `around`: days kept free before a window opens.", "7", 0, kLongestDays),
          integer("days_after", "0", "With `around`: days kept free after its last day.", "3", 0, kLongestDays),
          integer("delay_days", "", "Moves a contact by at most so many days instead of leaving the person out.", "14",
                  1, 366),
      }};
}

void add_contact_keys(Keys& keys) {
  const Keys contact{
      integer("priority", "50", "Who goes first when two items meet at a person: 1 goes before 2.", "10", 1, 1000),
      integer("max_contacts", "", "The most people that one occurrence may contact; with more it contacts nobody.",
              "5000", 1, 1000000000),
  };
  keys.insert(keys.end(), contact.begin(), contact.end());
}

CalendarTable source_table() {
  return {"source", "[source.NAME]", "A file, or files, of rows. The file's form is said here and never guessed.",
          Keys{
              required({"csv", KeyType::text, false, "",
                        "Path, relative to the calendar. `{cycle}` becomes the cycle's label; `*` and `?` match file "
                        "names; `.gz` files are unpacked.",
                        "\"data/invoices-{cycle}.csv\""}),
              choice("encoding", "utf-8", "How the file's letters are written; a byte order mark wins over it.",
                     "\"windows-1252\"",
                     {"utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15"}),
              {"delimiter", KeyType::text, false, ",",
               "The sign between cells: one character, or \"tab\" or \"blank\".", "\";\""},
              {"quote", KeyType::text, false, "\"",
               "The sign around cells that hold a delimiter or a line break; \"\" turns quoting off.", "\"'\""},
              choice("decimal", ".", "The decimal sign of numbers and money.", "\",\"", {".", ","}),
              {"thousands", KeyType::text, false, "", "Signs that group digits, beside blanks.", "\".\""},
              integer("skip_lines", "0", "Lines before the header that are no part of the table.", "2", 0, kMillion),
              integer("header_rows", "1", "How many rows name the columns; with 0, `columns` names them.", "3", 0, 100),
              integer("header_row", "1",
                      "Which of the header rows names the columns; 0 joins the names of all of them with \" - \".", "1",
                      0, 100),
              {"columns", KeyType::texts, false, "",
               "Column names by position for files without a header; \"\" leaves a column out.",
               "[\"id\", \"date\", \"amount\"]"},
              nested("fixed", KeyType::tables, "Columns of fixed width instead of a delimiter.",
                     "[{ name = \"id\", first = 1, length = 6 }]", "source.fixed"),
              {"date_format", KeyType::text, false, "yyyy-mm-dd",
               "Pattern of dates, of y, m, d and separators, optionally with hh:mm:ss.", "\"d.m.yyyy\""},
              {"subject", KeyType::text, false, "", "The column that joins rows to members.", "\"customer_id\""},
              {"date", KeyType::text, false, "", "The column with the row's day.", "\"invoice_date\""},
              {"missing", KeyType::texts, false, "", "Cell texts that mean \"no value\", beside the empty cell.",
               "[\"NA\", \"-\"]"},
              {"rows", KeyType::condition, false, "all rows",
               "Which rows count, by a condition over columns. The others are left out before their other cells are "
               "looked at, counted and told in reports; they make nothing partial. `{cycle}` in a text becomes the "
               "cycle's label.",
               "'Status == \"IP Address\" and answered(q1)'"},
              {"trim", KeyType::boolean, false, "true", "Whether blanks around a cell are dropped.", "false"},
              choice("on_bad_row", "fail",
                     "Whether a row that cannot be read ends the reading or is left out, counted and reported.",
                     "\"skip\"", {"fail", "skip"}),
              {"types",
               KeyType::choice_map,
               false,
               "",
               "What columns hold, where it is not text.",
               "{ q1 = \"integer\", joined = \"date\" }",
               {"text", "integer", "decimal", "money", "date", "flag"}},
          }};
}

CalendarTable fixed_table() {
  return {"source.fixed", "[[source.NAME.fixed]]", "One column of a file with columns of fixed width.",
          Keys{
              required({"name", KeyType::text, false, "", "Name of the column.", "\"amount\""}),
              required(integer("first", "", "First character of the column, counted from 1.", "7", 1, kMillion)),
              required(integer("length", "", "How many characters it has.", "8", 1, kMillion)),
          }};
}

CalendarTable audience_table() {
  return {
      "audience", "[audience.NAME]", "The members of a register, with their segments and consent.",
      Keys{
          required({"register", KeyType::text, false, "", "The source that lists the members.", "\"customers\""}),
          required(
              {"key", KeyType::text, false, "", "The register's column with the member's key.", "\"customer_id\""}),
          choice("members", "one row each",
                 "Whether the register has one row a member, or is a list of transactions whose customers are the "
                 "members.",
                 "\"transactions\"", {"one row each", "transactions"}),
          {"segments", KeyType::texts, false, "", "Columns that split the audience.", "[\"size\", \"region\"]"},
          {"consent", KeyType::text_map, false, "",
           "For each channel the register's column that says whether the member may be contacted there.",
           "{ email = \"email_ok\" }"},
          {"timezone", KeyType::text, false, "the calendar's", "Time zone of this audience.", "\"Europe/Stockholm\""},
          {"holidays", KeyType::texts, false, "the calendar's",
           "Holiday files of this audience, instead of the calendar's.", "[\"fi\"]"},
          {"at", KeyType::clock, false, "the measurement's",
           "Local time of day of openings and reminders for this audience, instead of the measurement's.", "\"10:00\""},
      }};
}

CalendarTable metric_table() {
  return {
      "metric", "[metric.NAME]", "A money figure per subject. Its definition is part of every comparison.",
      Keys{
          integer("version", "1", "Raised when the definition changes; two versions are not comparable.", "2", 1,
                  kMillion),
          required({"source", KeyType::text, false, "",
                    "The source of the amounts; it needs `subject`, and `date` for every window but \"all\".",
                    "\"invoices\""}),
          required({"sum", KeyType::text, false, "", "The money column that is summed.", "\"net_amount\""}),
          {"window", KeyType::text, false, "all",
           "Which rows count: \"all\", \"the cycle\", or \"N days|weeks|months|years before opens|closes\".",
           "\"365 days before opens\""},
          {"currency", KeyType::text, false, "the calendar's", "ISO 4217 code of the amounts.", "\"SEK\""},
          {"currency_column", KeyType::text, false, "",
           "The column that names each row's currency; a row in another one is a bad row, unless `rates` converts it.",
           "\"currency\""},
          choice("rates", "",
                 "Converts rows in other currencies at the rate of the cycle, from [rates]: the average of the days "
                 "of the window (of the cycle, when the window is \"all\"), or the last rate of these days. "
                 "Comparisons tell the effect of the rates apart. Needs `currency_column`.",
                 "\"average\"", {"average", "last day"}),
          {"real", KeyType::boolean, false, "false",
           "Keeps each amount in money of the base period of [prices] as well, each row deflated by itself in its own "
           "currency. Comparisons tell the effect of prices apart. The source needs `date`.",
           "true"},
      }};
}

CalendarKey every_key() {
  CalendarKey key = choice(
      "every", "year",
      "The cycle: what `opens` is read inside, and what labels the results; also \"2 weeks\" or \"3 months\", counted "
      "from the one that holds `from`.",
      "\"quarter\"",
      {"once", "year", "half-year", "quarter", "month", "week", "fiscal year", "fiscal half-year", "fiscal quarter",
       "fiscal period", "retail year", "retail quarter", "retail period"});
  key.pattern = "^[1-9][0-9]* (week|month)s?$";
  return key;
}

void add_schedule_keys(Keys& keys) {
  const Keys schedule{
      every_key(),
      {"only", KeyType::texts, false, "all",
       "The cycles that count: names of months, \"Q1\", \"H2\", \"P03\", \"W10\", as the cycle has them, \"even "
       "years\" or "
       "\"odd years\".",
       "[\"Q1\", \"Q3\"]"},
      {"opens", KeyType::phrase, false, "",
       "First day of the window: a date phrase, or a date with every = \"once\". Needed unless `rrule` or `dates` give "
       "the days.",
       "\"second Tuesday of the third month\""},
      {"rrule", KeyType::text, false, "",
       "A recurrence rule of RFC 5545 in whole days, counted from `from`, instead of `every` and `opens`.", ""},
      nested("dates", KeyType::tables, "Days one by one, instead of `every` and `opens`.", "", "measurement.dates"),
      {"at", KeyType::clock, false, "09:00", "Local time of day of the opening and of reminders.", "\"12:30\""},
      {"closes", KeyType::phrase, false, "", "Last open day: a date phrase, which may count from \"opening\".",
       "\"last business day of the quarter\""},
      {"stays_open", KeyType::span, false, "to the end of the opening day", "Length of the window instead of `closes`.",
       "\"10 business days\""},
      {"closes_at", KeyType::clock, false, "the end of the day",
       "Local time of day of the close, on the last open day.", "\"16:00\""},
      choice("if_closed_day", "keep", "Where an opening on a closed day moves to; the window keeps its length.",
             "\"following\"",
             {"keep", "following", "modified following", "preceding", "modified preceding", "nearest"}),
      choice("if_missing", "skip",
             "What becomes of a day that a cycle does not have, such as February 29 or a fifth Monday.", "\"last day\"",
             {"skip", "last day", "next day"}),
      {"spread", KeyType::span, false, "",
       "With several audiences: each opens one day, business day, week or month of it later than the one before, and "
       "after as many again as the first.",
       "\"4 business days\""},
      {"remind", KeyType::texts, false, "", "Reminders: date phrases around \"opening\" and \"close\".",
       "[\"3 business days after opening\"]"},
      {"from", KeyType::date, false, "", "First day that counts, before any adjustment.", "2026-01-01"},
      {"until", KeyType::date, false, "", "Last day that counts, included.", "2028-12-31"},
      {"quiet",
       KeyType::choice_map,
       false,
       "",
       "What quiet periods do to this schedule, by their names, instead of their own rule.",
       "",
       {"skip", "shift after", "shift before", "shorten", "allow"}},
      choice("catch_up", "while open", "What becomes of openings that nobody ran in time.", "\"all\"",
             {"while open", "all", "latest", "none"}),
      integer("catch_up_limit", "10", "With catch_up = \"all\": how many are made up for, the newest.", "4", 1, 10000),
      {"tolerance", KeyType::span, false, "1 hour", "How late an opening is still in time: minutes, hours or days.",
       "\"2 hours\""},
      choice("overlap", "allow", "What becomes of an opening while the one before is still open.", "\"skip\"",
             {"allow", "skip", "wait"}),
  };
  keys.insert(keys.end(), schedule.begin(), schedule.end());
}

void add_plugin_keys(Keys& keys) {
  const Keys plugin{
      {"inputs", KeyType::text_map, false, "", "The plugin's tables and the sources they are read from.",
       "{ answers = \"answers\" }"},
      {"options", KeyType::anything, false, "", "The plugin's own parameters; `plugins sample NAME` lists them.",
       "{ threshold = 5 }"},
      choice("on_error", "fail", "What becomes of the occurrence when the plugin fails.", "\"retry\"",
             {"fail", "skip", "retry"}),
      integer("retries", "2", "With on_error = \"retry\": how often it is tried again.", "3", 1, 100),
      choice(
          "isolation", "process",
          "Where the plugin runs: in a process of its own, so that what it breaks is its own, or with \"none\" in the "
          "program, where a debugger sees it.",
          "\"none\"", {"process", "none"}),
      nested("limits", KeyType::table, "What the plugin's own process may use at most.",
             "{ silence = 60, memory = 1024 }", "limits"),
  };
  keys.insert(keys.end(), plugin.begin(), plugin.end());
}

Keys item_keys() {
  return {
      required({"id", KeyType::text, false, "",
                "Its name in results and on the command line: letters, digits, '-' and '_'. Never re-used for "
                "something else.",
                "\"renewal\""}),
      {"title", KeyType::text, false, "", "How reports call it.", "\"Will they buy next year?\""},
  };
}

CalendarTable measurement_table() {
  Keys keys = item_keys();
  const Keys own{
      {"was", KeyType::text, false, "", "An earlier id, so that renaming keeps the past.", "\"old-renewal\""},
      {"owner", KeyType::text, false, "", "Who answers for it.", "\"Sales\""},
      required({"audience", KeyType::texts, false, "", "The audience that is measured, or several, each by itself.",
                "\"customers\""}),
      choice(
          "members_of_several", "refuse",
          "With several audiences: what becomes of a person who is in two. \"first audience\" measures the person in "
          "the first of the list alone, so that money is counted once.",
          "\"first audience\"", {"refuse", "first audience"}),
      required({"plugin", KeyType::text, false, "", "The measurement plugin.", "\"survey_state\""}),
      {"after", KeyType::text, false, "",
       "Another measurement whose cycles it takes over instead of having its own; `opens` counts from its opening or "
       "close.",
       ""},
      {"channel", KeyType::text, false, "",
       "By which it asks its members when it opens; without it nobody is contacted and no contact rule looks.",
       "\"email\""},
      nested("sample", KeyType::table,
             "Whom of its members it asks, drawn at random when it opens; without it everybody. Needs `channel`.",
             "{ size = 600, response = \"40 %\" }", "measurement.sample"),
      {"to", KeyType::texts, false, "",
       "Where the list of those whom it asks goes when it opens: \"folder:PATH\", relative to the calendar.",
       "[\"folder:lists\"]"},
  };
  keys.insert(keys.end(), own.begin(), own.end());
  add_contact_keys(keys);
  add_schedule_keys(keys);
  const Keys rest{
      required({"money", KeyType::text, false, "", "The metric that weighs each member.", "\"annual_purchases\""}),
      required(nested("states", KeyType::tables, "The state scheme, in the order of reports.",
                      "[{ name = \"committed\", money = \"secured\" }]", "measurement.states")),
      nested("figures", KeyType::tables, "What else reports tell of the answers: scores, shares, medians.",
             "[{ kind = \"nps\", of = \"recommend\" }]", "measurement.figures"),
      choice(
          "asked", "everybody",
          "How those with a state came to have one. Only of a random sample, drawn inside each segment, reports say "
          "as their headline what the answers stand for; else what is certain comes first. Where `sample` drew them it "
          "says so itself; then this is for cycles without a draw.",
          "\"random sample\"", {"everybody", "random sample", "self-selected"}),
      nested("instrument", KeyType::table, "What was asked or read, with its version.", "{ id = \"q7\", version = 2 }",
             "measurement.instrument"),
  };
  keys.insert(keys.end(), rest.begin(), rest.end());
  add_plugin_keys(keys);
  return {"measurement", "[[measurement]]", "An audience, a plugin and a schedule: what is measured when.",
          std::move(keys)};
}

CalendarTable states_table() {
  return {"measurement.states", "[[measurement.states]]",
          "One state a member can be in. `unmeasured` always exists beside them.",
          Keys{
              required({"name", KeyType::text, false, "", "Name of the state.", "\"committed\""}),
              required(choice("money", "", "What the money of a member in this state counts as.", "\"secured\"",
                              {"secured", "at_risk", "leaving"})),
          }};
}

CalendarTable instrument_table() {
  return {
      "measurement.instrument", "[measurement.instrument]",
      "What was asked or read. Two versions are compared only as far as `change` allows.",
      Keys{
          {"id", KeyType::text, false, "", "Name of the questionnaire, question or reading.", "\"customer_survey\""},
          integer("version", "1", "Raised with every change.", "2", 1, kMillion),
          choice("change", "same", "How this version relates to the one before.", "\"text_fix\"",
                 {"same", "text_fix", "added", "changed"}),
          {"bridge", KeyType::text_map, false, "",
           "With change = \"changed\": old state = new state, when the states nest.",
           "{ \"very satisfied\" = \"committed\" }"},
          {"note", KeyType::text, false, "", "Why it changed; shown with the verdict.",
           "\"question 7 has a scale of seven\""},
      }};
}

CalendarTable content_table() {
  Keys keys = item_keys();
  const Keys own{
      {"owner", KeyType::text, false, "", "Who answers for it.", "\"Marketing\""},
      required({"plugin", KeyType::text, false, "", "The content plugin.", "\"secure_revenue\""}),
      required({"after", KeyType::text, false, "", "The measurement whose results it acts on.", "\"renewal\""}),
      {"capacity", KeyType::integer_map, false, "", "For each channel the most contacts there can be.",
       "{ phone = 200, email = 5000 }"},
      {"holdout", KeyType::text, false, "",
       "Share of the proposed that is kept without it for good, by lot, so that its effect can be told in money: above "
       "0 "
       "% and at most 50 %.",
       "\"10 %\""},
      {"to", KeyType::texts, false, "", "Where its lists go: \"folder:PATH\", relative to the calendar.",
       "[\"folder:lists\"]"},
  };
  keys.insert(keys.end(), own.begin(), own.end());
  add_contact_keys(keys);
  add_plugin_keys(keys);
  return {"content", "[[content]]", "What to say to whom, once a measurement has closed.", std::move(keys)};
}

CalendarTable limits_table() {
  constexpr int64_t kMostSeconds = 30 * 86400;
  return {"limits", "[measurement.limits] and [content.limits]",
          "What a plugin in a process of its own may use. Beyond it the plugin is asked to stop, then gets SIGTERM, "
          "then SIGKILL; its occurrence fails, everything else goes on.",
          Keys{
              integer("start", "10", "Seconds until its library is loaded.", "30", 1, kMostSeconds),
              integer("silence", "600", "Seconds without a result, a log line or a word of progress.", "60", 1,
                      kMostSeconds),
              integer("total", "7200", "Seconds it is waited for in one occurrence.", "3600", 1, kMostSeconds),
              integer("cpu", "7200", "Seconds of processor time.", "3600", 1, kMostSeconds),
              integer("memory", "4096", "Memory in MiB.", "1024", 16, kMillion),
          }};
}

CalendarTable report_table() {
  Keys keys = item_keys();
  const Keys own{
      required(
          {"after", KeyType::texts, false, "",
           "Measurements and content whose results it shows, in the order in which it tells them; it is written when "
           "all have closed.",
           "[\"renewal\"]"}),
      choice("compare", "same occurrence last year", "What results are compared with.", "\"previous occurrence\"",
             {"same occurrence last year", "previous occurrence", "none"}),
      {"formats",
       KeyType::choices,
       false,
       "html",
       "The files to write.",
       "[\"html\", \"json\"]",
       {"html", "md", "json", "csv", "svg"}},
      {"to", KeyType::texts, false, "", "Where they go: \"folder:PATH\", relative to the calendar.",
       "[\"folder:reports\"]"},
  };
  keys.insert(keys.end(), own.begin(), own.end());
  return {"report", "[[report]]", "What is written once measurements have closed.", std::move(keys)};
}

std::vector<CalendarTable> make_tables() {
  return {top_level(),     plugins_table(),     source_table(),      fixed_table(),        audience_table(),
          metric_table(),  measurement_table(), sample_table(),      dates_table(),        states_table(),
          figures_table(), instrument_table(),  content_table(),     limits_table(),       report_table(),
          quiet_table(),   contact_table(),     bridge_table(),      disclosure_table(),   rates_table(),
          prices_table(),  fiscal_year_table(), retail_year_table(), holiday_file_table(), covers_table(),
          holiday_table()};
}

}  // namespace

const CalendarKey& CalendarTable::key(std::string_view name) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const CalendarKey& each) { return each.name == name; });
  VK_CHECK(found != keys.end(), name);
  return *found;
}

std::span<const CalendarTable> calendar_tables() {
  static const std::vector<CalendarTable> kTables = make_tables();
  return kTables;
}

const CalendarTable& calendar_table(std::string_view path) {
  const std::span<const CalendarTable> tables = calendar_tables();
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const CalendarTable& each) { return each.path == path; });
  VK_CHECK(found != tables.end(), path);
  return *found;
}

}  // namespace vk
