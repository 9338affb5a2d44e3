"""Whether a verdict asks about unusual figures stands in a column of its own, with an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q, TextField
from django.db.models.functions import Cast


def mark(apps: Any, _: Any) -> None:
    """Those whose verdict on file asks."""
    submissions = apps.get_model("record", "Submission").objects
    told = submissions.annotate(told=Cast("verdict__findings", TextField())).filter(told__contains='-H00"')
    submissions.filter(pk__in=list(told.values_list("pk", flat=True))).update(asked=True)


class Migration(migrations.Migration):
    dependencies = [("record", "0004_release_notes")]

    operations = [
        migrations.AddField("submission", "asked", models.BooleanField(default=False, verbose_name="问及异常数")),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            "submission", models.Index(fields=["period"], condition=Q(asked=True), name="submission_asked")
        ),
    ]
