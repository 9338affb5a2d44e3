"""What the office says beside an edition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_confirmation")]

    operations = [
        migrations.CreateModel(
            name="ReleaseNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=32, verbose_name="报告期")),
                ("vintage", models.PositiveIntegerField(verbose_name="版次")),
                ("text", models.TextField(blank=True, verbose_name="发布说明")),
                ("by", models.CharField(max_length=150, verbose_name="填写人")),
                ("written_at", models.DateTimeField(verbose_name="填写时间")),
            ],
            options={"verbose_name": "发布说明", "verbose_name_plural": "发布说明", "ordering": ["id"]},
        ),
        migrations.AddConstraint(
            "releasenote", models.UniqueConstraint(fields=["period", "vintage"], name="release_note_once")
        ),
    ]
