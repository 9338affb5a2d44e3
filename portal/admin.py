"""The record to look at. What is on file changes by `record.register` alone, so nothing can be edited here."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from record import models


class ReadOnly(admin.ModelAdmin[Model]):
    """Lists and pages without a button that changes anything."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnly):
    list_display = ("id", "period", "unit", "return_code", "attempt", "state", "received_at")
    list_filter = ("period", "state", "return_code")
    search_fields = ("unit", "sha256", "name")


@admin.register(models.Verdict)
class VerdictAdmin(ReadOnly):
    list_display = ("id", "submission", "outcome", "errors", "queries", "notes", "made_at")
    list_filter = ("outcome",)
    list_select_related = ("submission",)


@admin.register(models.Explanation)
class ExplanationAdmin(ReadOnly):
    list_display = ("id", "period", "unit", "key", "reason", "by", "written_at")
    list_filter = ("period", "reason")


@admin.register(models.Waiver)
class WaiverAdmin(ReadOnly):
    list_display = ("id", "unit", "code", "row_code", "column", "by", "made_on", "expires_on")


@admin.register(models.Correction)
class CorrectionAdmin(ReadOnly):
    list_display = ("id", "period", "unit", "return_code", "by", "made_on", "expires_on", "closed_at")


@admin.register(models.Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("id", "submission", "review", "by", "made_at")
    list_select_related = ("submission",)


@admin.register(models.Edition)
class EditionAdmin(ReadOnly):
    list_display = ("period", "vintage", "published_on", "covered", "expected", "facts", "revised")


@admin.register(models.AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display: ClassVar = ("number", "at", "by", "action", "subject")
    list_filter = ("action",)
    search_fields = ("subject",)


@admin.register(models.Night)
class NightAdmin(ReadOnly):
    list_display = ("id", "holder", "started_at", "ended_at")


@admin.register(models.Lease)
class LeaseAdmin(ReadOnly):
    list_display = ("name", "holder", "taken_at", "expires_at")
