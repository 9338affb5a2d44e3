"""A submission on file as its clerk is answered: what stands of it now, and the report that every form is made from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.check import Checked
from flows.decide import rule_text_of, stand
from flows.judge.answers import answer_of
from flows.judge.on_hand import on_hand_of
from flows.judge.replies import ReplyError, mark_one
from flows.judge.work import Examined, Settled
from flows.office.chamber import chamber
from flows.office.opened import Office
from flows.office.readings import readings_of, stored_of
from flows.reply.excerpt import Excerpt, excerpts
from record import register as record
from schemas.decision import Explained, ExplanationOnFile, Standing
from schemas.finding import Case, Level
from schemas.messages import Language
from schemas.reading import Explanation, WorkbookReading
from schemas.report import FileReport
from schemas.submission import OnFile, VerdictOnFile


@dataclass(frozen=True, slots=True)
class Answered:
    """A judged submission: its report, what stands of it, and what was read in it (None where that is lost)."""

    submission: OnFile
    verdict: VerdictOnFile
    report: FileReport
    standing: Standing
    reading: WorkbookReading | None
    on_file: tuple[ExplanationOnFile, ...]

    def explained(self, key: str) -> Explained | None:
        """The explanation that holds for a query; None without one."""
        return next((each for each in self.standing.explained if each.finding.key == key), None)

    @property
    def written(self) -> tuple[Explanation, ...]:
        """Everything written about it, on its own list or in the portal, for the list of its marked workbook."""
        kept = tuple(Explanation(each.key, each.numbers, each.reason.value, each.text) for each in self.on_file)
        return (*kept, *(self.reading.explanations if self.reading else ()))


def answered(office: Office, number: int) -> Answered | None:
    """A submission as it is answered; None where it was not judged yet. Raises RecordError for an unknown number.

    What was waived when it was judged stays so; explanations hold as long as their numbers do.
    """
    found, verdict = record.submission(number), record.verdict(number)
    if verdict is None:
        return None
    stored = stored_of(found)
    reading = readings_of(office, [stored]).get(found.sha256)
    known = on_hand_of(office, [stored.key], verdict.made_at.date())[stored.key]
    on_hand = replace(known, waivers=(), confirmed=found.confirmed_at is not None)
    written = reading.explanations if reading else ()
    left = [each for each in verdict.findings if each.key not in verdict.waived]
    waived = tuple(each for each in verdict.findings if each.key in verdict.waived)
    standing = replace(
        stand(left, written, on_hand, rule_text_of(office.returns)), waived=waived, waivers=verdict.waivers
    )
    checked = Checked(stored.key, found.sha256, verdict.findings, verdict.tally)
    settled = Settled(stored, Examined(number, checked, written), standing, found.context, first=False)
    return Answered(found, verdict, answer_of(office, settled, found.template), standing, reading, known.explanations)


def marked(office: Office, seen: Answered, language: Language) -> bytes:
    """The workbook with its findings marked in it. Raises ReplyError, and OSError where the file is gone."""
    stored = stored_of(seen.submission)
    original = (office.home.raw / stored.kept_as).read_bytes()
    return mark_one(chamber(), original, seen.report, seen.written, language)


def excerpts_of(office: Office, seen: Answered, cases: Sequence[Case]) -> tuple[Excerpt | None, ...]:
    """What stands around the lead of each case on its sheet, in the order of the cases; none for a note.

    Raises OSError where the kept file is gone.
    """
    leads = [case.lead for case in cases]
    doubted = [lead for lead in leads if lead.level is not Level.NOTE]
    found = iter(excerpts(office.home.raw / seen.submission.kept_as, doubted, seen.reading, chamber()))
    return tuple(None if lead.level is Level.NOTE else next(found) for lead in leads)


__all__ = ["Answered", "ReplyError", "answered", "excerpts_of", "marked"]
