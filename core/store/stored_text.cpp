#include "core/store/stored_text.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <array>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace vk {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Stored spellings; do not rename.
constexpr std::array<std::string_view, 3> kMoneyClasses{"secured", "at_risk", "leaving"};
constexpr std::array<std::string_view, 3> kAsked{"everybody", "random sample", "self-selected"};

template <typename Enum, size_t N>
std::string word_of(Enum value, const std::array<std::string_view, N>& words) {
  return std::string{words.at(static_cast<size_t>(value))};
}

template <typename Enum, size_t N>
Enum enum_of(std::string_view word, const std::array<std::string_view, N>& words) {
  for (size_t i = 0; i < N; ++i) {
    if (words.at(i) == word) return static_cast<Enum>(i);
  }
  throw Error(ErrorCode::corrupt, fmt::format("the store holds the unknown word \"{}\"", word));
}

/// JSON is UTF-8; file names need not be. A byte that is no UTF-8 becomes U+FFFD.
std::string utf8(std::string_view text) {
  if (is_utf8(text)) return std::string{text};
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80U) {
      clean += c;
    } else {
      clean += "\xEF\xBF\xBD";
    }
  }
  return clean;
}

std::string to_text(const Object& object) {
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

/// Parses an object and reads it with `read`; anything that is not as written is Error(corrupt).
template <typename Read>
auto from_text(std::string_view json, Read read) {
  try {
    Poco::JSON::Parser parser;
    return read(*parser.parse(std::string{json}).extract<Object::Ptr>());
  } catch (const Poco::Exception& problem) {
    throw Error(ErrorCode::corrupt, fmt::format("a header of the store cannot be read: {}", problem.displayText()));
  }
}

template <typename T>
T get(const Object& object, const char* key) {
  return object.getValue<T>(key);
}

std::string get_text(const Object& object, const char* key) {
  return get<std::string>(object, key);
}

Object::Ptr get_object(const Object& object, const char* key) {
  const Object::Ptr found = object.getObject(key);
  if (!found) throw Error(ErrorCode::corrupt, fmt::format("a header of the store has no {}", key));
  return found;
}

Array::Ptr get_array(const Object& object, const char* key) {
  const Array::Ptr found = object.getArray(key);
  if (!found) throw Error(ErrorCode::corrupt, fmt::format("a header of the store has no {}", key));
  return found;
}

Array texts(const std::vector<std::string>& values) {
  Array array;
  for (const std::string& value : values) array.add(utf8(value));
  return array;
}

std::vector<std::string> texts_from(const Array& array) {
  std::vector<std::string> values;
  for (size_t i = 0; i < array.size(); ++i) values.push_back(array.getElement<std::string>(static_cast<unsigned>(i)));
  return values;
}

Object name_object(const OccurrenceName& name) {
  Object object;
  object.set("item", utf8(name.item)).set("audience", utf8(name.audience)).set("cycle", utf8(name.cycle));
  return object;
}

OccurrenceName name_from(const Object& object) {
  return {get_text(object, "item"), get_text(object, "audience"), get_text(object, "cycle")};
}

int64_t seconds(Instant instant) {
  return instant.time_since_epoch().count();
}
int64_t days(Day day) {
  return day.time_since_epoch().count();
}
Instant instant_of(int64_t value) {
  return Instant{std::chrono::seconds{value}};
}
Day day_of(int64_t value) {
  return Day{std::chrono::days{value}};
}

Object interval_object(const DayInterval& interval) {
  Object object;
  object.set("first", days(interval.first)).set("end", days(interval.end));
  return object;
}

DayInterval interval_from(const Object& object) {
  return {day_of(get<int64_t>(object, "first")), day_of(get<int64_t>(object, "end"))};
}

Currency currency_of(const std::string& code) {
  if (code == Currency{}.code()) return {};
  const std::optional<Currency> currency = Currency::from_code(code);
  if (!currency) throw Error(ErrorCode::corrupt, fmt::format("the store holds the unknown currency {}", code));
  return *currency;
}

Object money_object(const Money& money) {
  Object object;
  object.set("minor", money.minor).set("currency", std::string{money.currency.code()});
  return object;
}

Money money_from(const Object& object) {
  return {get<int64_t>(object, "minor"), currency_of(get_text(object, "currency"))};
}

Object segments_object(const SegmentScheme& segments) {
  Array tuples;
  for (const auto& tuple : segments.tuples) tuples.add(texts(tuple));
  Object object;
  object.set("dimensions", texts(segments.dimensions)).set("tuples", tuples);
  return object;
}

SegmentScheme segments_from(const Object& object) {
  SegmentScheme segments;
  segments.dimensions = texts_from(*get_array(object, "dimensions"));
  const Array::Ptr tuples = get_array(object, "tuples");
  for (unsigned i = 0; i < tuples->size(); ++i) segments.tuples.push_back(texts_from(*tuples->getArray(i)));
  return segments;
}

Array sources_array(const std::vector<SourceProvenance>& sources) {
  Array array;
  for (const SourceProvenance& source : sources) {
    Object object;
    object.set("source", utf8(source.source)).set("file", utf8(source.file));
    object.set("bytes", source.bytes).set("sha256", source.sha256).set("content_sha256", source.content_sha256);
    object.set("rows", source.rows).set("rows_skipped", source.rows_skipped);
    if (!source.rows_where.empty())
      object.set("rows_left_out", source.rows_left_out).set("rows_where", utf8(source.rows_where));
    array.add(object);
  }
  return array;
}

std::vector<SourceProvenance> sources_from(const Array& array) {
  std::vector<SourceProvenance> sources;
  for (unsigned i = 0; i < array.size(); ++i) {
    const Object& object = *array.getObject(i);
    SourceProvenance source;
    source.source = get_text(object, "source");
    source.file = get_text(object, "file");
    source.bytes = get<uint64_t>(object, "bytes");
    source.sha256 = get_text(object, "sha256");
    source.content_sha256 = get_text(object, "content_sha256");
    source.rows = get<uint64_t>(object, "rows");
    source.rows_skipped = get<uint64_t>(object, "rows_skipped");
    if (object.has("rows_where")) {
      source.rows_left_out = get<uint64_t>(object, "rows_left_out");
      source.rows_where = get_text(object, "rows_where");
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

Object metric_object(const MetricIdentity& metric) {
  Object object;
  object.set("id", utf8(metric.id)).set("version", metric.version).set("hash", metric.hash);
  object.set("currency", std::string{metric.currency.code()}).set("definition", utf8(metric.definition));
  return object;
}

MetricIdentity metric_from(const Object& object) {
  MetricIdentity metric;
  metric.id = get_text(object, "id");
  metric.version = get<int64_t>(object, "version");
  metric.hash = get_text(object, "hash");
  metric.currency = currency_of(get_text(object, "currency"));
  metric.definition = get_text(object, "definition");
  return metric;
}

Object instrument_object(const InstrumentIdentity& instrument) {
  Array bridge;
  for (const auto& [from, to] : instrument.bridge) bridge.add(texts({from, to}));
  Object object;
  object.set("id", utf8(instrument.id)).set("version", instrument.version).set("hash", instrument.hash);
  object.set("change", instrument.change).set("bridge", bridge).set("note", utf8(instrument.note));
  if (!instrument.rows.empty()) object.set("rows", utf8(instrument.rows));
  return object;
}

InstrumentIdentity instrument_from(const Object& object) {
  InstrumentIdentity instrument;
  instrument.id = get_text(object, "id");
  instrument.version = get<int64_t>(object, "version");
  instrument.hash = get_text(object, "hash");
  instrument.change = get_text(object, "change");
  instrument.note = get_text(object, "note");
  if (object.has("rows")) instrument.rows = get_text(object, "rows");
  const Array::Ptr bridge = get_array(object, "bridge");
  for (unsigned i = 0; i < bridge->size(); ++i) {
    const std::vector<std::string> pair = texts_from(*bridge->getArray(i));
    if (pair.size() != 2) throw Error(ErrorCode::corrupt, "a header of the store has a bridge that is no pair");
    instrument.bridge.emplace_back(pair[0], pair[1]);
  }
  return instrument;
}

Array states_array(const std::vector<StateSpec>& states) {
  Array array;
  for (const StateSpec& state : states) {
    Object object;
    object.set("name", utf8(state.name)).set("money", word_of(state.money, kMoneyClasses));
    array.add(object);
  }
  return array;
}

std::vector<StateSpec> states_from(const Array& array) {
  std::vector<StateSpec> states;
  for (unsigned i = 0; i < array.size(); ++i) {
    const Object& object = *array.getObject(i);
    states.push_back({get_text(object, "name"), enum_of<MoneyClass>(get_text(object, "money"), kMoneyClasses)});
  }
  return states;
}

Object sample_object(const SampleDesign& sample) {
  Array strata;
  for (const SampleStratum& stratum : sample.strata) {
    Object one;
    one.set("name", utf8(stratum.name)).set("members", stratum.members).set("money", stratum.money);
    one.set("take_all", stratum.take_all).set("wanted", stratum.wanted).set("drawn", stratum.drawn);
    strata.add(one);
  }
  Object object;
  object.set("salt", utf8(sample.salt));
  object.set("start", static_cast<int64_t>(sample.start)).set("shift", static_cast<int64_t>(sample.shift));
  object.set("response", sample.response).set("half_width", sample.half_width);
  object.set("unavailable", sample.unavailable).set("unavailable_money", sample.unavailable_money);
  object.set("answers_outside", sample.answers_outside).set("strata", strata);
  return object;
}

std::optional<SampleDesign> sample_from(const Object& parent) {
  if (!parent.has("sample")) return std::nullopt;
  const Object::Ptr object = get_object(parent, "sample");
  SampleDesign sample;
  sample.salt = get_text(*object, "salt");
  sample.start = static_cast<uint64_t>(get<int64_t>(*object, "start"));
  sample.shift = static_cast<uint64_t>(get<int64_t>(*object, "shift"));
  sample.response = get<int64_t>(*object, "response");
  sample.half_width = get<int64_t>(*object, "half_width");
  sample.unavailable = get<uint64_t>(*object, "unavailable");
  sample.unavailable_money = get<int64_t>(*object, "unavailable_money");
  sample.answers_outside = get<uint64_t>(*object, "answers_outside");
  const Array::Ptr strata = get_array(*object, "strata");
  for (unsigned i = 0; i < strata->size(); ++i) {
    const Object& one = *strata->getObject(i);
    sample.strata.push_back({get_text(one, "name"), get<uint64_t>(one, "members"), get<int64_t>(one, "money"),
                             get<bool>(one, "take_all"), get<int64_t>(one, "wanted"), get<int64_t>(one, "drawn")});
  }
  return sample;
}

/// Rates as exact fractions; nothing for metrics that convert nothing.
Array rates_array(const std::map<Currency, DecimalRatio>& rates) {
  Array array;
  for (const auto& [currency, rate] : rates) {
    Object object;
    object.set("currency", std::string{currency.code()});
    object.set("numerator", rate.numerator).set("denominator", rate.denominator);
    array.add(object);
  }
  return array;
}

std::map<Currency, DecimalRatio> rates_from(const Object& parent) {
  std::map<Currency, DecimalRatio> rates;
  if (!parent.has("rates")) return rates;
  const Array::Ptr array = get_array(parent, "rates");
  for (unsigned i = 0; i < array->size(); ++i) {
    const Object& one = *array->getObject(i);
    const DecimalRatio rate{get<int64_t>(one, "numerator"), get<int64_t>(one, "denominator")};
    if (rate.numerator <= 0 || rate.denominator <= 0)
      throw Error(ErrorCode::corrupt, "a header of the store has a rate that is not above zero");
    rates.emplace(currency_of(get_text(one, "currency")), rate);
  }
  return rates;
}

/// Nothing for snapshots that keep no real money.
std::optional<PriceBasis> prices_from(const Object& parent) {
  if (!parent.has("prices")) return std::nullopt;
  const Object::Ptr object = get_object(parent, "prices");
  return PriceBasis{get_text(*object, "source"), get_text(*object, "base"),
                    object->has("rows") ? get_text(*object, "rows") : std::string{}};
}

void set_definitions(Object& object, const SnapshotHeader& header) {
  Object plugin;
  plugin.set("id", utf8(header.plugin.id)).set("version", utf8(header.plugin.version));
  plugin.set("sha256", header.plugin.sha256);
  object.set("calendar_hash", header.calendar_hash).set("population_hash", header.population_hash);
  object.set("metric", metric_object(header.metric)).set("instrument", instrument_object(header.instrument));
  object.set("plugin", plugin).set("states", states_array(header.states));
  object.set("asked", word_of(header.asked, kAsked));
  if (header.sample) object.set("sample", sample_object(*header.sample));
  if (!header.rates.empty()) object.set("rates", rates_array(header.rates));
  if (header.prices) {
    Object prices;
    prices.set("source", utf8(header.prices->source)).set("base", utf8(header.prices->base));
    if (!header.prices->rows.empty()) prices.set("rows", utf8(header.prices->rows));
    object.set("prices", prices);
  }
  object.set("segments", segments_object(header.segments)).set("sources", sources_array(header.sources));
}

void read_definitions(const Object& object, SnapshotHeader& header) {
  header.calendar_hash = get_text(object, "calendar_hash");
  header.population_hash = get_text(object, "population_hash");
  header.metric = metric_from(*get_object(object, "metric"));
  header.instrument = instrument_from(*get_object(object, "instrument"));
  const Object::Ptr plugin = get_object(object, "plugin");
  header.plugin = {get_text(*plugin, "id"), get_text(*plugin, "version"), get_text(*plugin, "sha256")};
  header.states = states_from(*get_array(object, "states"));
  // Snapshots from before the key are of measurements that asked everybody.
  if (object.has("asked")) header.asked = enum_of<Asked>(get_text(object, "asked"), kAsked);
  header.sample = sample_from(object);
  header.rates = rates_from(object);
  header.prices = prices_from(object);
  header.segments = segments_from(*get_object(object, "segments"));
  header.sources = sources_from(*get_array(object, "sources"));
}

Outcome outcome_of(const std::string& word) {
  const std::optional<Outcome> outcome = outcome_from(word);
  if (!outcome) throw Error(ErrorCode::corrupt, fmt::format("the store holds the unknown outcome {}", word));
  return *outcome;
}

}  // namespace

std::string snapshot_header_to_json(const SnapshotHeader& header) {
  Object object;
  object.set("name", name_object(header.name)).set("revision", static_cast<uint64_t>(header.revision));
  object.set("revision_reason", utf8(header.revision_reason)).set("interval", interval_object(header.interval));
  object.set("money_window", interval_object(header.money_window));
  object.set("opens", seconds(header.opens)).set("closes", seconds(header.closes)).set("as_of", seconds(header.as_of));
  set_definitions(object, header);
  object.set("outcome", std::string{to_string(header.outcome)}).set("reasons", texts(header.reasons));
  object.set("members", header.members).set("rows_of_nobody", header.rows_of_nobody);
  object.set("money_of_nobody", money_object(header.money_of_nobody)).set("rows_skipped", header.rows_skipped);
  object.set("base", money_object(header.base));
  return to_text(object);
}

SnapshotHeader snapshot_header_from_json(std::string_view json) {
  return from_text(json, [](const Object& object) {
    SnapshotHeader header;
    header.name = name_from(*get_object(object, "name"));
    header.revision = get<uint32_t>(object, "revision");
    header.revision_reason = get_text(object, "revision_reason");
    header.interval = interval_from(*get_object(object, "interval"));
    header.money_window = interval_from(*get_object(object, "money_window"));
    header.opens = instant_of(get<int64_t>(object, "opens"));
    header.closes = instant_of(get<int64_t>(object, "closes"));
    header.as_of = instant_of(get<int64_t>(object, "as_of"));
    read_definitions(object, header);
    header.outcome = outcome_of(get_text(object, "outcome"));
    header.reasons = texts_from(*get_array(object, "reasons"));
    header.members = get<uint64_t>(object, "members");
    header.rows_of_nobody = get<uint64_t>(object, "rows_of_nobody");
    header.money_of_nobody = money_from(*get_object(object, "money_of_nobody"));
    header.rows_skipped = get<uint64_t>(object, "rows_skipped");
    header.base = money_from(*get_object(object, "base"));
    return header;
  });
}

std::string frame_header_to_json(const Frame& frame) {
  Object object;
  object.set("audience", utf8(frame.audience)).set("population_hash", frame.population_hash);
  object.set("segments", segments_object(frame.segments)).set("consent", texts(frame.consent.channels));
  object.set("provenance", sources_array(frame.provenance)).set("rows_skipped", frame.rows_skipped);
  if (frame.sample) object.set("sample", sample_object(*frame.sample));
  return to_text(object);
}

Frame frame_header_from_json(std::string_view json) {
  return from_text(json, [](const Object& object) {
    Frame frame;
    frame.audience = get_text(object, "audience");
    frame.population_hash = get_text(object, "population_hash");
    frame.segments = segments_from(*get_object(object, "segments"));
    frame.consent.channels = texts_from(*get_array(object, "consent"));
    frame.provenance = sources_from(*get_array(object, "provenance"));
    frame.rows_skipped = get<uint64_t>(object, "rows_skipped");
    frame.sample = sample_from(object);
    return frame;
  });
}

}  // namespace vk
