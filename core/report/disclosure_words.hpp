#pragma once
#include "core/report/report_language.hpp"

/// What reports say where [disclosure] tells less than everything.
namespace vk::words {

inline constexpr Wording estimates_rounding{"Rounding of estimates", "Arvioiden pyöristys"};
inline constexpr Wording estimates_rounded{
    "Estimates are rounded to {step}, so that they tell nothing of a few customers; their intervals allow for it.",
    "Arviot on pyöristetty tarkkuuteen {step}, jotta ne eivät kerro harvoista asiakkaista; välit kattavat sen, mitä "
    "tämä lisää."};
inline constexpr Wording disclosure_intro{
    "What would tell too much of one customer is told together with the smallest others: states and parts by their "
    "names, segments as “other”. A cell with “not told” is hidden, and so are enough others that it cannot be computed "
    "from the sums.",
    "Se, mikä kertoisi liikaa yhdestä asiakkaasta, kerrotaan yhdessä pienimpien muiden kanssa: tilat ja osat "
    "nimineen, segmentit nimellä ”other”. Solu ”ei kerrota” on piilossa, ja muita on piilossa niin monta, ettei sitä "
    "voi laskea summista."};
inline constexpr Wording told_together{"{names} together", "{names} yhteensä"};
inline constexpr Wording together_definition{
    "{names} = full value of their members, told as one sum because one of them would tell too much of one customer",
    "{names} = jäsenten koko arvo yhtenä summana, koska yksi niistä kertoisi liikaa yhdestä asiakkaasta"};
inline constexpr Wording is_together{"{amount} is in {names}", "{amount} on osissa {names}"};
inline constexpr Wording not_told{"not told", "ei kerrota"};
inline constexpr Wording cards_together_caption{"{name} – the parts that are told add up to the base, to the cent",
                                                "{name} – kerrotut osat ovat yhteensä perusta, sentilleen"};
inline constexpr Wording gains{"New, reactivated and expansion", "Uudet, palanneet ja kasvu"};
inline constexpr Wording gains_definition{
    "new, reactivated and expansion = all money that was not there before, told as one sum because a part of it would "
    "tell too much of one customer",
    "uudet, palanneet ja kasvu = kaikki raha, jota ei ennen ollut, yhtenä summana, koska osa siitä kertoisi liikaa "
    "yhdestä asiakkaasta"};
inline constexpr Wording arrivals{"New and reactivated", "Uudet ja palanneet"};
inline constexpr Wording arrivals_definition{
    "new and reactivated = money of those without money before, told as one sum because a part of it would tell too "
    "much of one customer",
    "uudet ja palanneet = raha jäseniltä, joilla sitä ei ennen ollut, yhtenä summana, koska osa siitä kertoisi liikaa "
    "yhdestä asiakkaasta"};
inline constexpr Wording losses{"Contraction and churn", "Väheneminen ja poistuma"};
inline constexpr Wording losses_definition{
    "contraction and churn = all money that is no longer there, told as one sum because a part of it would tell too "
    "much of one customer",
    "väheneminen ja poistuma = kaikki raha, jota ei enää ole, yhtenä summana, koska osa siitä kertoisi liikaa yhdestä "
    "asiakkaasta"};
inline constexpr Wording movements{"All movements", "Kaikki liikkeet"};
inline constexpr Wording movements_definition{
    "all movements = closing − opening, told as one sum because a part of it would tell too much of one customer",
    "kaikki liikkeet = loppu − alku yhtenä summana, koska osa siitä kertoisi liikaa yhdestä asiakkaasta"};
inline constexpr Wording lead_net{
    "From {from} to {to}, {opening} became {closing}; which movements brought that is not told.",
    "Jaksosta {from} jaksoon {to} {opening} muuttui summaksi {closing}; mitkä liikkeet siihen johtivat, jätetään "
    "kertomatta."};

}  // namespace vk::words
