"""The report about one workbook that was checked and decided: every form of its answer is made from it."""

from flows.check import Checked
from schemas.decision import Standing
from schemas.model import Return
from schemas.report import FileReport
from schemas.units import Unit


def report_of(
    file: str, checked: Checked, standing: Standing, form: Return, unit: Unit | None, template: str
) -> FileReport:
    """What is told of a workbook by what stands of it.

    `file` is how it is called. `unit` is its reporting unit as registered, None where it is not; one that is known by
    its code alone has no name. `template` is the version that the file itself is stamped with, empty without a stamp.
    """
    return FileReport(
        file=file,
        sha256=checked.sha256,
        outcome=standing.outcome,
        findings=standing.findings,
        tally=checked.tally,
        return_code=form.code,
        return_zh=form.zh,
        return_en=form.en,
        unit=checked.key.unit,
        unit_name=unit.name if unit is not None and unit.name != unit.code else "",
        period=checked.key.period,
        template=f"{form.code}-{template}" if template else "",
        explained=standing.explained_keys,
        not_accepted=len(standing.not_taken),
    )
