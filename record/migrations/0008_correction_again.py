"""A correction that has ended or was used may be permitted again in the same words on the same day."""

from django.db import migrations, models

SAID = ["unit", "return_code", "period", "made_on", "expires_on", "reason"]


class Migration(migrations.Migration):
    dependencies = [("record", "0007_waivers_of_verdicts")]

    operations = [
        migrations.RemoveConstraint("correction", "correction_once"),
        migrations.AddConstraint(
            "correction",
            models.UniqueConstraint(condition=models.Q(closed_at=None), fields=[*SAID, "by"], name="correction_once"),
        ),
    ]
