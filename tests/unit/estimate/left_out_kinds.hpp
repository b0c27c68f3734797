#pragma once
#include <map>
#include <string>

namespace vk::test {

/// Kinds no function answers yet, with why; each entry must still occur among the cases.
inline const std::map<std::string, std::string> kLeftOut{
    {"calibrated_total", "calibration is an optional plugin"},
    {"combined_ratio", "only for audiences with very many strata"},
    {"constant_currency", "currency conversion is not in the money stage yet"},
    {"deflate", "deflating is not in the money stage yet"},
    {"design_effect", "no report prints a design effect yet"},
    {"disclosure_control", "suppression is not in the report stage yet"},
    {"e2e_coverage", "needs the permanent random number sample"},
    {"equal_money_strata", "sample planning is not in the audience stage yet"},
    {"hard_bounds", "money_coverage answers it and its own test holds the reference numbers"},
    {"movements", "the compare stage answers it on snapshots"},
    {"neyman", "sample planning is not in the audience stage yet"},
    {"nrr_by_state", "needs ratio estimates on calibrated weights"},
    {"plan_halfwidth", "sample planning is not in the audience stage yet"},
    {"planning_S", "sample planning is not in the audience stage yet"},
    {"prn", "sample planning is not in the audience stage yet"},
    {"prn_schedule", "sample planning is not in the audience stage yet"},
    {"prn_select", "sample planning is not in the audience stage yet"},
    {"quantile", "no metric asks for quantiles yet"},
    {"round_half_even", "decimal rates are not in the money stage yet"},
    {"transition_census", "the compare stage answers it on snapshots"},
};

}  // namespace vk::test
