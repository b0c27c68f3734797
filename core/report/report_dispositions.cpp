#include "core/report/report_dispositions.hpp"

#include <array>

#include "core/report/report_words.hpp"

namespace vk {
namespace {

constexpr std::array<DispositionName, kDispositions> kDispositionNames{{
    {Disposition::complete, "complete", "I", &words::disposition_complete},
    {Disposition::partial, "partial", "P", &words::disposition_partial},
    {Disposition::refusal, "refusal", "R", &words::disposition_refusal},
    {Disposition::non_contact, "non_contact", "NC", &words::disposition_non_contact},
    {Disposition::other, "other", "O", &words::disposition_other},
    {Disposition::unknown, "unknown", "UH/UO", &words::disposition_unknown},
    {Disposition::not_eligible, "not_eligible", "NE", &words::disposition_not_eligible},
    {Disposition::not_sampled, "not_sampled", "–", &words::disposition_not_sampled},
    {Disposition::suppressed, "suppressed", "–", &words::disposition_suppressed},
}};

}  // namespace

std::span<const DispositionName> disposition_names() {
  return kDispositionNames;
}

}  // namespace vk
