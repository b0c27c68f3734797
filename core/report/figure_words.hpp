#pragma once
#include "core/report/report_language.hpp"

/// What reports say of the figures that the calendar asks for, in every language.
namespace vk::words {

inline constexpr Wording figures_asked_title{"What the answers say", "Mitä vastaukset kertovat"};
inline constexpr Wording figures_asked_caption{"{name} – figures of the answers", "{name} – vastausten luvut"};
inline constexpr Wording figures_segments_caption{"{name} – figures of the answers by segment",
                                                  "{name} – vastausten luvut segmenteittäin"};
inline constexpr Wording figures_exact_label{"Counted", "Laskettu"};
inline constexpr Wording figures_exact{"Everybody answered: the figures are exact.",
                                       "Kaikki vastasivat: luvut ovat tarkkoja."};
inline constexpr Wording figures_silent_alone{
    "Left out, for nobody speaks for them: {n} silent with a hundredth of all money or more each ({names}).",
    "Pois jää {n} vaiennutta, joilla on kullakin vähintään sadasosa kaikesta rahasta; kukaan ei edusta heitä "
    "({names})."};
inline constexpr Wording figures_off_scale{"{name}: {n} answers outside the scale of 0 to 10 count as none.",
                                           "{name}: {n} vastausta asteikon 0–10 ulkopuolelta ei lasketa."};
inline constexpr Wording figures_unreliable{"Unreliable: {name}, effectively {n} answers.",
                                            "Epäluotettava: {name}, tehollisesti {n} vastausta."};
inline constexpr Wording figures_no_change{
    "No change is told: the calendar compares with nothing, or the cycles did not ask the same.",
    "Muutosta ei kerrota: kalenteri ei vertaa mihinkään, tai jaksoilla ei kysytty samaa."};
inline constexpr Wording figure_change_since{"Change since {cycle}", "Muutos jaksosta {cycle}"};
inline constexpr Wording answers_count{"Answers", "Vastauksia"};
inline constexpr Wording figure_exactly{"exact", "tarkka"};
inline constexpr Wording figure_nps{
    "net promoter score of “{of}”: share of 9 and 10 minus share of 0 to 6, in points; every member counts for one",
    "nettosuositteluluku tiedosta ”{of}”: osuus 9–10 miinus osuus 0–6, pisteinä; jokainen jäsen on yksi"};
inline constexpr Wording figure_share{"share of members whose “{of}” is {range}; every member counts for one",
                                      "niiden jäsenten osuus, joilla ”{of}” on {range}; jokainen jäsen on yksi"};
inline constexpr Wording figure_mean{"mean of “{of}”; every member counts for one",
                                     "tiedon ”{of}” keskiarvo; jokainen jäsen on yksi"};
inline constexpr Wording figure_quantile{
    "the answer of “{of}” at or below which {share} of the members stay; every member counts for one",
    "tiedon ”{of}” vastaus, jonka verran tai vähemmän on {share} jäsenistä; jokainen jäsen on yksi"};
inline constexpr Wording figure_inference{
    "those who answered stand for their segment and class of like money; {percent} % interval",
    "vastanneet edustavat segmenttiään ja kokoluokkaansa; {percent} %:n väli"};
inline constexpr Wording range_from_to{"{from} to {to}", "{from}–{to}"};
inline constexpr Wording range_from{"{from} or more", "vähintään {from}"};
inline constexpr Wording range_to{"at most {to}", "enintään {to}"};

}  // namespace vk::words
