"""The database itself refuses to change or delete an entry of the audit trail."""

from typing import Any

from django.db import migrations

_SQLITE = (
    "CREATE TRIGGER audit_no_{event} BEFORE {event} ON record_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
)
_FUNCTION = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
)
_TRIGGER = (
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record_auditentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
)


def guard(_: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        statements: tuple[str, ...] = (_FUNCTION, _TRIGGER)
    else:
        statements = tuple(_SQLITE.format(event=event) for event in ("UPDATE", "DELETE"))
    for statement in statements:
        editor.execute(statement)


def unguard(_: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        statements: tuple[str, ...] = (
            "DROP TRIGGER audit_no_change ON record_auditentry",
            "DROP FUNCTION audit_append_only()",
        )
    else:
        statements = ("DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE")
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_first")]

    operations = [migrations.RunPython(guard, unguard)]
