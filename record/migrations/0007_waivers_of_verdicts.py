"""A verdict keeps the numbers of the waivers that silenced its findings: which it was is not worked out again later."""

from datetime import timedelta, timezone
from typing import Any

from django.db import migrations, models

SHANGHAI = timezone(timedelta(hours=8))


def remember(apps: Any, _: Any) -> None:
    """Of each verdict on file the first of the unit's waivers that were in force when it was made, for each finding."""
    verdicts, waivers = (apps.get_model("record", name).objects for name in ("Verdict", "Waiver"))
    for each in verdicts.exclude(waived=[]).select_related("submission").iterator():
        day = each.made_at.astimezone(SHANGHAI).date()
        chosen = waivers.filter(unit=each.submission.unit, made_on__lte=day, expires_on__gte=day).order_by("pk")
        then = [one for one in chosen if one.ended_at is None or one.ended_at > each.made_at]
        used = {number for key in each.waived for number in [one.pk for one in then if covers(one, key)][:1]}
        verdicts.filter(pk=each.pk).update(waivers=sorted(used))


def covers(waiver: Any, key: str) -> bool:
    """Whether a waiver is of a finding, told by the finding's key."""
    code, _, row, column = key.split("|")
    return waiver.code == code and waiver.row_code in {"", row} and waiver.column in {"", column}


class Migration(migrations.Migration):
    dependencies = [("record", "0006_went_back")]

    operations = [
        migrations.AddField(
            "verdict", "waivers", models.JSONField(default=list, verbose_name="所用豁免"), preserve_default=False
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
