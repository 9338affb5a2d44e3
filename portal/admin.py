"""The record for administrators to look at, without figures and what people wrote about them.

What is on file changes by `record.register` alone, so nothing can be edited here.
"""

from django.contrib import admin

from portal.models import Letter
from portal.record_site import ReadOnly, RecordSite
from record import models

site = RecordSite()


@admin.register(models.Submission, site=site)
class SubmissionAdmin(ReadOnly):
    """Files as they were registered."""

    list_display = ("id", "period", "unit", "return_code", "attempt", "state", "received_at")
    list_filter = ("period", "state", "return_code")
    search_fields = ("unit", "sha256", "name")


@admin.register(models.Verdict, site=site)
class VerdictAdmin(ReadOnly):
    """What the checks said."""

    list_display = ("id", "submission", "outcome", "errors", "queries", "notes", "made_at")
    list_filter = ("outcome",)
    list_select_related = ("submission",)
    exclude = ("findings", "explained", "waived", "waivers")


@admin.register(models.Explanation, site=site)
class ExplanationAdmin(ReadOnly):
    """What clerks explained."""

    list_display = ("id", "period", "unit", "key", "reason", "by", "written_at")
    list_filter = ("period", "reason")
    exclude = ("numbers", "text")


@admin.register(models.Waiver, site=site)
class WaiverAdmin(ReadOnly):
    """Rules silenced for one unit."""

    list_display = ("id", "unit", "code", "row_code", "column", "by", "made_on", "expires_on")
    exclude = ("reason",)


@admin.register(models.Correction, site=site)
class CorrectionAdmin(ReadOnly):
    """Permissions to send again."""

    list_display = ("id", "period", "unit", "return_code", "by", "made_on", "expires_on", "closed_at")
    exclude = ("reason",)


@admin.register(models.Decision, site=site)
class DecisionAdmin(ReadOnly):
    """Reviews by people."""

    list_display = ("id", "submission", "review", "by", "made_at")
    list_select_related = ("submission",)
    exclude = ("text",)


@admin.register(models.Edition, site=site)
class EditionAdmin(ReadOnly):
    """What was published."""

    list_display = ("period", "vintage", "published_on", "covered", "expected", "facts", "revised")


@admin.register(models.ReleaseNote, site=site)
class ReleaseNoteAdmin(ReadOnly):
    """What is said beside an edition."""

    list_display = ("period", "vintage", "by", "written_at")
    exclude = ("text",)


@admin.register(models.AuditEntry, site=site)
class AuditEntryAdmin(ReadOnly):
    """The audit trail."""

    list_display = ("number", "at", "by", "action", "subject")
    list_filter = ("action",)
    search_fields = ("subject",)
    exclude = ("facts",)  # of an explanation they hold its words and figures


@admin.register(models.Night, site=site)
class NightAdmin(ReadOnly):
    """Runs of the night."""

    list_display = ("id", "holder", "started_at", "ended_at")


@admin.register(models.Lease, site=site)
class LeaseAdmin(ReadOnly):
    """Who runs the night now."""

    list_display = ("name", "holder", "taken_at", "expires_at")


@admin.register(Letter, site=site)
class LetterAdmin(ReadOnly):
    """Notices outside the portal, and whether they were delivered."""

    list_display = ("id", "occasion", "key", "made_at", "tries", "sent_at", "given_up")
    list_filter = ("occasion", "given_up")
