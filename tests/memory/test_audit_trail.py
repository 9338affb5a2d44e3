"""The audit trail: everything that changed is in it, and nothing in it can be changed unseen."""

import pytest
from django.db import DatabaseError, connection, transaction

from record import audit, models
from record import register as on_file
from schemas.decision import Review, Standing
from schemas.finding import Finding
from schemas.states import StateError

TRIGGERS = {
    "sqlite": ("audit_no_UPDATE", "audit_no_DELETE"),
    "postgresql": ("audit_no_change ON record_auditentry",),
}


@pytest.fixture
def used(office, query: Finding, reviewed: Standing):
    """A record in which a submission was judged and returned."""
    number = office.send("first").submission
    office.judge(number, query, standing=reviewed)
    office.review(number, Review.RETURN, "请核对三季度录用人数")
    return office


@pytest.fixture
def unguarded(used):
    """The same, opened by someone who can take the database's own guard away."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {trigger}")
    return used


@pytest.mark.usefixtures("used")
def test_the_trail_tells_who_did_what_in_order() -> None:
    """From registering to the return, with authors."""
    told = [(event.action, event.by) for event in on_file.history(1)]

    assert told == [("register", "system"), ("verdict", "system"), ("explain", "workbook"), ("return", "office")]
    assert audit.verify().is_whole
    assert [event.number for event in audit.export()] == [1, 2, 3, 4]


@pytest.mark.usefixtures("office")
def test_an_empty_trail_is_whole() -> None:
    """Nothing has happened yet."""
    assert audit.verify().entries == 0
    assert audit.verify().is_whole


@pytest.mark.usefixtures("used")
def test_the_trail_offers_no_way_to_change_or_delete() -> None:
    """Neither our code nor a statement in the database gets through."""
    entry = models.AuditEntry.objects.get(number=2)
    with pytest.raises(models.AppendOnlyError):
        entry.save()
    with pytest.raises(models.AppendOnlyError):
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        models.AuditEntry.objects.filter(number=2).update(by="nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.AuditEntry.objects.filter(number=2).delete()
    assert audit.verify().is_whole


@pytest.mark.parametrize("field", ["by", "action", "subject", "facts", "hash", "previous"])
@pytest.mark.usefixtures("unguarded")
def test_an_entry_that_was_changed_is_found(field: str) -> None:
    """Whatever part of it."""
    models.AuditEntry.objects.filter(number=2).update(**{field: "changed"})

    assert audit.verify().broken_at == 2


@pytest.mark.usefixtures("unguarded")
def test_an_entry_that_was_removed_is_found() -> None:
    """Its successor no longer fits."""
    models.AuditEntry.objects.filter(number=2).delete()

    assert audit.verify().broken_at == 2


@pytest.mark.usefixtures("unguarded")
def test_entries_cut_off_the_end_are_missed() -> None:
    """The end of the trail is known."""
    models.AuditEntry.objects.filter(number__gte=3).delete()

    assert audit.verify().broken_at == 3


@pytest.mark.usefixtures("unguarded")
def test_an_entry_put_at_the_end_by_another_hand_is_found() -> None:
    """A forged entry with a hash of its own making is beyond the known end."""
    last = models.AuditEntry.objects.get(number=4)
    forged = audit._entry(audit.Act(last.at, "office", "approve", "submission 1", {}), 5, last.hash)
    forged.save()

    assert audit.verify().broken_at == 6


def test_what_fails_leaves_no_entry(used) -> None:
    """An act and its entry are one transaction."""
    entries = audit.verify().entries
    with pytest.raises(StateError):
        used.review(1, Review.APPROVE)

    assert audit.verify() == audit.Chain(entries)
