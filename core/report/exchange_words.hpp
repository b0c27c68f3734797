#pragma once
#include "core/report/report_language.hpp"

/// What reports say of money in several currencies, in every language.
namespace vk::words {

inline constexpr Wording exchange_caption{"{name} – what members did and what exchange rates did",
                                          "{name} – mitä jäsenet tekivät ja mitä valuuttakurssit tekivät"};
inline constexpr Wording exchange_line{"Line", "Rivi"};
inline constexpr Wording exchange_before{"Base {cycle}, at its own rates", "Perusta {cycle}, omin kurssein"};
inline constexpr Wording exchange_organic{"Change at constant rates", "Muutos kiintein kurssein"};
inline constexpr Wording exchange_constant{"Base {cycle}, at the rates of {earlier}",
                                           "Perusta {cycle}, jakson {earlier} kurssein"};
inline constexpr Wording exchange_effect_label{"Effect of exchange rates", "Valuuttakurssien vaikutus"};
inline constexpr Wording exchange_after{"Base {cycle}, at its own rates", "Perusta {cycle}, omin kurssein"};
inline constexpr Wording exchange_definition{
    "the money of each member in each currency is converted once, half to even; change at constant rates = later money "
    "at "
    "the earlier rates − earlier base; effect of exchange rates = later base − later money at the earlier rates; the "
    "two "
    "are the whole change, to the cent",
    "jäsenen raha kussakin valuutassa muunnetaan kerran, puolikas parilliseen; muutos kiintein kurssein = myöhempi "
    "raha "
    "aiemmin kurssein − aiempi perusta; kurssien vaikutus = myöhempi perusta − myöhempi raha aiemmin kurssein; yhdessä "
    "ne ovat koko muutos, sentilleen"};
inline constexpr Wording exchange_currencies_caption{"{name} – by currency", "{name} – valuutoittain"};
inline constexpr Wording exchange_currency{"Currency", "Valuutta"};
inline constexpr Wording exchange_rate{"Rate {cycle}", "Kurssi {cycle}"};
inline constexpr Wording exchange_local{"In the currency, {cycle}", "Valuutassa, {cycle}"};
inline constexpr Wording exchange_retention_caption{"{name} – retention at constant rates",
                                                    "{name} – pysyvyys kiintein kurssein"};
inline constexpr Wording exchange_unknown_label{"Not told", "Ei kerrota"};
inline constexpr Wording exchange_unknown{
    "The effect of exchange rates is not told: {cycle} has no rate of {currencies}.",
    "Valuuttakurssien vaikutusta ei kerrota: jaksolla {cycle} ei ole kurssia valuutalle {currencies}."};
inline constexpr Wording exchange_warning{
    "The bridge above is at each cycle's own rates; part of its movements is the rates'.",
    "Yllä oleva silta on kunkin jakson omin kurssein; osa sen liikkeistä on kurssien."};

}  // namespace vk::words
