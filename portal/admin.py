"""The record for administrators to look at, without figures and what people wrote about them.

What is on file changes by `record.register` alone, so nothing can be edited here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.membership import member_of, only
from portal.models import Letter
from portal.roles import Role
from record import models

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Model]
else:
    Pages = admin.ModelAdmin  # it takes no type argument when the program runs


class RecordSite(admin.AdminSite):
    """Lists of the record; for everybody but administrators there is no such page."""

    site_header = site_title = index_title = "报送登记"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether an administrator asks."""
        found = member_of(request)
        return found is not None and found.role == Role.ADMINISTRATOR.value

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """A page of the site, behind the portal's own door."""
        return only(Role.ADMINISTRATOR)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002  # Django's signature
        """There is one place to sign in."""
        return redirect("sign-in")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:  # noqa: ARG002  # Django's signature
        """There is one place to change the password."""
        return redirect("change-password")


site = RecordSite()


class ReadOnly(Pages):
    """Lists and pages without a button that changes anything."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the site sees all of it."""
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  # Django's signature
        """Who may see the site sees all of it."""
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's signature
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  # Django's signature
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002  # Django's signature
        """Nobody deletes here."""
        return False


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
    exclude = ("findings", "explained", "waived")


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
