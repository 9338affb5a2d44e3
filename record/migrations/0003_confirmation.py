"""An upload is confirmed by its clerk; what came before came by the inbox and was confirmed by that."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

_AFTER = ["checking", "to_correct", "to_explain", "ready", "awaiting_review", "returned", "approved", "published"]
_WORDS = {
    "missing": "未报",
    "checking": "校核中",
    "to_correct": "需修改",
    "to_explain": "待说明",
    "ready": "待报送",
    "awaiting_review": "待审核",
    "returned": "已退回",
    "approved": "审定",
    "published": "已发布",
}
_INBOX = "inbox"


def confirm(apps: Any, _: Any) -> None:
    submissions = apps.get_model("record", "Submission").objects
    submissions.filter(confirmed_at=None).update(confirmed_at=F("received_at"), confirmed_by=_INBOX)


def unconfirm(apps: Any, _: Any) -> None:
    """The form before knows no state for what waits for its confirmation: it is judged anew."""
    apps.get_model("record", "Submission").objects.filter(state="ready").update(state="checking")


class Migration(migrations.Migration):
    dependencies = [("record", "0002_audit_is_append_only")]

    operations = [
        migrations.AddField(
            "submission", "confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")
        ),
        migrations.AddField(
            "submission",
            "confirmed_by",
            models.CharField(blank=True, default="", max_length=150, verbose_name="报送人"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "submission",
            "state",
            models.CharField(choices=list(_WORDS.items()), default="checking", max_length=32, verbose_name="状态"),
        ),
        migrations.RemoveConstraint("submission", "submission_state"),
        migrations.AddConstraint(
            "submission", models.CheckConstraint(condition=Q(state__in=_AFTER), name="submission_state")
        ),
        migrations.RunPython(confirm, unconfirm),
        migrations.AddConstraint(
            "submission",
            models.CheckConstraint(
                condition=~Q(state__in=["awaiting_review", "approved", "published"]) | Q(confirmed_at__isnull=False),
                name="submission_confirmed_when",
            ),
        ),
    ]
