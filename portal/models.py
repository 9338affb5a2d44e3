"""Who may use the portal: accounts with their roles, and the keys of analysts' programs; and what is told outside it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.roles import Role
from schemas.occasions import Occasion

_CODE = 32
_HASH = 64


class Member(models.Model):
    """The role of one account, and the unit whose workbooks a clerk sends; empty for all others."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member")
    role = models.CharField("角色", max_length=_CODE, choices=[(role.value, role.words("zh")) for role in Role])
    unit = models.CharField("填报单位", max_length=_CODE, blank=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role=Role.CLERK.value) ^ models.Q(unit=""), name="member_clerk_has_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_username()} {self.role} {self.unit}".strip()


class Key(models.Model):
    """A key with which an analyst's program reads published tables; only its hash is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="keys", verbose_name="账号")
    name = models.CharField("用途", max_length=100)
    digest = models.CharField("校验值", max_length=_HASH, unique=True)
    made_at = models.DateTimeField("建立时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "读取密钥"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.name}"


class Letter(models.Model):
    """One notice for one target, kept until it is delivered; of the target only a hash, for it may hold a password."""

    occasion = models.CharField("事项", max_length=_CODE, choices=[(each.value, each.value) for each in Occasion])
    key = models.CharField("标识", max_length=200)
    """what it is about: the same thing is told to the same target once"""
    target = models.CharField("对象", max_length=_HASH)
    text = models.TextField("内容")
    made_at = models.DateTimeField("建立时间")
    next_try_at = models.DateTimeField("下次发送")
    tries = models.PositiveIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    given_up = models.BooleanField("不再发送", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["sent_at", "next_try_at"], name="letter_waiting")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "target"], name="letter_once")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.key}"


class Bookmark(models.Model):
    """How far the audit trail was read for notices."""

    number = models.PositiveBigIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "通知进度"

    def __str__(self) -> str:
        return str(self.number)
