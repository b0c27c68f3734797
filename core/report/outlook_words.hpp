#pragma once
#include "core/report/report_language.hpp"

/// What reports say of past cycles and of what they let expect, in every language.
namespace vk::words {

inline constexpr Wording outlook_title{"What past cycles let expect", "Mitä menneet jaksot antavat odottaa"};
inline constexpr Wording outlook_intro{
    "Exposure is not loss. Here it is multiplied by the share of such money that really left in this organisation's "
    "own "
    "closed cycles. That holds if the coming cycle is like them.",
    "Altistuma ei ole menetys. Tässä se kerrotaan osuudella, joka tällaisesta rahasta todella lähti organisaation "
    "omissa "
    "päättyneissä jaksoissa. Se pätee, jos tuleva jakso on niiden kaltainen."};
inline constexpr Wording outlook_caption{"{name} – expected loss by state, {currency}",
                                         "{name} – odotettu menetys tiloittain, {currency}"};
inline constexpr Wording outlook_definition{
    "expected loss = money of the members in the state (of a sample: what its answers stand for) x share of such money "
    "whose members bought nothing in the "
    "following cycle ({past}); {percent} % interval by Korn and Graubard, with the smaller of the sizes that members' "
    "money and the spread between cycles leave",
    "odotettu menetys = tilassa olevien jäsenten raha (otoksessa: mitä vastaukset edustavat) x osuus, jonka jäsenet "
    "eivät ostaneet mitään seuraavassa "
    "jaksossa "
    "({past}); {percent} %:n väli Kornin ja Graubardin mukaan, pienemmällä niistä otoskoista, jotka jäsenten rahat ja "
    "jaksojen väliset erot jättävät"};
inline constexpr Wording expected_loss{"Expected loss", "Odotettu menetys"};
inline constexpr Wording rests_on_column{"Rests on", "Perustuu"};
inline constexpr Wording outlook_n{"n = {n} members; closed cycles: {cycles}",
                                   "n = {n} jäsentä; päättyneitä jaksoja: {cycles}"};
inline constexpr Wording not_seen_before{"No such money in the past", "Ei tällaista rahaa aiemmin"};
inline constexpr Wording outlook_left_out{
    "Pairs of earlier cycles by another ruler, which are left out: {n}.",
    "Toisella mitalla mitattuja aiempia jaksopareja, jotka on jätetty pois: {n}."};
inline constexpr Wording forecast{"Forecast", "Ennuste"};
inline constexpr Wording forecast_definition{
    "money of this cycle's members in the next one = each state's money x what past cycles kept of such money, growth "
    "included; new and returning customers are outside",
    "tämän jakson jäsenten raha seuraavassa = kunkin tilan raha x mitä siitä aiemmissa jaksoissa säilyi kasvuineen; "
    "uudet "
    "ja palaavat asiakkaat eivät ole mukana"};
inline constexpr Wording forecast_n{"pairs of cycles: {n}", "jaksopareja: {n}"};
inline constexpr Wording forecast_ranged{
    "{name}: in the next cycle its members bring {amount} {currency} (pairs of past cycles: {n}).",
    "{name}: seuraavassa jaksossa sen jäsenet tuovat {amount} {currency} (aiempia jaksopareja: {n})."};
inline constexpr Wording forecast_plain{
    "{name}: in the next cycle its members bring {amount} {currency}, if they do as before. Pairs of past cycles: {n}, "
    "too few for an interval.",
    "{name}: seuraavassa jaksossa sen jäsenet tuovat {amount} {currency}, jos he toimivat kuten ennen. Aiempia "
    "jaksopareja: {n}, liian vähän väliksi."};
inline constexpr Wording record_caption{"{name} – how such forecasts did, {currency}",
                                        "{name} – miten tällaiset ennusteet osuivat, {currency}"};
inline constexpr Wording came{"Came", "Toteutui"};
inline constexpr Wording forecast_error{"Forecast too high by", "Ennuste liian suuri"};

}  // namespace vk::words
