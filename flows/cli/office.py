"""What the data office asks for."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.settled import Lang
from flows.cli.speech import Complaint, chosen, plain_name, told, write
from schemas.messages import say


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=told("HELP-SAMPLE-DIR"), show_default=False)],
    counties: Annotated[int, typer.Option("--counties", metavar="N", help=told("HELP-SAMPLE-COUNTIES"))] = 10,
    periods: Annotated[int, typer.Option("--periods", metavar="N", help=told("HELP-SAMPLE-PERIODS"))] = 4,
    faults: Annotated[bool, typer.Option("--faults", help=told("HELP-SAMPLE-FAULTS"))] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=told("HELP-SAMPLE-SEED"))] = 1,
    lang: Lang = None,
) -> None:
    """A sample city to try everything on."""
    language = chosen(lang)
    from flows.sample import KEY_FILE, LEAST_FOR_FAULTS, MOST_PERIODS, make_city
    from flows.sample.people import MOST_COUNTIES

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Complaint("SAMPLE-THERE", {"folder": plain_name(folder)})
    if not (1 <= periods <= MOST_PERIODS and 1 <= counties <= MOST_COUNTIES):
        raise Complaint("SAMPLE-NUMBERS", {"periods": MOST_PERIODS, "counties": MOST_COUNTIES})
    if faults and min(counties, periods) < LEAST_FOR_FAULTS:
        raise Complaint("SAMPLE-FEW", {"least": LEAST_FOR_FAULTS})
    made = make_city(folder, counties, periods, faults=faults, seed=seed)
    facts = {
        "folder": plain_name(folder),
        "units": len(made.units),
        "files": made.files,
        "first": str(made.periods[0]),
        "last": str(made.newest),
        "key": plain_name(folder / KEY_FILE),
        "count": len(made.planted),
    }
    write(f"{say('SAMPLE-MADE', language, facts)}\n")
    if faults:
        write(f"{say('SAMPLE-KEY', language, facts)}\n")
