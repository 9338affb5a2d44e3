"""The list of the commands. Whatever is heavy is imported by the command that needs it: help costs nothing.

A command raises Exit with its code, and Complaint or another Told for what is in its way: the door tells it.
"""

from typing import Annotated

import typer

from flows.cli import acts, analyst, clerk, looks, nights, office, portal, rulebook
from flows.cli.door import Command, Group
from flows.cli.settled import Lang
from flows.cli.speech import told

app = typer.Typer(
    name="shenhe",
    cls=Group,
    help=told("HELP-SHENHE"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
data, user, backup, audit = (
    typer.Typer(cls=Group, help=told(f"HELP-{name}"), no_args_is_help=True, rich_markup_mode=None, add_completion=False)
    for name in ("DATA", "USER", "BACKUP", "AUDIT")
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"shenhe {version('shenhe')}")
        raise typer.Exit


@app.callback()
def _shenhe(
    _: Annotated[bool, typer.Option("--version", help=told("HELP-VERSION"), callback=_version, is_eager=True)] = False,
    __: Lang = None,
) -> None:
    """What holds for every command; the language is taken from the command line itself, wherever it stands."""


@data.callback()
@user.callback()
@backup.callback()
@audit.callback()
def _group(_: Lang = None) -> None:
    """What holds for the commands of a group."""


app.command("check", cls=Command, help=told("HELP-CHECK"))(clerk.check)
app.command("read", cls=Command, help=told("HELP-READ"))(clerk.read)
app.command("template", cls=Command, help=told("HELP-TEMPLATE"))(clerk.template)
app.command("rules", cls=Command, help=told("HELP-RULES"))(analyst.rules)
app.command("lint", cls=Command, help=told("HELP-LINT"))(rulebook.lint)
app.command("impact", cls=Command, help=told("HELP-IMPACT"))(rulebook.impact)
app.command("propose", cls=Command, help=told("HELP-PROPOSE"))(rulebook.propose)
app.command("signs", cls=Command, help=told("HELP-SIGNS"))(rulebook.signs)
app.command("explain", cls=Command, help=told("HELP-EXPLAIN"))(analyst.explain)
app.command("bulletin", cls=Command, help=told("HELP-BULLETIN"))(analyst.bulletin)
data.command("ls", cls=Command, help=told("HELP-DATA-LS"))(analyst.list_tables)
data.command("show", cls=Command, help=told("HELP-DATA-SHOW"))(analyst.show_table)
data.command("get", cls=Command, help=told("HELP-DATA-GET"))(analyst.get_facts)
app.add_typer(data, name="data")
app.command("night", cls=Command, help=told("HELP-NIGHT"))(nights.night)
app.command("status", cls=Command, help=told("HELP-STATUS"))(looks.status)
app.command("review", cls=Command, help=told("HELP-REVIEW"))(acts.review)
app.command("waive", cls=Command, help=told("HELP-WAIVE"))(acts.waive)
app.command("waivers", cls=Command, help=told("HELP-WAIVERS"))(looks.waivers)
app.command("end-waiver", cls=Command, help=told("HELP-END-WAIVER"))(acts.end_waiver)
app.command("permit", cls=Command, help=told("HELP-PERMIT"))(acts.permit)
app.command("publish", cls=Command, help=told("HELP-PUBLISH"))(acts.publish)
app.command("diff", cls=Command, help=told("HELP-DIFF"))(looks.diff)
app.command("schedule", cls=Command, help=told("HELP-SCHEDULE"))(nights.schedule)
app.command("serve", cls=Command, help=told("HELP-SERVE"))(portal.serve)
user.command("add", cls=Command, help=told("HELP-USER-ADD"))(portal.add_user)
app.add_typer(user, name="user")
app.command("doctor", cls=Command, help=told("HELP-DOCTOR"))(portal.doctor)
backup.command("run", cls=Command, help=told("HELP-BACKUP-RUN"))(portal.run_backup)
backup.command("verify", cls=Command, help=told("HELP-BACKUP-VERIFY"))(portal.verify_backup)
app.add_typer(backup, name="backup")
audit.command("verify", cls=Command, help=told("HELP-AUDIT-VERIFY"))(portal.verify_audit)
audit.command("export", cls=Command, help=told("HELP-AUDIT-EXPORT"))(portal.export_audit)
app.add_typer(audit, name="audit")
app.command("sample", cls=Command, help=told("HELP-SAMPLE"))(office.sample)
