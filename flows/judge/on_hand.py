"""What the record has on file about owed workbooks, as it counts when they are decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from flows.check import Key
from flows.decide import OnHand
from flows.office.opened import Office
from record import register as record
from schemas.decision import ExplanationOnFile, Waiver


def on_hand_of(office: Office, keys: Collection[Key], today: date) -> Mapping[Key, OnHand]:
    """Of each owed workbook its explanations, the waivers of its unit that are in force on a day, and who approves.

    All count as handed in; who knows better says so.
    """
    units = {key.unit for key in keys}
    explanations: dict[Key, list[ExplanationOnFile]] = defaultdict(list)
    for period in {key.period for key in keys}:
        for each in record.explanations_of(period, units):
            explanations[Key(each.unit, each.return_code, each.period)].append(each)
    waivers: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in record.waivers(today):
        waivers[waiver.unit].append(waiver)
    approval = office.configuration.approval
    return {key: OnHand(key.unit, today, tuple(explanations[key]), tuple(waivers[key.unit]), approval) for key in keys}
