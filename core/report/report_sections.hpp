#pragma once
#include "core/report/report_builder.hpp"

namespace vk {

/// Status line, reasons and outcome: what every format says first.
void add_status(ReportBuilder& builder);
/// The first screen: the base and its parts in plain words, a bar and the figures; then the verdicts, then what became
/// of the money.
void add_summary(ReportBuilder& builder);
/// What partly measured cycles stand for: measured, extrapolated and unknown money apart, with intervals and limits.
void add_answers(ReportBuilder& builder);
/// Figures of the answers that the calendar asks for: scores, shares and quantiles with intervals and changes.
void add_answer_figures(ReportBuilder& builder);
/// What every figure rests on: rulers, instruments, dates, base, n.
void add_definitions(ReportBuilder& builder);
/// Verdict first; then bridge, retention, transitions and segments of what may be compared, a box for what may not.
void add_comparisons(ReportBuilder& builder);
/// Exposure by state and by segment.
void add_exposure(ReportBuilder& builder);
/// What past cycles let expect: losses by state, the next cycle's money, and how well such forecasts did.
void add_outlook(ReportBuilder& builder);
/// Dispositions by their AAPOR names.
void add_response(ReportBuilder& builder);
/// Aims, channels and what was held back by which rule.
void add_content(ReportBuilder& builder);
/// What earlier content brought against those held out; called by add_content.
void add_effects(ReportBuilder& builder);
/// The year as a wheel and as a table.
void add_year(ReportBuilder& builder);
/// Files, rows, skipped rows, rows of nobody, hashes, plugins.
void add_sources(ReportBuilder& builder);
/// Exact definitions of the words in use.
void add_glossary(ReportBuilder& builder);

}  // namespace vk
