"""The tables of the record. Units, returns and periods are kept by code; their register and forms live elsewhere."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

from schemas.decision import Reason, Review
from schemas.states import State

_CODE = 32
_HASH = 64
_NAME = 150


def _one_of(field: str, values: Any) -> Q:
    return Q(**{f"{field}__in": [value.value for value in values]})


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value.value, value.words("zh")) for value in values]


class Submission(models.Model):
    """One kept file and where it stands. One that was not taken (`taken`) counts for nothing."""

    unit = models.CharField("填报单位", max_length=_CODE)
    return_code = models.CharField("报表", max_length=_CODE)
    period = models.CharField("报告期", max_length=_CODE)
    attempt = models.PositiveIntegerField("第几次")
    taken = models.BooleanField("已接收", default=True)
    state = models.CharField("状态", max_length=_CODE, choices=_choices(State), default=State.CHECKING.value)
    confirmed_at = models.DateTimeField("报送时间", null=True, blank=True)
    """None while an upload waits for its clerk's confirmation; what came by the inbox is confirmed by that"""
    confirmed_by = models.CharField("报送人", max_length=_NAME, blank=True)
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    approved_by = models.CharField("审定人", max_length=_NAME, blank=True)
    """`SYSTEM` where no person looked at it"""
    sha256 = models.CharField("文件校核码", max_length=_HASH)
    size = models.PositiveBigIntegerField("字节")
    kind = models.CharField("种类", max_length=_CODE)
    name = models.CharField("文件名", max_length=255)
    received_at = models.DateTimeField("收到时间")
    source = models.CharField("来源", max_length=1024)
    template = models.CharField("模板版本", max_length=_CODE, blank=True)
    kept_as = models.CharField("存放位置", max_length=512)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="被代替"
    )
    correction = models.ForeignKey(
        "Correction", on_delete=models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="更正"
    )
    verdict = models.ForeignKey(
        "Verdict", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="校核结果"
    )
    approved_verdict = models.ForeignKey(
        "Verdict", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定时的校核结果"
    )
    """stays as it was when a person approved or the edition was published, whatever a later check says"""
    went_back_at = models.DateTimeField("要求改正时间", null=True, blank=True)
    """when the check first asked its unit for something; empty where it asks for nothing now"""
    asked = models.BooleanField("问及异常数", default=False)
    """whether its verdict asks about figures that are only unusual (H00), or one that is being made may"""

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["period", "unit", "return_code"], name="submission_key"),
            models.Index(fields=["period"], condition=Q(asked=True), name="submission_asked"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "return_code", "period", "sha256"], name="submission_same_bytes"),
            models.UniqueConstraint(
                fields=["unit", "return_code", "period", "attempt"], condition=Q(taken=True), name="submission_attempt"
            ),
            models.CheckConstraint(
                condition=_one_of("state", [state for state in State if state is not State.MISSING]),
                name="submission_state",
            ),
            models.CheckConstraint(
                condition=~_one_of("state", [State.APPROVED, State.PUBLISHED]) | Q(approved_at__isnull=False),
                name="submission_approved_when",
            ),
            models.CheckConstraint(
                condition=~_one_of("state", [State.AWAITING_REVIEW, State.APPROVED, State.PUBLISHED])
                | Q(confirmed_at__isnull=False),
                name="submission_confirmed_when",
            ),
            models.CheckConstraint(
                condition=(Q(taken=True) & Q(attempt__gte=1)) | (Q(taken=False) & Q(attempt=0)),
                name="submission_taken_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.unit} {self.return_code} {self.period}"


class Verdict(models.Model):
    """What the check said of one file with one rule set beside given workbooks, and what was settled of it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verdicts", verbose_name="报送")
    sha256 = models.CharField("文件校核码", max_length=_HASH)
    rule_set = models.CharField("规则集", max_length=_HASH)
    context = models.CharField("参照", max_length=_HASH)
    findings = models.JSONField("问题")
    explained = models.JSONField("已说明")
    waived = models.JSONField("已豁免")
    waivers = models.JSONField("所用豁免")
    """numbers of the waivers that silenced what is waived"""
    outcome = models.CharField("结论", max_length=_CODE)
    errors = models.PositiveIntegerField("错误")
    queries = models.PositiveIntegerField("核实")
    notes = models.PositiveIntegerField("提示")
    held = models.PositiveBigIntegerField("通过项")
    violated = models.PositiveBigIntegerField("不通过项")
    cannot_tell = models.PositiveBigIntegerField("不能判断项")
    made_at = models.DateTimeField("校核时间")

    class Meta:
        verbose_name = verbose_name_plural = "校核结果"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "sha256", "rule_set", "context"], name="verdict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"


class Explanation(models.Model):
    """What a clerk wrote for a query; valid while its numbers and its rule's text are those of the finding."""

    unit = models.CharField("填报单位", max_length=_CODE)
    return_code = models.CharField("报表", max_length=_CODE)
    period = models.CharField("报告期", max_length=_CODE)
    key = models.CharField("标识", max_length=255)
    numbers = models.TextField("核对数")
    rule_text = models.CharField("规则校核码", max_length=_HASH)
    reason = models.CharField("原因代码", max_length=_CODE, choices=_choices(Reason))
    text = models.TextField("填报说明")
    by = models.CharField("填报人", max_length=_NAME)
    written_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "说明"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["period", "unit", "return_code"], name="explanation_key")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_of("reason", Reason), name="explanation_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period} {self.key}"


