"""The sentence above the findings of a file, and what a resubmission changed; both count cases."""

from schemas.finding import Level
from schemas.messages import Language, say
from schemas.report import FileReport, Outcome, Progress, cases


def headline(report: FileReport, language: Language) -> str:
    """One line: how many errors and queries there are, how many checks hold, and what to do next."""
    facts = {
        "title": report.return_title(language) or report.file,
        "errors": report.count(Level.ERROR),
        "queries": report.count(Level.QUERY),
        "held": f"{report.tally.held:,}",
        "reason": report.refusal.message(language) if report.refusal else "",
    }
    tried = "-TRIED" if report.tried and report.outcome is not Outcome.REFUSED else ""
    parts = [say(f"HEADLINE-{report.outcome.name}{tried}", language, facts)]
    if report.outcome is Outcome.ERRORS and facts["queries"]:
        parts.append(say("HEADLINE-ALSO-QUERIES", language, facts))
    if report.not_accepted:
        parts.append(say("HEADLINE-NOT-ACCEPTED", language, {"count": report.not_accepted}))
    if report.outcome in {Outcome.ERRORS, Outcome.QUERIES} and report.tally.held:
        parts.append(say("HEADLINE-PASSED", language, facts))
    return ("；" if language == "zh" else "; ").join(parts)


def left_out_line(report: FileReport, language: Language) -> str:
    """How many checks were not made without an office's past and register, and how to have them; empty for none."""
    return say("REPORT-LEFT-OUT", language, {"count": report.left_out}) if report.left_out else ""


def progress_line(progress: Progress, language: Language) -> str:
    """改好 2，剩 1，新增 0: against the submission before; 已说明 1 beside them where something is explained."""
    counts = {
        "explained": len(cases(progress.explained)),
        "fixed": len(cases(progress.fixed)),
        "open": len(cases(progress.open)),
        "new": len(cases(progress.new)),
    }
    return say("PROGRESS-EXPLAINED" if progress.explained else "PROGRESS", language, counts)
