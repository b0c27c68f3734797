#pragma once
#include "core/report/report_language.hpp"

/// Everything that reports say, in every language: one line a phrase. `{name}` is filled by the section that says it.
namespace vk::words {

// Page
inline constexpr Wording contents{"Contents", "Sisällys"};
inline constexpr Wording skip_link{"Skip to the report", "Siirry raporttiin"};
inline constexpr Wording rests_on{"What this rests on", "Mihin tämä perustuu"};
inline constexpr Wording definition{"definition", "määritelmä"};
inline constexpr Wording description{"Picture in words", "Kuva sanoin"};
inline constexpr Wording reasons{"Reasons", "Syyt"};
inline constexpr Wording figure_word{"Figure", "Luku"};
inline constexpr Wording figures_title{"All figures", "Kaikki luvut"};
inline constexpr Wording made_by{"Made by Vuosikello from {name}, as of {as_of}.",
                                 "Vuosikello teki tämän: {name}, tilanne {as_of}."};
inline constexpr Wording dates{"dates", "ajalta"};
inline constexpr Wording total{"Total", "Yhteensä"};
inline constexpr Wording basis_line{"{dates}; base {base}; {n}; {definition}",
                                    "{dates}; perusta {base}; {n}; {definition}"};
inline constexpr Wording from_to{"{from} to {to}", "{from} – {to}"};
inline constexpr Wording before_after{"{from}, then {to}", "{from}, sitten {to}"};
inline constexpr Wording until_day{"everything until {day}", "kaikki {day} asti"};
inline constexpr Wording since_day{"everything from {day} on", "kaikki alkaen {day}"};
inline constexpr Wording all_days{"all days", "kaikki päivät"};
inline constexpr Wording n_members{"n = {n} members", "n = {n} jäsentä"};
inline constexpr Wording n_pair{"n = {from}, then {to} members", "n = {from}, sitten {to} jäsentä"};
inline constexpr Wording n_short{"n {n}", "n {n}"};
inline constexpr Wording not_defined{"not defined", "ei määritelty"};

// Status line
inline constexpr Wording status_complete{"Complete: nothing that belongs here is missing. As of {as_of}.",
                                         "Täydellinen: mitään tähän kuuluvaa ei puutu. Tilanne {as_of}."};
inline constexpr Wording status_partial{
    "Partial: something is missing or was left out; the reasons follow. As of {as_of}.",
    "Osittainen: jotakin puuttuu tai jätettiin pois; syyt alla. Tilanne {as_of}."};
inline constexpr Wording status_failed{
    "Failed: this report could not be made whole; the reasons follow. As of {as_of}.",
    "Epäonnistunut: raporttia ei saatu tehtyä kokonaan; syyt alla. Tilanne {as_of}."};
inline constexpr Wording status_missed{
    "Missed: the time of this report passed without it; the reasons follow. As of {as_of}.",
    "Väliin jäänyt: raportin aika meni ohi ilman sitä; syyt alla. Tilanne {as_of}."};
inline constexpr Wording status_skipped{
    "Skipped: this report was left out on purpose; the reasons follow. As of {as_of}.",
    "Ohitettu: raportti jätettiin tarkoituksella tekemättä; syyt alla. Tilanne {as_of}."};
inline constexpr Wording rows_skipped_reason{"{name}: rows left out as bad: {rows}",
                                             "{name}: virheellisinä pois jätettyjä rivejä: {rows}"};
inline constexpr Wording nothing{"Nothing to show", "Ei näytettävää"};
inline constexpr Wording nothing_measured{"No measurement that this report follows has a result yet",
                                          "Millään tämän raportin mittauksella ei ole vielä tulosta"};

// Summary
inline constexpr Wording summary_title{"In short", "Lyhyesti"};
inline constexpr Wording lead{"Of {base}, {parts}.", "Yhteensä {base}: {parts}."};
inline constexpr Wording is_secured{"{amount} is secured", "{amount} on turvattu"};
inline constexpr Wording needs_work{"{amount} needs work", "{amount} vaatii työtä"};
inline constexpr Wording about_to_leave{"{amount} is about to leave", "{amount} on lähdössä"};
inline constexpr Wording was_not_measured{"{amount} was not measured", "{amount} on mittaamatta"};
inline constexpr Wording lead_nobody{"{name} has nobody in its audience.",
                                     "Mittauksen {name} kohderyhmässä ei ole ketään."};
inline constexpr Wording lead_no_money{"{name}: no money was found for the {n} members.",
                                       "{name}: {n} jäsenelle ei löytynyt rahaa."};
inline constexpr Wording lead_same{
    "From {from} to {to}, by the same ruler, {opening} became {closing}: {grr} of it was kept without counting growth "
    "(GRR), {nrr} with growth (NRR).",
    "Jaksosta {from} jaksoon {to} samalla mitalla {opening} muuttui summaksi {closing}: siitä säilyi {grr} ilman "
    "kasvua (GRR), {nrr} kasvun kanssa (NRR)."};
inline constexpr Wording lead_bridged{
    "From {from} to {to}, through a declared bridge, {opening} became {closing}: {grr} of it was kept without counting "
    "growth (GRR), {nrr} with growth (NRR).",
    "Jaksosta {from} jaksoon {to} ilmoitetun sillan kautta {opening} muuttui summaksi {closing}: siitä säilyi {grr} "
    "ilman kasvua (GRR), {nrr} kasvun kanssa (NRR)."};
inline constexpr Wording lead_refused{"{to} is not comparable with {from}, so no change of money is shown.",
                                      "Jaksoa {to} ei voi verrata jaksoon {from}, joten rahan muutosta ei näytetä."};
inline constexpr Wording lead_states{"Movement between states: {parts}.", "Siirtymät tilojen välillä – {parts}."};
inline constexpr Wording lead_states_same{"by the same ruler in {names}", "samalla mitalla: {names}"};
inline constexpr Wording lead_states_bridged{"through a declared bridge in {names}",
                                             "ilmoitetun sillan kautta: {names}"};
inline constexpr Wording lead_states_refused{"not comparable and not shown in {names}",
                                             "ei vertailukelpoinen eikä näytetä: {names}"};
inline constexpr Wording quoted{"“{text}”", "”{text}”"};
inline constexpr Wording bar_base{"base {base}, n {n}", "perusta {base}, n {n}"};
inline constexpr Wording not_added{
    "Audiences may overlap, so the bars are not added together; each names its own base and n.",
    "Kohderyhmät voivat limittyä, joten pylväitä ei lasketa yhteen; kukin kertoo oman perustansa ja n:nsä."};
inline constexpr Wording cards_caption{"{name} – the four parts add up to the base, to the cent",
                                       "{name} – neljä osaa ovat yhteensä perusta, sentilleen"};
inline constexpr Wording share_of_base{"{part}, share of the base", "{part}, osuus perustasta"};
inline constexpr Wording members_of{"{part}, members", "{part}, jäseniä"};
inline constexpr Wording so_far{"So far", "Toistaiseksi"};
inline constexpr Wording so_far_text{
    "{name} – day {day} of {days}; the period is still open, so nothing is subtracted from it",
    "{name} – päivä {day}/{days}; jakso on vielä kesken, joten siitä ei lasketa muutoksia"};
inline constexpr Wording so_far_open{"{name} – the period is still open", "{name} – jakso on vielä kesken"};

// What the answers stand for
inline constexpr Wording between{"between {low} and {high}", "vähintään {low} ja enintään {high}"};
inline constexpr Wording exactly{"exactly {amount}", "tasan {amount}"};
inline constexpr Wording ranged{"{said}, {range}", "{said}, {range}"};
inline constexpr Wording part_ranged{"{part} {range}", "{part} {range}"};
inline constexpr Wording amount_ranged{"{amount}, {range}", "{amount}, {range}"};
inline constexpr Wording lead_sampled{
    "Of {base}, {parts} ({percent} % intervals); measured {measured}, extrapolated from them {extrapolated}.",
    "Yhteensä {base}: {parts} ({percent} %:n välit); mitattu {measured}, niistä yleistetty {extrapolated}."};
inline constexpr Wording is_unknown{"{amount} is unknown", "{amount} on tuntematonta"};
inline constexpr Wording cards_sampled_caption{
    "{name} – estimates with their intervals; what was measured and what was not add up to the base, to the cent",
    "{name} – arviot väleineen; mitattu ja mittaamaton ovat yhteensä perusta, sentilleen"};
inline constexpr Wording part_measured{"{part}, measured", "{part}, mitattu"};
inline constexpr Wording lead_limits{"Whatever those without a state would have said: {parts}.",
                                     "Sanoivatpa mittaamatta jääneet mitä tahansa: {parts}."};
inline constexpr Wording lead_assumed{
    "Only an assumption: if those without a state are like those measured of the same segment and size, then {parts} "
    "({percent} % intervals).",
    "Vain oletus: jos mittaamatta jääneet ovat kuin saman segmentin ja kokoluokan mitatut, niin {parts} ({percent} %:n "
    "välit)."};
inline constexpr Wording answers_title{"What the answers stand for", "Mitä vastaukset edustavat"};
inline constexpr Wording answers_sampled{
    "A random sample was drawn inside each segment. The estimates hold if answering is random among members of the "
    "same segment and class of like money; the intervals cover sampling and random silence, not wrong answers.",
    "Kustakin segmentistä poimittiin satunnaisotos. Arviot pätevät, jos vastaaminen on satunnaista saman segmentin ja "
    "kokoluokan jäsenten kesken; välit kattavat otannan ja satunnaisen vaikenemisen, eivät vääriä vastauksia."};
inline constexpr Wording answers_everybody{
    "Everybody was asked and some are without a state. What is certain comes first; the estimates assume that the "
    "silent are like the measured members of the same segment and class of like money.",
    "Kaikilta kysyttiin, ja osa jäi vaille tilaa. Varma on ensin; arviot olettavat, että vaienneet ovat kuin saman "
    "segmentin ja kokoluokan mitatut."};
inline constexpr Wording answers_self_selected{
    "Whoever wanted to answer did. What is certain comes first; the estimates assume that the others are like the "
    "measured members of the same segment and class of like money, which nothing here proves.",
    "Vastaajat valikoituivat itse. Varma on ensin; arviot olettavat, että muut ovat kuin saman segmentin ja "
    "kokoluokan mitatut, mitä mikään tässä ei todista."};
inline constexpr Wording answers_too_few{
    "Too few answers to say what they stand for; only what is certain is shown.",
    "Vastauksia on liian vähän kertomaan, mitä ne edustavat; näytetään vain varma."};
inline constexpr Wording estimate_label{"Estimate", "Arvio"};
inline constexpr Wording assumption_label{"Assumption", "Oletus"};
inline constexpr Wording too_few_label{"Too few to say", "Liian vähän vastauksia"};
inline constexpr Wording answers_coverage{"Measured: {share} of the money.", "Mitattu: {share} rahasta."};
inline constexpr Wording answers_classes{"Response classes: {n}.", "Vastausluokkia: {n}."};
inline constexpr Wording answers_unspoken{
    "Members that nobody speaks for: {n}, with {money}. Each has a hundredth of all money or more, or does not belong "
    "to those asked.",
    "Jäseniä, joita kukaan ei edusta: {n}, rahaa {money}. Kullakin on vähintään sadasosa kaikesta rahasta, tai he "
    "eivät kuulu kysyttyihin."};
inline constexpr Wording sample_drawn{
    "Sample: {drawn} of {members} members drawn in {strata} strata of segment and money; {everybody} of them belong to "
    "strata in which everybody is asked.",
    "Otos: {drawn} jäsentä {members} jäsenestä, {strata} ositteesta segmentin ja rahan mukaan; heistä {everybody} "
    "kuuluu ositteisiin, joissa kysytään kaikilta."};
inline constexpr Wording sample_short{
    "{n} who were wanted could not be drawn, because consent or contact rules left "
    "too few: {strata}.",
    "{n} haluttua jäi poimimatta, koska suostumus tai yhteydenottosäännöt jättivät "
    "liian vähän: {strata}."};
inline constexpr Wording sample_unavailable{
    "Out of the draw by consent or contact rules: {n} members with {share} of the money; others of their class speak "
    "for them.",
    "Suostumus tai yhteydenottosäännöt pitivät poiminnan ulkopuolella {n} jäsentä, {share} rahasta; heitä edustavat "
    "luokan muut."};
inline constexpr Wording sample_outside{
    "{n} answers came from members who were not asked; they count for nothing here.",
    "{n} vastausta tuli jäseniltä, joilta ei kysytty; niitä ei lasketa mukaan."};
inline constexpr Wording answers_merged{"Too few answers in “{from}”: joined to “{to}”.",
                                        "Luokassa ”{from}” on liian vähän vastauksia: yhdistetty luokkaan ”{to}”."};
inline constexpr Wording answers_more_merged{"And {n} further classes were joined.",
                                             "Lisäksi yhdistettiin {n} muuta luokkaa."};
inline constexpr Wording answers_unreliable{"Unreliable: {part}, effectively {n} answers.",
                                            "Epäluotettava: {part}, tehollisesti {n} vastausta."};
inline constexpr Wording answers_caption{"{name} – measured, extrapolated and unknown",
                                         "{name} – mitattu, yleistetty ja tuntematon"};
inline constexpr Wording answers_states_caption{"{name} – what the answers stand for, by state",
                                                "{name} – mitä vastaukset edustavat tiloittain"};
inline constexpr Wording answers_segments_caption{"{name} – what the answers stand for, by segment, {currency}",
                                                  "{name} – mitä vastaukset edustavat segmenteittäin, {currency}"};
inline constexpr Wording measured_money{"Measured", "Mitattu"};
inline constexpr Wording extrapolated_money{"Extrapolated", "Yleistetty"};
inline constexpr Wording together{"Together", "Yhteensä"};
inline constexpr Wording interval_column{"{percent} % interval", "{percent} %:n väli"};
inline constexpr Wording limits_column{"Certain", "Varmasti"};
inline constexpr Wording range_key_estimate{"dot: estimate, thick line: {percent} % interval",
                                            "piste: arvio, paksu viiva: {percent} %:n väli"};
inline constexpr Wording range_key_limits{"thin line: what is certain", "ohut viiva: mikä on varmaa"};
inline constexpr Wording unspoken{"Unknown", "Tuntematon"};
inline constexpr Wording net_credit{"Net credit", "Hyvityksiä enemmän"};
inline constexpr Wording answers_definition{
    "measured + extrapolated + unknown = base; extrapolated = money of members without a state, divided as the "
    "measured "
    "money of their response class (separate ratio estimator); interval by Korn and Graubard",
    "mitattu + yleistetty + tuntematon = perusta; yleistetty = vaille tilaa jääneiden raha jaettuna kuten "
    "vastausluokan "
    "mitattu raha (erillinen suhde-estimaattori); väli Kornin ja Graubardin mukaan"};
inline constexpr Wording limits_definition{
    "certain = from the money measured in it to that and all money without a state; no assumption",
    "varmasti = siinä mitatusta rahasta siihen ja kaikkeen rahaan, jolta tila puuttuu; ei oletuksia"};
inline constexpr Wording n_answers{"n = {n} answers, effectively {effective}",
                                   "n = {n} vastausta, tehollisesti {effective}"};
inline constexpr Wording silence_caption{"{name} – money without a state, by reason",
                                         "{name} – raha vailla tilaa syittäin"};
inline constexpr Wording silence_definition{"money of the members without a state by their disposition",
                                            "vaille tilaa jääneiden raha lopputuloksen mukaan"};
inline constexpr Wording item_nonresponse{"Answered, but not what decides the state",
                                          "Vastasi, mutta ei siihen, mikä ratkaisee tilan"};

// Changes with intervals
inline constexpr Wording changes_caption{"{name} – estimated change of states, with intervals",
                                         "{name} – tilojen arvioitu muutos väleineen"};
inline constexpr Wording changes_segments_caption{"{name} – estimated change by segment, {currency}",
                                                  "{name} – arvioitu muutos segmenteittäin, {currency}"};
inline constexpr Wording changes_definition{
    "estimates of both cycles; covariance of those who answered in both, class by class; intervals by MOVER",
    "kummankin jakson arviot; kovarianssi niistä, jotka vastasivat molemmissa, luokittain; välit MOVER-menetelmällä"};
inline constexpr Wording changes_segments_definition{
    "the same inside each segment; told apart = Benjamini and Hochberg at 5 % over all segments and parts, and the "
    "interval, widened for having been picked, leaves out zero",
    "sama segmenteittäin; erottuu = Benjamini ja Hochberg 5 %:n tasolla kaikista segmenteistä ja osista, eikä "
    "valikoitumisen vuoksi levennetty väli sisällä nollaa"};
inline constexpr Wording changes_note{
    "Estimates, because some money has no state. Members of both cycles: {common}; with a state in both: {twice}.",
    "Arvioita, koska osalla rahasta ei ole tilaa. Jäseniä molemmissa jaksoissa: {common}; tila molemmissa: {twice}."};
inline constexpr Wording retention_parts_caption{"{name} – what became of each part's money",
                                                 "{name} – mitä kunkin osan rahalle tapahtui"};
inline constexpr Wording retention_parts_definition{
    "share of the earlier money of the members in the part: with growth (NRR), without it (GRR), and of members "
    "without "
    "money now; the part is estimated, both cycles' money is known",
    "osuus osan jäsenten aiemmasta rahasta: kasvun kanssa (NRR), ilman sitä (GRR) ja niiden, joilla ei nyt ole rahaa; "
    "osa on arvioitu, kummankin jakson raha tunnetaan"};
inline constexpr Wording left_share{"Left", "Lähti"};
inline constexpr Wording change{"Change", "Muutos"};
inline constexpr Wording share_change{"Change of share, percentage points", "Osuuden muutos, prosenttiyksikköä"};
inline constexpr Wording told_apart{"Verdict", "Tulos"};
inline constexpr Wording change_told{"changed", "muuttui"};
inline constexpr Wording change_not_told{"too close to tell", "ei erotu sattumasta"};
inline constexpr Wording lead_changes{"Estimated change of money from {from} to {to}: {parts} ({percent} % intervals).",
                                      "Arvioitu rahan muutos jaksosta {from} jaksoon {to}: {parts} ({percent} %:n "
                                      "välit)."};
inline constexpr Wording lead_changes_too_few{
    "Too few answers to say how the states changed from {from} to {to}.",
    "Vastauksia on liian vähän kertomaan, miten tilat muuttuivat jaksosta {from} jaksoon {to}."};
inline constexpr Wording lead_change_part{"{part} {amount}, {range}, {verdict}", "{part} {amount}, {range}, {verdict}"};

// Parts of the base
inline constexpr Wording base{"Base", "Perusta"};
inline constexpr Wording secured{"Secured", "Turvattu"};
inline constexpr Wording at_risk{"At risk", "Vaarassa"};
inline constexpr Wording leaving{"Leaving", "Lähdössä"};
inline constexpr Wording unmeasured{"Unmeasured", "Mittaamatta"};
inline constexpr Wording base_definition{
    "base = money of all members over the dates, summed per member; secured + at risk + leaving + unmeasured = base, "
    "to the cent",
    "perusta = kaikkien jäsenten raha ajalta, laskettuna jäsenittäin; turvattu + vaarassa + lähdössä + mittaamatta = "
    "perusta, sentilleen"};
inline constexpr Wording secured_definition{
    "secured = full value of the members in a state whose money class is secured",
    "turvattu = niiden jäsenten koko raha, joiden tila on kalenterissa rahaluokkaa ”secured”"};
inline constexpr Wording at_risk_definition{
    "at risk = full value (exposure, not an expected loss) of the members in a state whose money class is at_risk",
    "vaarassa = niiden jäsenten koko raha (ei odotettu tappio), joiden tila on rahaluokkaa ”at_risk”"};
inline constexpr Wording leaving_definition{
    "leaving = full value of the members in a state whose money class is leaving",
    "lähdössä = niiden jäsenten koko raha, joiden tila on kalenterissa rahaluokkaa ”leaving”"};
inline constexpr Wording unmeasured_definition{
    "unmeasured = full value of the members without a state: not asked, not reached or not answered",
    "mittaamatta = niiden jäsenten koko raha, joilla ei ole tilaa: ei kysytty, ei tavoitettu tai ei vastannut"};
inline constexpr Wording coverage{"Coverage", "Kattavuus"};
inline constexpr Wording coverage_definition{"coverage = (base − unmeasured) / base",
                                             "kattavuus = (perusta − mittaamatta) / perusta"};
inline constexpr Wording absent{"Not in the audience", "Ei kohderyhmässä"};
inline constexpr Wording absent_definition{"not in the audience = no member of the frozen audience in that cycle",
                                           "ei kohderyhmässä = ei kuulunut jakson lukittuun kohderyhmään"};

// Definitions
inline constexpr Wording definitions_title{"What the figures rest on", "Mihin luvut perustuvat"};
inline constexpr Wording metric{"Metric", "Mittari"};
inline constexpr Wording metric_definition{"Metric in full", "Mittari kokonaan"};
inline constexpr Wording money_dates{"Dates of the money", "Rahan ajanjakso"};
inline constexpr Wording cycle{"Cycle", "Jakso"};
inline constexpr Wording fieldwork{"Open", "Auki"};
inline constexpr Wording as_of{"As of", "Tilanne"};
inline constexpr Wording as_of_day{"as of {as_of}", "tilanne {as_of}"};
inline constexpr Wording members{"Members", "Jäseniä"};
inline constexpr Wording population{"Population", "Perusjoukko"};
inline constexpr Wording states{"States", "Tilat"};
inline constexpr Wording instrument{"Instrument", "Mittaväline"};
inline constexpr Wording instrument_change{", change from the version before: {change}",
                                           ", muutos edelliseen versioon: {change}"};
inline constexpr Wording change_text_fix{"wording corrected", "sanamuotoa korjattu"};
inline constexpr Wording change_added{"questions added", "kysymyksiä lisätty"};
inline constexpr Wording change_changed{"changed", "muuttunut"};
inline constexpr Wording revision{"Revision", "Revisio"};

// Comparison
inline constexpr Wording comparison_title{"Compared with before", "Verrattuna aiempaan"};
inline constexpr Wording no_comparison{"There is no earlier cycle to compare with.",
                                       "Aiempaa jaksoa, johon verrata, ei ole."};
inline constexpr Wording verdict_same{"Same", "Sama mitta"};
inline constexpr Wording verdict_bridged{"Bridged", "Silloitettu"};
inline constexpr Wording verdict_not_comparable{"Not comparable", "Ei vertailukelpoinen"};
inline constexpr Wording money_same{
    "Money: the same metric, population and currency in both cycles, so the change may be read.",
    "Raha: sama mittari, perusjoukko ja valuutta molemmissa jaksoissa, joten muutos on luettavissa."};
inline constexpr Wording money_bridged{
    "Money: compared through a declared bridge; read the change with these reasons in mind.",
    "Raha: verrataan ilmoitetun sillan kautta; lue muutos nämä syyt mielessä."};
inline constexpr Wording money_refused{"Money: not compared. The figures of the change are absent, not zero.",
                                       "Raha: ei verrata. Muutoksen luvut puuttuvat, ne eivät ole nollia."};
inline constexpr Wording states_same{
    "States: the same instrument in both cycles, so movements between states may be read.",
    "Tilat: sama mittaväline molemmissa jaksoissa, joten siirtymät tilojen välillä ovat luettavissa."};
inline constexpr Wording states_bridged{
    "States: compared through a declared bridge; read the movements with these reasons in mind.",
    "Tilat: verrataan ilmoitetun sillan kautta; lue siirtymät nämä syyt mielessä."};
inline constexpr Wording states_refused{
    "States: not compared. The series is broken here and its figures are absent, not zero.",
    "Tilat: ei verrata. Sarja katkeaa tähän, ja luvut puuttuvat, ne eivät ole nollia."};
inline constexpr Wording same_definition{
    "same = metric, population, currency, length of cycle and instrument agree by version and hash",
    "sama mitta = mittari, perusjoukko, valuutta, jakson pituus ja mittaväline ovat samat version ja tiivisteen "
    "mukaan"};
inline constexpr Wording bridged_definition{
    "bridged = the ruler changed in a declared way that maps the old on the new",
    "silloitettu = mitta muuttui ilmoitetulla tavalla, joka kuvaa vanhan uudelle"};
inline constexpr Wording not_comparable_definition{
    "not comparable = the ruler changed without a bridge; no change is computed or shown",
    "ei vertailukelpoinen = mitta muuttui ilman siltaa; muutosta ei lasketa eikä näytetä"};
inline constexpr Wording bridge_title{"{name} – money", "{name} – raha"};
inline constexpr Wording bridge_definition{
    "opening + new + reactivation + expansion − contraction − churn = closing, to the cent",
    "alku + uudet + palanneet + kasvu − väheneminen − poistuma = loppu, sentilleen"};
inline constexpr Wording in_numbers{"{caption}, in numbers", "{caption}, lukuina"};
inline constexpr Wording movement{"Movement", "Liike"};
inline constexpr Wording money{"Money", "Raha"};
inline constexpr Wording subjects{"Members", "Jäseniä"};
inline constexpr Wording opening{"Opening", "Alku"};
inline constexpr Wording closing{"Closing", "Loppu"};
inline constexpr Wording added_new{"New", "Uudet"};
inline constexpr Wording reactivation{"Reactivation", "Palanneet"};
inline constexpr Wording expansion{"Expansion", "Kasvu"};
inline constexpr Wording contraction{"Contraction", "Väheneminen"};
inline constexpr Wording churn{"Churn", "Poistuma"};
inline constexpr Wording opening_definition{"opening = money of the earlier cycle; its members were active in it",
                                            "alku = aiemman jakson raha; jäsenet olivat siinä aktiivisia"};
inline constexpr Wording closing_definition{"closing = money of the later cycle; its members were active in it",
                                            "loppu = myöhemmän jakson raha; jäsenet olivat siinä aktiivisia"};
inline constexpr Wording new_definition{"new = active in the later cycle and never before",
                                        "uudet = aktiivisia myöhemmässä jaksossa, ei koskaan aiemmin"};
inline constexpr Wording reactivation_definition{
    "reactivation = active in the later cycle, not in the earlier one, but before it",
    "palanneet = aktiivisia myöhemmässä jaksossa, eivät aiemmassa, mutta sitä ennen"};
inline constexpr Wording expansion_definition{"expansion = sum of increases of members active in both cycles",
                                              "kasvu = molemmissa jaksoissa aktiivisten jäsenten lisäysten summa"};
inline constexpr Wording contraction_definition{
    "contraction = sum of decreases of members active in both cycles",
    "väheneminen = molemmissa jaksoissa aktiivisten jäsenten vähennysten summa"};
inline constexpr Wording churn_definition{
    "churn = money of the earlier cycle of members not active in the later one",
    "poistuma = niiden jäsenten aiemman jakson raha, jotka eivät ole aktiivisia myöhemmässä"};
inline constexpr Wording unchanged_note{"Members active in both cycles whose money did not change: {n}.",
                                        "Molemmissa jaksoissa aktiivisia, joiden raha ei muuttunut: {n}."};
inline constexpr Wording retention_caption{"{name} – how much stayed", "{name} – kuinka paljon pysyi"};
inline constexpr Wording grr{"GRR (gross revenue retention)", "GRR (bruttopysyvyys)"};
inline constexpr Wording nrr{"NRR (net revenue retention)", "NRR (nettopysyvyys)"};
inline constexpr Wording logo{"Logo retention", "Jäsenpysyvyys"};
inline constexpr Wording grr_definition{
    "GRR = (opening − contraction − churn) / opening; new and reactivation are outside",
    "GRR = (alku − väheneminen − poistuma) / alku; uudet ja palanneet eivät ole mukana"};
inline constexpr Wording nrr_definition{
    "NRR = (opening + expansion − contraction − churn) / opening; new and reactivation are outside",
    "NRR = (alku + kasvu − väheneminen − poistuma) / alku; uudet ja palanneet eivät ole mukana"};
inline constexpr Wording logo_definition{
    "logo retention = members active in both cycles / members active in the earlier one",
    "jäsenpysyvyys = molemmissa jaksoissa aktiiviset jäsenet / aiemmassa aktiiviset"};
inline constexpr Wording states_over_time{"{name} – states", "{name} – tilat"};
inline constexpr Wording series_broken{"the series is broken here", "sarja katkeaa tähän"};
inline constexpr Wording refused_bar{"not comparable: no figures shown", "ei vertailukelpoinen: lukuja ei näytetä"};
inline constexpr Wording matrix_title{"{name} – who moved where", "{name} – ketkä siirtyivät minne"};
inline constexpr Wording matrix_description{
    "Rows are the states before, columns the states after; the table under the picture has every number.",
    "Rivit ovat tilat ennen, sarakkeet tilat jälkeen; kuvan alla olevassa taulukossa on joka luku."};
inline constexpr Wording matrix_definition{
    "members by state before and after; money in the picture is that of the earlier cycle, for members who were not in "
    "the audience then that of the later one",
    "jäsenet tilan mukaan ennen ja jälkeen; kuvassa on aiemman jakson raha, silloin kohderyhmään kuulumattomilla "
    "myöhemmän"};
inline constexpr Wording before{"before: {cycle}", "ennen: {cycle}"};
inline constexpr Wording after{"after: {cycle}", "jälkeen: {cycle}"};
inline constexpr Wording state_before{"State before", "Tila ennen"};
inline constexpr Wording state_after{"State after", "Tila jälkeen"};
inline constexpr Wording money_before{"Money before", "Raha ennen"};
inline constexpr Wording money_after{"Money after", "Raha jälkeen"};
inline constexpr Wording segment_bridge_caption{"{name} – money by segment, {currency}",
                                                "{name} – raha segmenteittäin, {currency}"};

// Exposure
inline constexpr Wording exposure_title{"Where the money stands", "Missä raha on"};
inline constexpr Wording exposure_intro{
    "Exposure is the full value of the members in a state. It is not what will be lost.",
    "Luvut ovat tilassa olevien jäsenten koko raha. Ne eivät ole se, mikä menetetään."};
inline constexpr Wording exposure_definition{"full value of the members by money class of their state",
                                             "jäsenten koko raha heidän tilansa rahaluokan mukaan"};
inline constexpr Wording state_table_caption{"{name} – by state", "{name} – tiloittain"};
inline constexpr Wording state_table_definition{
    "full value of the members in each state; active = at least one transaction over the dates",
    "kussakin tilassa olevien jäsenten koko raha; aktiivinen = ainakin yksi tapahtuma ajalta"};
inline constexpr Wording segment_table_caption{"{name} – by segment, {currency}",
                                               "{name} – segmenteittäin, {currency}"};
inline constexpr Wording segment_definition{"the same figures for the members in {segment}",
                                            "samat luvut segmentin {segment} jäsenistä"};
inline constexpr Wording state{"State", "Tila"};
inline constexpr Wording counts_as{"Counts as", "Rahaluokka"};
inline constexpr Wording active{"Active", "Aktiivisia"};
inline constexpr Wording share{"Share", "Osuus"};
inline constexpr Wording segment{"Segment", "Segmentti"};
inline constexpr Wording all_segments{"All", "Kaikki"};

// Response
inline constexpr Wording response_title{"Who answered", "Ketkä vastasivat"};
inline constexpr Wording response_intro{
    "Every member of the frozen audience is in exactly one line. Members held back by our own rules or not drawn are "
    "not silence.",
    "Jokainen lukitun kohderyhmän jäsen on tasan yhdellä rivillä. Omien sääntöjemme estämät ja otoksen ulkopuoliset "
    "eivät ole vastaamattomia."};
inline constexpr Wording disposition_caption{"{name} – who answered", "{name} – ketkä vastasivat"};
inline constexpr Wording disposition_definition{"final disposition of each member, AAPOR Standard Definitions",
                                                "kunkin jäsenen lopputulos, AAPOR Standard Definitions"};
inline constexpr Wording disposition{"Disposition", "Lopputulos"};
inline constexpr Wording share_of_frame{"Share of the audience", "Osuus kohderyhmästä"};
inline constexpr Wording disposition_complete{"Complete", "Kokonaan vastannut"};
inline constexpr Wording disposition_partial{"Partial", "Osin vastannut"};
inline constexpr Wording disposition_refusal{"Refusal or break-off", "Kieltäytynyt tai keskeyttänyt"};
inline constexpr Wording disposition_non_contact{"Non-contact", "Ei tavoitettu"};
inline constexpr Wording disposition_other{"Other", "Muu syy"};
inline constexpr Wording disposition_unknown{"Unknown", "Ei tiedossa"};
inline constexpr Wording disposition_not_eligible{"Not eligible", "Ei kuulu joukkoon"};
inline constexpr Wording disposition_not_sampled{"Not sampled", "Ei otoksessa"};
inline constexpr Wording disposition_suppressed{"Held back by our own rules", "Omien sääntöjemme estämä"};
inline constexpr Wording rates_caption{"{name} – outcome rates", "{name} – vastausasteet"};
inline constexpr Wording rate{"Rate", "Aste"};
inline constexpr Wording value{"Value", "Arvo"};
inline constexpr Wording definition_title{"Definition", "Määritelmä"};

// Content
inline constexpr Wording content_title{"What to talk about, and with whom", "Mistä puhutaan ja kenen kanssa"};
inline constexpr Wording content_intro{
    "Win the uncertain over, repair or kindly part with the leaving, keep the committed and let them recommend.",
    "Voita epävarmat puolelle, korjaa lähtevien asia tai eroa ystävällisesti, pidä sitoutuneista kiinni ja anna heidän "
    "suositella."};
inline constexpr Wording aim_caption{"{name} – aims", "{name} – tavoitteet"};
inline constexpr Wording aim_definition{
    "contacts proposed by the plugin and kept by consent, one contact a member and capacity",
    "liitännäisen ehdottamat yhteydenotot, jotka läpäisivät suostumuksen, yksi yhteydenotto jäsentä kohti ja "
    "kapasiteetin"};
inline constexpr Wording aim{"Aim", "Tavoite"};
inline constexpr Wording planned_contacts{"Planned", "Suunniteltu"};
inline constexpr Wording money_at_stake{"Money at stake", "Raha pelissä"};
inline constexpr Wording cost{"Cost", "Kustannus"};
inline constexpr Wording held_back{"Held back", "Pidätetty"};
inline constexpr Wording channel_caption{"{name} – channels", "{name} – kanavat"};
inline constexpr Wording channel_definition{"planned contacts by channel against the calendar's capacity",
                                            "suunnitellut yhteydenotot kanavittain kalenterin kapasiteettiin nähden"};
inline constexpr Wording channel{"Channel", "Kanava"};
inline constexpr Wording capacity{"Capacity", "Kapasiteetti"};
inline constexpr Wording no_limit{"no limit", "ei rajaa"};
inline constexpr Wording owner_caption{"{name} – who does it", "{name} – kuka tekee"};
inline constexpr Wording owner_definition{"planned contacts by owner and channel",
                                          "suunnitellut yhteydenotot vastuuhenkilöittäin ja kanavittain"};
inline constexpr Wording owner{"Owner", "Vastuussa"};
inline constexpr Wording no_owner{"nobody named", "ei nimetty"};
inline constexpr Wording held_back_caption{"Contacts held back, by rule", "Pidätetyt yhteydenotot säännöittäin"};
inline constexpr Wording held_back_definition{"proposed contacts that a rule left out of the plan",
                                              "ehdotetut yhteydenotot, jotka sääntö jätti pois suunnitelmasta"};
inline constexpr Wording rule{"Rule", "Sääntö"};
inline constexpr Wording contacts{"Contacts", "Yhteydenottoja"};
inline constexpr Wording held_no_consent{"no consent for the channel", "ei suostumusta kanavaan"};
inline constexpr Wording held_over_capacity{"over the channel's capacity", "kanavan kapasiteetti täynnä"};
inline constexpr Wording held_duplicate{"the member has a contact of a higher rank",
                                        "jäsenellä on jo tärkeämpi yhteydenotto"};
inline constexpr Wording held_holdout{"kept without content, so that its effect can be told",
                                      "jätetty ilman viestiä, jotta vaikutus voidaan mitata"};
inline constexpr Wording effect_title{"what it brought", "mitä se toi"};
inline constexpr Wording effect_sentence{
    "It brought {money}, {interval}: {treated} who could be contacted against {held} kept without it by lot.",
    "Se toi {money}, {interval}: {treated} tavoiteltavaa verrattuna {held} arvottuun, jotka jätettiin ilman."};
inline constexpr Wording effect_between{"between {low} and {high}", "välillä {low} ja {high}"};
inline constexpr Wording effect_caption{"Effect in money, each way it can be told",
                                        "Vaikutus rahassa, jokaisella tavalla jolla sen voi kertoa"};
inline constexpr Wording effect_definition{
    "money of the next cycle, all who consent allowed against those held out by lot, 95 % intervals",
    "seuraavan kierroksen raha, kaikki suostumuksen sallimat verrattuna arvottuihin, 95 %:n välit"};
inline constexpr Wording effect_n{"n = {treated} and {held} held out", "n = {treated} ja {held} ilman jätettyä"};
inline constexpr Wording effect_method{"method", "menetelmä"};
inline constexpr Wording effect_each{"each", "kukin"};
inline constexpr Wording effect_all{"all", "kaikki"};
inline constexpr Wording effect_interval{"95 % interval", "95 %:n väli"};
inline constexpr Wording effect_adjusted{"adjusted by last cycle's money", "edellisen kierroksen rahalla tasattu"};
inline constexpr Wording effect_difference{"difference in means", "keskiarvojen ero"};
inline constexpr Wording effect_change{"difference in changes", "muutosten ero"};
inline constexpr Wording effect_blocked{"difference inside states", "ero tilojen sisällä"};
inline constexpr Wording effect_in_state{"adjusted, {state}", "tasattu, {state}"};
inline constexpr Wording effect_no_figure{"No effect is told", "Vaikutusta ei kerrota"};
inline constexpr Wording effect_bad_split{
    "the split into contacted and held out is not the planned one, so the two groups do not compare",
    "jako tavoiteltaviin ja ilman jätettyihin ei ole suunniteltu, joten ryhmät eivät ole vertailukelpoisia"};
inline constexpr Wording effect_too_few{"fewer than 10 members in one group", "toisessa ryhmässä on alle 10 jäsentä"};
inline constexpr Wording effect_approximate{"Read with care", "Lue varoen"};
inline constexpr Wording effect_few{"fewer than 50 members in one group: the intervals are approximate",
                                    "toisessa ryhmässä on alle 50 jäsentä: välit ovat likimääräisiä"};
inline constexpr Wording effect_signs{"the methods disagree whether it brought or cost money",
                                      "menetelmät ovat eri mieltä siitä, toiko se vai veikö se rahaa"};
inline constexpr Wording no_contacts{"no contacts", "ei yhteydenottoja"};
inline constexpr Wording n_proposed{"n = {n} proposed contacts", "n = {n} ehdotettua yhteydenottoa"};
inline constexpr Wording n_planned{"n = {n} planned contacts", "n = {n} suunniteltua yhteydenottoa"};
inline constexpr Wording n_proposed_to{"n = {n} proposed contacts to {members} members",
                                       "n = {n} ehdotettua yhteydenottoa {members} jäsenelle"};

// Year
inline constexpr Wording year_title{"The year", "Vuosi"};
inline constexpr Wording wheel_title{"The year {year} as a wheel", "Vuosi {year} kellona"};
inline constexpr Wording wheel_description{
    "Twelve months clockwise from the top, a ring per audience, an arc per occurrence. {year}: {counts}. The table "
    "under "
    "the picture lists them all.",
    "Kuukaudet myötäpäivään ylhäältä, rengas kohderyhmää kohti, kaari kertaa kohti. {year}: {counts}. Kuvan alla oleva "
    "taulukko luettelee kaikki."};
inline constexpr Wording wheel_caption{"{days}; n = {n} occurrences; as of {as_of}",
                                       "{days}; n = {n} kertaa; tilanne {as_of}"};
inline constexpr Wording today{"as of {day}", "tilanne {day}"};
inline constexpr Wording n_clashes{"{n} against a contact rule", "{n} yhteydenottosäännön vastaista"};
inline constexpr Wording year_table_caption{"Everything planned for {year}", "Kaikki suunniteltu vuodelle {year}"};
inline constexpr Wording year_base{"the calendar", "kalenteri"};
inline constexpr Wording n_occurrences{"n = {n} occurrences", "n = {n} kertaa"};
inline constexpr Wording year_definition{"status of each occurrence as of {as_of}", "kunkin kerran tila {as_of}"};
inline constexpr Wording occurrence{"Occurrence", "Kerta"};
inline constexpr Wording title{"Title", "Nimi"};
inline constexpr Wording opens{"Opens", "Avautuu"};
inline constexpr Wording last_day{"Last day", "Viimeinen päivä"};
inline constexpr Wording status{"Status", "Tila"};
inline constexpr Wording reason{"Reason", "Syy"};
inline constexpr Wording status_word_planned{"planned", "suunniteltu"};
inline constexpr Wording status_word_next{"next", "seuraava"};
inline constexpr Wording status_word_open{"open", "auki"};
inline constexpr Wording status_word_done{"done", "tehty"};
inline constexpr Wording status_word_partial{"partial", "osittainen"};
inline constexpr Wording status_word_failed{"failed", "epäonnistunut"};
inline constexpr Wording status_word_missed{"missed", "jäi väliin"};
inline constexpr Wording status_word_skipped{"skipped", "ohitettu"};
inline constexpr Wording kind_measurements{"measurements", "mittaukset"};
inline constexpr Wording kind_contents{"content", "sisällöt"};
inline constexpr Wording kind_reports{"reports", "raportit"};

// Sources
inline constexpr Wording sources_title{"Sources and provenance", "Lähteet ja alkuperä"};
inline constexpr Wording source_caption{"{name} – sources read", "{name} – luetut lähteet"};
inline constexpr Wording source_definition{
    "rows read and rows left out as bad; SHA-256 of the values read, first 12 digits",
    "luetut rivit ja virheellisinä pois jätetyt rivit; luettujen arvojen SHA-256, 12 ensimmäistä merkkiä"};
inline constexpr Wording source{"Source", "Lähde"};
inline constexpr Wording rows{"Rows", "Rivejä"};
inline constexpr Wording rows_skipped{"Rows skipped", "Ohitettuja rivejä"};
inline constexpr Wording rows_left_out{"Rows left out", "Pois rajattuja rivejä"};
inline constexpr Wording left_out_definition{
    "rows that do not meet the source's condition in the calendar; they are not looked at and no fault of the data",
    "rivit, jotka eivät täytä lähteelle kalenterissa annettua ehtoa; niitä ei tutkita, eivätkä ne ole aineiston virhe"};
inline constexpr Wording left_out_text{
    "Source {source}: only rows where {where} count. Rows left out by this condition: {rows}.",
    "Lähde {source}: mukaan lasketaan vain rivit, joilla {where}. Ehdon pois rajaamia rivejä: {rows}."};
inline constexpr Wording counted_rows{"Rows that count", "Mukaan laskettavat rivit"};
inline constexpr Wording rows_of_nobody{"Rows of nobody", "Rivejä ilman jäsentä"};
inline constexpr Wording money_of_nobody{"Money of nobody", "Rahaa ilman jäsentä"};
inline constexpr Wording nobody_definition{
    "rows whose key belongs to no member of the audience; their money is in no other figure",
    "rivit, joiden avain ei kuulu kenellekään kohderyhmän jäsenelle; niiden raha ei ole missään muussa luvussa"};
inline constexpr Wording nobody_text{"{name} – rows of nobody: {rows}, with {money}.",
                                     "{name} – rivejä ilman jäsentä: {rows}, niissä {money}."};
inline constexpr Wording plugin_caption{"Plugins that measured and planned", "Mitanneet ja suunnitelleet liitännäiset"};
inline constexpr Wording plugin_definition{"SHA-256 of the plugin's bytes, first 12 digits",
                                           "liitännäisen tavujen SHA-256, 12 ensimmäistä merkkiä"};
inline constexpr Wording n_plugins{"n = {n} uses", "n = {n} käyttöä"};
inline constexpr Wording plugin{"Plugin", "Liitännäinen"};
inline constexpr Wording version{"Version", "Versio"};

// Glossary
inline constexpr Wording glossary_title{"Words and definitions", "Sanat ja määritelmät"};
inline constexpr Wording as_of_definition{"as of = the moment whose knowledge the report has; not when the machine ran",
                                          "tilanne = hetki, jonka tietojen mukainen raportti on; ei koneen ajohetki"};
inline constexpr Wording dates_definition{
    "intervals are said with their first and last day; both belong to them",
    "jaksoista sanotaan ensimmäinen ja viimeinen päivä; molemmat kuuluvat jaksoon"};
inline constexpr Wording percentages{"Percentages", "Prosentit"};
inline constexpr Wording percentages_definition{
    "computed from whole cents and members at the very end, one decimal; parts of one whole are rounded by largest "
    "remainder, so that they add to 100.0 %",
    "lasketaan vasta lopuksi kokonaisista senteistä ja jäsenistä, yksi desimaali; saman kokonaisuuden osat "
    "pyöristetään suurimman jakojäännöksen mukaan, joten niiden summa on 100,0 %"};

}  // namespace vk::words
