#include "core/report/report_reasons.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/text.hpp"

namespace vk {
namespace {

/// What stands in the places of a sentence, by name.
using Places = std::vector<std::pair<std::string_view, std::string>>;

/// Values that are words themselves. A place whose name begins with "value" is looked up here.
constexpr std::array kValues{
    Wording{"none", "ei mitään"},
    Wording{"all days", "kaikki päivät"},
    Wording{"all rows", "kaikki rivit"},
    Wording{"{number} days", "{number} päivää"},
    Wording{"{number} month", "{number} kuukausi"},
    Wording{"{number} months", "{number} kuukautta"},
    Wording{"{day1} to {day2}", "{day1} – {day2}"},
    Wording{"{any} version {number} ({hash})", "{any} versio {number} ({hash})"},
    Wording{"following", "seuraavaan"},
    Wording{"preceding", "edelliseen"},
    Wording{"text_fix", "tekstin korjaus"},
    Wording{"added", "lisäys"},
    Wording{"changed", "muutos"},
    Wording{"same", "ei muutosta"},
    Wording{"everybody", "kaikilta"},
    Wording{"random sample", "satunnaisotokselta"},
    Wording{"self-selected", "itse valikoituneilta"},
};

/// Every sentence that other stages give as a reason. The first that fits is taken, so a longer one stands before the
/// shorter one that it contains. `{reason}` is a reason again, `{name}` an occurrence, `{number}` digits.
constexpr std::array kSentences{
    // verdicts
    Wording{"currency differs: {any1} before, {any2} now", "valuutta on eri: ennen {any1}, nyt {any2}"},
    Wording{"metric differs: {any1} before, {any2} now", "mittari on eri: ennen {any1}, nyt {any2}"},
    Wording{"metric {any1} has another version: {any2} before, {any3} now",
            "mittarin {any1} versio on eri: ennen {any2}, nyt {any3}"},
    Wording{"metric {any1} version {number} was defined otherwise: {any2} ({any3}) before, {any4} ({any5}) now",
            "mittarin {any1} versio {number} oli määritelty toisin: ennen ”{any2}” ({any3}), nyt ”{any4}” ({any5})"},
    Wording{"money window differs: {value1} before, {value2} now",
            "rahan ajanjakso on eri: ennen {value1}, nyt {value2}"},
    Wording{"{name} is not over: so far, day {number1} of {number2} (known as of {any1}, window {value1})",
            "{name} on kesken: päivä {number1}/{number2} (tilanne {any1}, ajanjakso {value1})"},
    Wording{"{name1} does not come after {name2}", "{name1} ei ole myöhempi kuin {name2}"},
    Wording{"cycle length differs: {value1} before ({value2}), {value3} now ({value4})",
            "jakson pituus on eri: ennen {value1} ({value2}), nyt {value3} ({value4})"},
    Wording{
        "population rule differs: {any1} before, {any2} now; the members of both are compared, entries and exits are "
        "lines of their own",
        "perusjoukon sääntö on eri: ennen {any1}, nyt {any2}; molempien jäseniä verrataan, tulleet ja lähteneet ovat "
        "omilla riveillään"},
    Wording{"segments differ: {value1} before, {value2} now; only the whole is compared",
            "segmentit ovat eri: ennen {value1}, nyt {value2}; vain kokonaisuutta verrataan"},
    Wording{"the bridge from {value1} to {value2} says nothing of the state \"{any1}\"",
            "silta mittavälineestä {value1} mittavälineeseen {value2} ei kerro tilasta ”{any1}”"},
    Wording{
        "instrument changed: {value1} before, {value2} now; the states of before are read as {any1} by the declared "
        "bridge",
        "mittaväline muuttui: ennen {value1}, nyt {value2}; aiemmat tilat luetaan ilmoitetun sillan mukaan tiloiksi "
        "{any1}"},
    Wording{"instrument changed: {value1} before, {value2} now; a change is declared from one version to the next only",
            "mittaväline muuttui: ennen {value1}, nyt {value2}; muutos ilmoitetaan vain versiosta seuraavaan"},
    Wording{"instrument changed without a bridge: {value1} before, {value2} now ({any1})",
            "mittaväline muuttui ilman siltaa: ennen {value1}, nyt {value2} ({any1})"},
    Wording{"instrument changed without a bridge: {value1} before, {value2} now",
            "mittaväline muuttui ilman siltaa: ennen {value1}, nyt {value2}"},
    Wording{"instrument changed: {value1} before, {value2} now ({any1})",
            "mittaväline muuttui: ennen {value1}, nyt {value2} ({any1})"},
    Wording{"instrument changed: {value1} before, {value2} now", "mittaväline muuttui: ennen {value1}, nyt {value2}"},
    Wording{
        "bridged by a bridge wave, \"{any1}\": both forms were asked, the old one in {name1}, the new one in {name2}",
        "silloitettu siltamittauksella ”{any1}”: molemmat muodot kysyttiin, vanha kerralla {name1}, uusi kerralla "
        "{name2}"},
    Wording{"{number} breaks in a row: the error of each bridge wave is added, so little of a change can be told apart "
            "from none",
            "{number} katkosta peräkkäin: kunkin siltamittauksen virhe lisätään, joten muutos erottuu huonosti "
            "sattumasta"},
    Wording{"bridge wave \"{any1}\" weighs its members by {any2}, not by {any3}",
            "siltamittaus ”{any1}” painottaa jäseniään mittarilla {any2}, ei mittarilla {any3}"},
    Wording{"bridge wave \"{any1}\" leads from {value1} to {value2}",
            "siltamittaus ”{any1}” vie mittavälineestä {value1} mittavälineeseen {value2}"},
    Wording{"bridge wave \"{any1}\" is not measured yet: the store has no {name}",
            "siltamittausta ”{any1}” ei ole vielä mitattu: tallessa ei ole kertaa {name}"},
    Wording{
        "to compare, ask both forms in one cycle and declare [[bridge]]: old = the measurement with {value1}, new = "
        "the one with {value2}",
        "vertailua varten kysy molemmat muodot samalla jaksolla ja ilmoita [[bridge]]: old = mittaus, jossa on "
        "{value1}, new = mittaus, jossa on {value2}"},
    Wording{"if nothing else has changed, declare it: instrument = {any1}",
            "jos mikään muu ei ole muuttunut, ilmoita se: instrument = {any1}"},
    Wording{"instrument has another version and is declared the same: {value1} before, {value2} now",
            "mittavälineen versio on eri, mutta se on ilmoitettu samaksi: ennen {value1}, nyt {value2}"},
    Wording{"other rows of the inputs count, and the change is not declared: {value1} before, {value2} now",
            "lähteistä lasketaan eri rivit, eikä muutosta ole ilmoitettu: ennen {value1}, nyt {value2}"},
    Wording{"instrument differs, and its change is not declared: {value1} before, {value2} now",
            "mittaväline on eri, eikä muutosta ole ilmoitettu: ennen {value1}, nyt {value2}"},
    Wording{"instrument has a declared {value1}: {value2} before, {value3} now ({any1})",
            "mittavälineessä on ilmoitettu {value1}: ennen {value2}, nyt {value3} ({any1})"},
    Wording{"instrument has a declared {value1}: {value2} before, {value3} now",
            "mittavälineessä on ilmoitettu {value1}: ennen {value2}, nyt {value3}"},
    Wording{"instrument differs: {any1} before, {any2} now", "mittaväline on eri: ennen {any1}, nyt {any2}"},
    Wording{"members were asked otherwise: {value1} before, {value2} now",
            "kysyttiin eri tavalla: ennen {value1}, nyt {value2}"},
    Wording{"states differ: {any1} before, {any2} now", "tilat ovat eri: ennen {any1}, nyt {any2}"},
    Wording{"plugin differs: {any1} before, {any2} now", "liitännäinen on eri: ennen {any1}, nyt {any2}"},
    Wording{"plugin {any1} has another version: {any2} before, {any3} now",
            "liitännäisen {any1} versio on eri: ennen {any2}, nyt {any3}"},
    Wording{"{name} was still being asked: known as of {any1}, closes {any2}",
            "{name} oli vielä auki: tilanne {any1}, sulkeutuu {any2}"},
    // what was left out of a report
    Wording{"{any1} has no snapshot in this cycle", "mittauksella {any1} ei ole tulosta tältä jaksolta"},
    Wording{"{any1} was not planned in this cycle", "sisältöä {any1} ei suunniteltu tällä jaksolla"},
    Wording{"figure \"{any1}\" of {name} is made of \"{any2}\", which the plugin did not keep ({any3}); did you mean "
            "\"{any4}\"?",
            "luku ”{any1}” ({name}) tehdään tiedosta ”{any2}”, jota liitännäinen ei säilyttänyt ({any3}); "
            "tarkoititko ”{any4}”?"},
    Wording{"figure \"{any1}\" of {name} is made of \"{any2}\", which the plugin did not keep ({any3}); its plugin "
            "keeps no scores and no flags",
            "luku ”{any1}” ({name}) tehdään tiedosta ”{any2}”, jota liitännäinen ei säilyttänyt ({any3}); se ei "
            "säilytä lukuja eikä merkintöjä"},
    Wording{"figure \"{any1}\" of {name} is made of \"{any2}\", which the plugin did not keep ({any3}); there is: "
            "{any4}",
            "luku ”{any1}” ({name}) tehdään tiedosta ”{any2}”, jota liitännäinen ei säilyttänyt ({any3}); on: {any4}"},
    Wording{"no row of source {any1} is dated {any2} to {any3}",
            "lähteessä {any1} ei ole yhtään riviä ajalta {any2}–{any3}"},
    Wording{"the condition of source {any1} leaves out all of its {number} rows",
            "lähteelle {any1} annettu ehto rajaa pois sen kaikki {number} riviä"},
    Wording{"source {any1} has no rows", "lähteessä {any1} ei ole rivejä"},
    Wording{"{number} bad rows of {any1} were skipped", "{number} virheellistä riviä tiedostosta {any1} ohitettiin"},
    Wording{"{name} has no snapshot to plan from", "kerralla {name} ei ole tulosta, josta suunnitella"},
    Wording{"\"{any1}\" is no longer in the calendar", "”{any1}” ei ole enää kalenterissa"},
    Wording{"withheld: a figure of it would tell too much of one customer",
            "jätetty kertomatta: jokin sen luku kertoisi liikaa yhdestä asiakkaasta"},
    Wording{"{name} is withheld: a figure of it would tell too much of one customer",
            "{name} on jätetty kertomatta: jokin sen luku kertoisi liikaa yhdestä asiakkaasta"},
    Wording{"{name} is told as of revision {number1}: revision {number2} differs from it by too few customers",
            "{name} kerrotaan versiona {number1}: versio {number2} eroaa siitä liian harvan asiakkaan osalta"},
    // how an occurrence ended
    Wording{"{name} was missed: {reason}", "{name} jäi väliin: {reason}"},
    Wording{"{name} was skipped: {reason}", "{name} ohitettiin: {reason}"},
    Wording{"{name} failed: {reason}", "{name} epäonnistui: {reason}"},
    Wording{"{name} is partial: {reason}", "{name} on osittainen: {reason}"},
    Wording{"{name} was missed", "{name} jäi väliin"},
    Wording{"{name} was skipped", "{name} ohitettiin"},
    Wording{"{name} failed", "{name} epäonnistui"},
    Wording{"{name} is partial", "{name} on osittainen"},
    Wording{"nobody is contacted after {name1} any more: {name2} has closed",
            "kerran {name1} perusteella ei enää oteta yhteyttä: {name2} on päättynyt"},
    Wording{"{name} has no such day", "kerralla {name} ei ole sellaista päivää"},
    Wording{"{name} ended before the first run", "{name} päättyi ennen ensimmäistä ajoa"},
    Wording{"its window {any1} to {any2} passed without a run, and catch_up_limit = {number} leaves it behind",
            "sen aika {any1} – {any2} meni ohi ilman ajoa, ja catch_up_limit = {number} jättää sen"},
    Wording{"its window {any1} to {any2} passed without a run, and plugin {any3} cannot look back",
            "sen aika {any1} – {any2} meni ohi ilman ajoa, eikä liitännäinen {any3} voi katsoa taaksepäin"},
    Wording{"its window {any1} to {any2} passed without a run", "sen aika {any1} – {any2} meni ohi ilman ajoa"},
    Wording{"catch_up = \"latest\" opens a newer one instead", "catch_up = \"latest\" avaa sen sijaan uudemman"},
    Wording{"{number1} minutes late, and catch_up = \"none\" tolerates {number2} minutes",
            "{number1} minuuttia myöhässä, ja catch_up = \"none\" sallii {number2} minuuttia"},
    Wording{"{number1} days late, and catch_up = \"none\" tolerates {number2} minutes",
            "{number1} päivää myöhässä, ja catch_up = \"none\" sallii {number2} minuuttia"},
    Wording{"{number} minutes late", "{number} minuuttia myöhässä"},
    Wording{"{number} days late", "{number} päivää myöhässä"},
    Wording{"overlap with {any1}", "päällekkäin jakson {any1} kanssa"},
    Wording{"no such day: nothing it follows has a day in this cycle",
            "ei sellaista päivää: millään, mitä se seuraa, ei ole päivää tällä jaksolla"},
    Wording{"quiet: {any1}, moved from {any2}", "hiljainen aika: {any1}, siirretty päivästä {any2}"},
    Wording{"quiet: {any1}, last day moved from {any2}",
            "hiljainen aika: {any1}, viimeinen päivä siirretty päivästä {any2}"},
    Wording{"quiet: {any1}", "hiljainen aika: {any1}"},
    Wording{"contact rule \"{any1}\" leaves out {any2} in week {any3}: it also counts {any4}",
            "yhteydenottosääntö ”{any1}” jättää pois viikolla {any3}: {any2}; se laskee myös {any4}"},
    Wording{
        "contact rule \"{any1}\" leaves out {any2} in week {any3} as far as {any4} contacts them too",
        "yhteydenottosääntö ”{any1}” jättää pois viikolla {any3}: {any2}, sikäli kuin {any4} ottaa yhteyttä samoihin"},
    Wording{"contact rule \"{any1}\" leaves out {any2} in week {any3} as far as {any4} contact them too",
            "yhteydenottosääntö ”{any1}” jättää pois viikolla {any3}: {any2}, sikäli kuin {any4} ottavat yhteyttä "
            "samoihin"},
    Wording{"contact rule \"{any1}\" leaves out {any2} in week {any3}",
            "yhteydenottosääntö ”{any1}” jättää pois viikolla {any3}: {any2}"},
    Wording{"adjusted from {any1}, a closed day ({value1})", "siirretty suljetusta päivästä {any1} ({value1})"},
    Wording{"{name}: {reason}", "{name}: {reason}"},
};

constexpr Wording kMessage{"{text}", "ohjelman ilmoitus: {text}"};

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Names of places say what may stand in them, so that a sentence never fits by accident.
bool may_stand(std::string_view place, std::string_view text) {
  if (place.starts_with("number")) return is_digits(text);
  if (place.starts_with("name"))
    return text.find('@') != std::string_view::npos && text.find(' ') == std::string_view::npos;
  if (place.starts_with("day")) return text.size() == 10 && text[4] == '-' && text[7] == '-';
  return !text.empty();
}

struct Pattern {
  std::string_view before;  ///< fixed text up to the first place
  std::string_view place;   ///< empty when there is none
  std::string_view rest;
};

Pattern first_place(std::string_view pattern) {
  const size_t open = pattern.find('{');
  if (open == std::string_view::npos) return {pattern, {}, {}};
  const size_t close = pattern.find('}', open);
  return {pattern.substr(0, open), pattern.substr(open + 1, close - open - 1), pattern.substr(close + 1)};
}

// Fits `text` to `pattern`; a place takes as little as lets the rest fit.
bool fits(std::string_view pattern, std::string_view text, Places& places) {
  const Pattern part = first_place(pattern);
  if (part.place.empty()) return text == part.before;
  if (!text.starts_with(part.before)) return false;
  text.remove_prefix(part.before.size());
  const std::string_view next = first_place(part.rest).before;
  const size_t kept = places.size();
  for (size_t end = next.empty() ? text.size() : text.find(next); end != std::string_view::npos;
       end = next.empty() || end == text.size() ? std::string_view::npos : text.find(next, end + 1)) {
    const std::string_view taken = text.substr(0, end);
    if (!may_stand(part.place, taken)) continue;
    places.emplace_back(part.place, taken);
    if (fits(part.rest, text.substr(end), places)) return true;
    places.resize(kept);
  }
  return false;
}

std::string filled(std::string_view pattern, const Places& places) {
  std::string text;
  for (Pattern part = first_place(pattern);; part = first_place(part.rest)) {
    text += part.before;
    if (part.place.empty()) return text;
    const auto found =
        std::find_if(places.begin(), places.end(), [&](const auto& place) { return place.first == part.place; });
    if (found != places.end()) text += found->second;
  }
}

std::string value_in(std::string_view value) {
  for (const Wording& known : kValues) {
    Places places;
    if (fits(known.en, value, places)) return filled(known.fi, places);
  }
  return std::string(value);
}

std::optional<std::string> sentence_in(const ReportLanguage& language, std::string_view reason) {
  for (const Wording& known : kSentences) {
    Places places;
    if (!fits(known.en, reason, places)) continue;
    for (auto& [place, text] : places) {
      if (place.starts_with("value")) text = value_in(text);
      if (place == "reason") text = reason_in(language, text);
    }
    return filled(known.fi, places);
  }
  return std::nullopt;
}

}  // namespace

std::string reason_in(const ReportLanguage& language, std::string_view reason) {
  if (language.code() != "fi" || reason.empty()) return std::string(reason);
  if (auto said = sentence_in(language, reason)) return *said;
  // Several reasons of one occurrence are joined by "; ", which may stand inside a sentence too.
  const size_t semicolon = reason.find("; ");
  if (semicolon != std::string_view::npos) {
    if (auto first = sentence_in(language, reason.substr(0, semicolon)))
      return *first + "; " + reason_in(language, reason.substr(semicolon + 2));
  }
  return language(kMessage, {{"text", reason}});
}

std::vector<std::string> reasons_in(const ReportLanguage& language, const std::vector<std::string>& reasons) {
  std::vector<std::string> said;
  for (const std::string& reason : reasons) said.push_back(reason_in(language, reason));
  return said;
}

}  // namespace vk
