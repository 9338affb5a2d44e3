"""When the check first asked the unit for something stands beside the submission: a verdict made anew is of another time."""

from typing import Any

from django.db import migrations, models

ASKING = ("errors", "queries", "refused")


def mark(apps: Any, _: Any) -> None:
    """Those whose verdict asks for something, as far as the verdicts on file tell since when."""
    submissions, verdicts = (apps.get_model("record", name).objects for name in ("Submission", "Verdict"))
    asked = verdicts.filter(outcome__in=ASKING).order_by("-made_at").values_list("submission", "made_at")
    first = dict(asked.iterator())
    for each in submissions.filter(verdict__outcome__in=ASKING).only("pk").iterator():
        submissions.filter(pk=each.pk).update(went_back_at=first[each.pk])


class Migration(migrations.Migration):
    dependencies = [("record", "0005_asked")]

    operations = [
        migrations.AddField(
            "submission", "went_back_at", models.DateTimeField(blank=True, null=True, verbose_name="要求改正时间")
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
