"""The record to look at. What is on file changes by `record.register` alone, so nothing can be edited here."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from record import models

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Model]
else:
    Pages = admin.ModelAdmin  # it takes no type argument when the program runs


class ReadOnly(Pages):
    """Lists and pages without a button that changes anything."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's signature
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes here."""
        return False


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnly):
    """Files as they were registered."""

    list_display = ("id", "period", "unit", "return_code", "attempt", "state", "received_at")
    list_filter = ("period", "state", "return_code")
    search_fields = ("unit", "sha256", "name")


@admin.register(models.Verdict)
class VerdictAdmin(ReadOnly):
    """What the checks said."""

    list_display = ("id", "submission", "outcome", "errors", "queries", "notes", "made_at")
    list_filter = ("outcome",)
    list_select_related = ("submission",)


@admin.register(models.Explanation)
class ExplanationAdmin(ReadOnly):
    """What clerks explained."""

    list_display = ("id", "period", "unit", "key", "reason", "by", "written_at")
    list_filter = ("period", "reason")


@admin.register(models.Waiver)
class WaiverAdmin(ReadOnly):
    """Rules silenced for one unit."""

    list_display = ("id", "unit", "code", "row_code", "column", "by", "made_on", "expires_on")


@admin.register(models.Correction)
class CorrectionAdmin(ReadOnly):
    """Permissions to send again."""

    list_display = ("id", "period", "unit", "return_code", "by", "made_on", "expires_on", "closed_at")


@admin.register(models.Decision)
class DecisionAdmin(ReadOnly):
    """Reviews by people."""

    list_display = ("id", "submission", "review", "by", "made_at")
    list_select_related = ("submission",)


@admin.register(models.Edition)
class EditionAdmin(ReadOnly):
    """What was published."""

    list_display = ("period", "vintage", "published_on", "covered", "expected", "facts", "revised")


@admin.register(models.AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """The audit trail."""

    list_display = ("number", "at", "by", "action", "subject")
    list_filter = ("action",)
    search_fields = ("subject",)


@admin.register(models.Night)
class NightAdmin(ReadOnly):
    """Runs of the night."""

    list_display = ("id", "holder", "started_at", "ended_at")


@admin.register(models.Lease)
class LeaseAdmin(ReadOnly):
    """Who runs the night now."""

    list_display = ("name", "holder", "taken_at", "expires_at")