class Waiver(models.Model):
    """One rule silenced for one unit until a day."""

    unit = models.CharField("填报单位", max_length=_CODE)
    code = models.CharField("规则", max_length=_CODE)
    row_code = models.CharField("行", max_length=_CODE, blank=True)
    column = models.CharField("栏", max_length=_NAME, blank=True)
    reason = models.TextField("理由")
    by = models.CharField("批准人", max_length=_NAME)
    made_on = models.DateField("起始日")
    expires_on = models.DateField("到期日")
    ended_at = models.DateTimeField("提前终止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_on__gte=models.F("made_on")), name="waiver_expires"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(by=""), name="waiver_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.code}"


class Correction(models.Model):
    """Permission to send an approved workbook again."""

    unit = models.CharField("填报单位", max_length=_CODE)
    return_code = models.CharField("报表", max_length=_CODE)
    period = models.CharField("报告期", max_length=_CODE)
    reason = models.TextField("理由")
    by = models.CharField("批准人", max_length=_NAME)
    made_on = models.DateField("起始日")
    expires_on = models.DateField("到期日")
    closed_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_on__gte=models.F("made_on")), name="correction_expires"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(by=""), name="correction_signed"),
            models.UniqueConstraint(
                fields=["unit", "return_code", "period", "made_on", "expires_on", "reason", "by"],
                condition=Q(closed_at=None),
                name="correction_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.return_code} {self.period}"


class Decision(models.Model):
    """A person's review of one submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions", verbose_name="报送")
    review = models.CharField("结论", max_length=_CODE, choices=_choices(Review))
    by = models.CharField("审核人", max_length=_NAME)
    text = models.TextField("意见", blank=True)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审核"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_of("review", Review), name="decision_review"),
            models.CheckConstraint(
                condition=Q(review=Review.APPROVE.value) | ~Q(text=""), name="decision_return_says_why"
            ),
            models.CheckConstraint(condition=~Q(by=""), name="decision_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.review}"


class Edition(models.Model):
    """A published edition."""

    period = models.CharField("报告期", max_length=_CODE)
    vintage = models.PositiveIntegerField("版次")
    published_on = models.DateField("发布日")
    fingerprint = models.CharField("内容校核码", max_length=_HASH)
    expected = models.PositiveIntegerField("应报")
    covered = models.PositiveIntegerField("已含")
    facts = models.PositiveBigIntegerField("数据数")
    revised = models.PositiveBigIntegerField("修订数")

    class Meta:
        verbose_name = verbose_name_plural = "版次"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["period", "vintage"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.period} v{self.vintage:03}"


class EditionEntry(models.Model):
    """One submission in an edition, with the verdict under which it went in."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="entries", verbose_name="版次")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="entries", verbose_name="报送")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, verbose_name="校核结果")

    class Meta:
        verbose_name = verbose_name_plural = "版次内容"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "submission"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.submission_id}"


class ReleaseNote(models.Model):
    """What the office says beside an edition, written before it is made."""

    period = models.CharField("报告期", max_length=_CODE)
    vintage = models.PositiveIntegerField("版次")
    text = models.TextField("发布说明", blank=True)
    by = models.CharField("填写人", max_length=_NAME)
    written_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "发布说明"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["period", "vintage"], name="release_note_once")]

    def __str__(self) -> str:
        return f"{self.period} v{self.vintage:03}"


class AppendOnlyError(TypeError):
    """Code that would change or delete an entry of the audit trail: our own fault."""


class AuditEntry(models.Model):
    """One entry of the audit trail; the database refuses to change or delete it too."""

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=_NAME)
    action = models.CharField("操作", max_length=_CODE)
    subject = models.CharField("对象", max_length=_NAME, db_index=True)
    facts = models.TextField("内容")
    previous = models.CharField("前一条", max_length=_HASH, unique=True)
    hash = models.CharField("校核码", max_length=_HASH, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a new entry. Raises AppendOnlyError for one that is there."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Raises AppendOnlyError."""
        raise AppendOnlyError


class AuditHead(models.Model):
    """The end of the audit trail, one row: an entry cut off the end is missed, and writers queue for it."""

    number = models.PositiveBigIntegerField("条数")
    hash = models.CharField("校核码", max_length=_HASH)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录末条"

    def __str__(self) -> str:
        return str(self.number)


class Night(models.Model):
    """One run of the night."""

    holder = models.CharField("运行者", max_length=_NAME)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    rule_set = models.CharField("规则集", max_length=_HASH)
    account = models.TextField("结果", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "夜间校核"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Lease(models.Model):
    """Who may run the night, one row a name: one at a time, and never for ever."""

    name = models.CharField("名称", max_length=_CODE, primary_key=True)
    holder = models.CharField("运行者", max_length=_NAME)
    taken_at = models.DateTimeField("开始")
    expires_at = models.DateTimeField("到期")

    class Meta:
        verbose_name = verbose_name_plural = "运行占用"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("taken_at")), name="lease_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"
