#pragma once
#include "core/report/report_language.hpp"

/// What reports say of real money and prices, in every language.
namespace vk::words {

inline constexpr Wording prices_caption{"{name} – what members did and what prices did",
                                        "{name} – mitä jäsenet tekivät ja mitä hinnat tekivät"};
inline constexpr Wording prices_line{"Line", "Rivi"};
inline constexpr Wording prices_before{"Base {cycle}, as paid", "Perusta {cycle}, maksettuna"};
inline constexpr Wording prices_after{"Base {cycle}, as paid", "Perusta {cycle}, maksettuna"};
inline constexpr Wording prices_real_change{"Real change, in money of {base}",
                                            "Reaalinen muutos, jakson {base} rahassa"};
inline constexpr Wording prices_effect{"Effect of prices", "Hintojen vaikutus"};
inline constexpr Wording prices_exchange{"Effect of exchange rates", "Valuuttakurssien vaikutus"};
inline constexpr Wording prices_real{"Base {cycle}, real", "Perusta {cycle}, reaalisena"};
inline constexpr Wording prices_real_caption{"{name} – real money, in money of {base}",
                                             "{name} – reaalinen raha, jakson {base} rahassa"};
inline constexpr Wording prices_definition{
    "real = amount × index of {base} / index of the row's period ({source}), each row in its own currency, half to "
    "even, "
    "then converted at the rates of the earlier cycle; effect of prices = change at these rates − real change; all "
    "lines "
    "together are the whole change, to the cent",
    "reaalinen = summa × jakson {base} indeksi / rivin jakson indeksi ({source}), rivi kerrallaan omassa valuutassaan, "
    "puolikas parilliseen, sitten muunnettuna aiemman jakson kurssein; hintojen vaikutus = muutos näillä kursseilla − "
    "reaalinen muutos; rivit yhdessä ovat koko muutos, sentilleen"};
inline constexpr Wording prices_currencies_caption{"{name} – by currency", "{name} – valuutoittain"};
inline constexpr Wording prices_currency{"Currency", "Valuutta"};
inline constexpr Wording prices_paid_in{"Paid, {cycle}", "Maksettu, {cycle}"};
inline constexpr Wording prices_real_in{"Real, {cycle}", "Reaalinen, {cycle}"};
inline constexpr Wording prices_nominal_change{"Change", "Muutos"};
inline constexpr Wording prices_real_change_short{"Real change", "Reaalinen muutos"};
inline constexpr Wording prices_retention_caption{"{name} – retention in real money",
                                                  "{name} – pysyvyys reaalisessa rahassa"};
inline constexpr Wording prices_unknown_label{"Not told", "Ei kerrota"};
inline constexpr Wording prices_unknown_cycle{
    "The effect of prices is not told: {cycle} was measured without [prices]. A backfill keeps its real money.",
    "Hintojen vaikutusta ei kerrota: jakso {cycle} mitattiin ilman hintaindeksiä [prices]. Uusi mittaus (backfill) "
    "säilyttää sen reaalisen rahan."};
inline constexpr Wording prices_unknown_base{
    "The effect of prices is not told: {earlier} is in money of {earlier_base} ({earlier_source}), {later} in money of "
    "{later_base} ({later_source}).",
    "Hintojen vaikutusta ei kerrota: {earlier} on jakson {earlier_base} rahassa ({earlier_source}), {later} jakson "
    "{later_base} rahassa ({later_source})."};
inline constexpr Wording prices_unknown_rate{
    "The effect of prices is not told: {cycle} has no rate of a currency that it needs.",
    "Hintojen vaikutusta ei kerrota: jaksolla {cycle} ei ole kurssia tarvittavalle valuutalle."};

}  // namespace vk::words
