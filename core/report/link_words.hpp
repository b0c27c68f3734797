#pragma once
#include "core/report/report_language.hpp"

/// What reports say of cycles that bridge waves link, in every language.
namespace vk::words {

inline constexpr Wording states_by_wave{
    "States: compared over a bridge wave, in which both forms were asked side by side. Sums are linked, with the error "
    "of the link; movements of single members are not shown.",
    "Tilat: verrataan siltamittauksen kautta, jossa kysyttiin molemmat muodot rinnakkain. Summat on silloitettu, "
    "sillan "
    "virhe mukana; yksittäisten jäsenten siirtymiä ei näytetä."};
inline constexpr Wording lead_states_by_wave{"over a bridge wave, as sums only, in {names}",
                                             "siltamittauksen kautta, vain summina: {names}"};
inline constexpr Wording link_series_broken{"the instrument changed here; below in the words of the new one",
                                            "mittaväline vaihtui tässä; alla uuden muodon mukaan"};
inline constexpr Wording link_backcast_bar{"{cycle}, back-cast", "{cycle}, muunnettuna"};
inline constexpr Wording link_backcast_base{"bridged: parts {sum}, base {base}",
                                            "silloitettu: osat {sum}, perusta {base}"};
inline constexpr Wording link_caption{"{name} – bridged change of states, with intervals",
                                      "{name} – tilojen silloitettu muutos väleineen"};
inline constexpr Wording link_definition{
    "bridged: money before, by the old form × factor = back-cast; factor = the new form's money of the states / the "
    "old "
    "form's, both asked in the bridge wave; the errors of both cycles and of the factor are added, on the log scale; "
    "change = later money − back-cast",
    "silloitettu: aiempi raha vanhan muodon mukaan × kerroin = muunnettu; kerroin = uuden muodon raha näissä tiloissa "
    "/ "
    "vanhan, molemmat kysytty siltamittauksessa; jaksojen ja kertoimen virheet lasketaan yhteen logaritmiasteikolla; "
    "muutos = myöhempi raha − muunnettu"};
inline constexpr Wording link_before{"Before, by the old form", "Aiemmin, vanhan muodon mukaan"};
inline constexpr Wording link_factor{"Factor of the new form", "Uuden muodon kerroin"};
inline constexpr Wording link_backcast{"Before, back-cast to the new form", "Aiemmin, uuden muodon mukaan"};
inline constexpr Wording link_ratio{"After / back-cast", "Myöhempi / muunnettu"};
inline constexpr Wording link_change{"Bridged change", "Silloitettu muutos"};
inline constexpr Wording link_without{"not told: {name} has nobody in it",
                                      "ei kerrota: kerralla {name} siinä ei ole ketään"};
inline constexpr Wording link_too_few{
    "Too few answers in a cycle or in a half of a bridge wave to say how the states changed.",
    "Jaksossa tai siltamittauksen puoliskossa on liian vähän vastauksia kertomaan, miten tilat muuttuivat."};
inline constexpr Wording link_sum{
    "Each part has a factor of its own and none is made to fit: back-cast they add up to {sum}, the base before was "
    "{base}; "
    "{gap} lies between them.",
    "Kullakin osalla on oma kertoimensa, eikä mitään soviteta: muunnettuina osat ovat yhteensä {sum}, perusta oli "
    "{base}; "
    "erotus on {gap}."};
inline constexpr Wording link_sum_label{"Parts back-cast, together", "Muunnetut osat yhteensä"};
inline constexpr Wording link_gap_label{"Back-cast parts less the base before", "Muunnetut osat miinus aiempi perusta"};
inline constexpr Wording link_wave{
    "Bridge wave “{bridge}”: {old} answered the old form ({old_name}), {new} the new one ({new_name}), {both} of them "
    "both.",
    "Siltamittaus ”{bridge}”: vanhaan muotoon vastasi {old} ({old_name}), uuteen {new} ({new_name}), molempiin "
    "{both}."};
inline constexpr Wording link_alone{
    "Not in its factors: {n} members with a hundredth of all money or more each who did not answer both forms, "
    "{money}.",
    "Kertoimissa eivät ole mukana {n} jäsentä, joilla on kullakin vähintään sadasosa kaikesta rahasta ja jotka eivät "
    "vastanneet molempiin muotoihin, {money}."};
inline constexpr Wording link_lead{
    "Bridged change of money from {from} to {to}, the earlier cycle back-cast to the new form: {parts} ({percent} % "
    "intervals, the error of the bridge included).",
    "Silloitettu rahan muutos jaksosta {from} jaksoon {to}, aiempi jakso muunnettuna uuteen muotoon: {parts} "
    "({percent} %:n "
    "välit, sillan virhe mukana)."};
inline constexpr Wording link_wave_label{"Bridge wave", "Siltamittaus"};
inline constexpr Wording link_wave_definition{
    "bridge wave = one cycle in which both forms of a changed instrument are asked side by side; what differs between "
    "them is the form, not the members, and links the cycles before and after",
    "siltamittaus = jakso, jossa muuttuneen mittavälineen molemmat muodot kysytään rinnakkain; ero niiden välillä on "
    "muodon eikä jäsenten, ja se silloittaa aiemmat ja myöhemmät jaksot"};
inline constexpr Wording link_figures_caption{"{name} – figures across the change of form",
                                              "{name} – luvut muodon vaihtuessa"};
inline constexpr Wording link_step{"Step of the new form", "Uuden muodon ero"};
inline constexpr Wording link_figures_definition{
    "bridged: before, by the old form + step = back-cast; step = new form − old form, both asked in the bridge wave; "
    "the "
    "errors of both cycles and of the step are added; the change is counted from the back-cast figure",
    "silloitettu: aiemmin vanhan muodon mukaan + ero = muunnettu; ero = uusi muoto − vanha, molemmat kysytty "
    "siltamittauksessa; jaksojen ja eron virheet lasketaan yhteen; muutos on muunnetusta luvusta"};

}  // namespace vk::words
