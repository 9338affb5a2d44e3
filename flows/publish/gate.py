"""The gate before an edition: a Great Expectations suite made from `schemas.published`, run on what will be published.

Great Expectations costs seconds to import, so only publishing pays. It gets frames in memory and no network.
"""

import gc
import json
import logging
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flows.publish.editions import as_json
from flows.publish.frames import Looked
from schemas.messages import Language, say
from schemas.published import FACT, KEY, FieldType, Objection
from schemas.reading import LARGEST
from schemas.receipt import Fact

Expectations = list[Any]
"""Of Great Expectations, which is imported only inside functions."""
EXAMPLES = 3
_REMEMBERED = 1_500_000
"""Lines of frames that may wait to be forgotten."""
_TYPES = {FieldType.TEXT: "CategoricalDtypeType", FieldType.INTEGER: "int64", FieldType.NUMBER: "float64"}


class GateFault(RuntimeError):
    """An expectation could not be judged: our own fault, and nothing is published."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one expectation: `looked_at` and `unexpected` count lines, `examples` name some places.

    `code` and `facts` are its message, `settings` are its arguments as JSON.
    """

    code: str
    facts: tuple[Fact, ...]
    about: str
    expectation: str
    settings: str
    kept: bool
    looked_at: int
    unexpected: int
    examples: tuple[str, ...]

    def words(self, language: Language) -> str:
        """What was expected."""
        return say(self.code, language, {fact.name: fact.value for fact in self.facts})

    def objection(self) -> Objection:
        """Why nothing is published, in words for the office."""
        told = {
            "what": f"{self.words('zh')} / {self.words('en')}",
            "count": str(self.unexpected),
            "examples": "|".join(self.examples) or "—",
        }
        return Objection("PUBLISH-EXPECTATION", tuple(Fact(name, value) for name, value in told.items()))


@dataclass(frozen=True, slots=True)
class Verdict:
    """All outcomes; an edition is published only where every expectation is kept."""

    outcomes: tuple[Outcome, ...]

    def objections(self) -> tuple[Objection, ...]:
        """The expectations that are not kept."""
        return tuple(outcome.objection() for outcome in self.outcomes if not outcome.kept)


def judge_edition(looked: Iterable[Looked], units: Sequence[str]) -> Verdict:
    """Judge what will be published against everything that is promised of it; `units` are those that report.

    Raises GateFault where an expectation cannot be judged.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the library is imported: no word leaves the machine
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports a module that Python will drop
        import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # Its import lets this one speak of each folder that it makes for itself.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.ERROR)

    outcomes: list[Outcome] = []
    waiting = 0
    for each in looked:
        context = gx.get_context(mode="ephemeral")  # one for each frame: a context keeps all that it has seen
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("edition").add_dataframe_asset(each.about)
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": each.frame})
        suite = gx.ExpectationSuite(name=each.about, expectations=_expectations(each, units))
        result = batch.validate(suite, result_format={"result_format": "SUMMARY", "partial_unexpected_count": EXAMPLES})
        outcomes.extend(_outcome(one, each) for one in result.results)
        del context, asset, batch, result
        waiting += len(each.frame)
        if waiting > _REMEMBERED:  # they refer to one another, frames and all, and would stay for long
            gc.collect()
            waiting = 0
    return Verdict(tuple(sorted(outcomes, key=lambda outcome: (outcome.about, outcome.expectation, outcome.settings))))


def expectations_json(verdict: Verdict, version: str) -> bytes:
    """expectations.json: every expectation with its outcome."""
    return as_json(
        {
            "great_expectations": version,
            "success": all(outcome.kept for outcome in verdict.outcomes),
            "results": [
                {
                    "expectation": outcome.expectation,
                    "about": outcome.about,
                    "settings": json.loads(outcome.settings),
                    "zh": outcome.words("zh"),
                    "en": outcome.words("en"),
                    "success": outcome.kept,
                    "looked_at": outcome.looked_at,
                    "unexpected": outcome.unexpected,
                }
                for outcome in verdict.outcomes
            ],
        }
    )


def _expectations(looked: Looked, units: Sequence[str]) -> Expectations:
    match looked.about:
        case "facts":
            return _of_facts(looked.lines or 0)
        case "values":
            return _of_values()
        case "texts":
            return _of_texts()
        case "workbooks":
            return _of_workbooks(units)
        case "sums":
            return _of_sums()
    raise GateFault(f"nothing is expected of {looked.about}")


def _note(code: str, **facts: str) -> dict[str, object]:
    """The words of an expectation, kept with it."""
    return {"code": code, "facts": facts}


def _of_facts(lines: int) -> Expectations:
    import great_expectations.expectations as gxe

    expected: Expectations = [
        gxe.ExpectTableColumnsToMatchOrderedList(
            column_list=[field.name for field in FACT], meta=_note("EXPECT-COLUMNS")
        ),
        gxe.ExpectTableRowCountToEqual(value=lines, meta=_note("EXPECT-COUNT", count=str(lines))),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=list(KEY), meta=_note("EXPECT-UNIQUE")),
        gxe.ExpectColumnValuesToBeBetween(
            column="value", min_value=-LARGEST, max_value=LARGEST, meta=_note("EXPECT-RANGE")
        ),
    ]
    for field in FACT:
        kind = _TYPES[field.type]
        words = _note("EXPECT-TYPE", field=field.zh, type=field.type.value)
        expected.append(gxe.ExpectColumnValuesToBeOfType(column=field.name, type_=kind, meta=words))
        if not field.nullable:
            words = _note("EXPECT-PRESENT", field=field.zh)
            expected.append(gxe.ExpectColumnValuesToNotBeNull(column=field.name, meta=words))
        if field.allowed:
            words = _note("EXPECT-ALLOWED", field=field.zh)
            allowed = [str(each) for each in field.allowed]
            expected.append(gxe.ExpectColumnValuesToBeInSet(column=field.name, value_set=allowed, meta=words))
    return expected


def _of_values() -> Expectations:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnPairValuesToBeEqual(column_A="has_value", column_B="flag_says_so", meta=_note("EXPECT-VALUE")),
        gxe.ExpectColumnValuesToBeBetween(column="unsigned", min_value=0, meta=_note("EXPECT-NOT-NEGATIVE")),
        gxe.ExpectColumnValuesToNotBeInSet(column="guarded", value_set=[1.0, 2.0], meta=_note("EXPECT-SMALL")),
        gxe.ExpectColumnValuesToBeInSet(column="without_cell", value_set=[False], meta=_note("EXPECT-LINEAGE")),
    ]


def _of_texts() -> Expectations:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToMatchRegex(
            column=field.name, regex=f"^(?:{field.pattern})$", meta=_note("EXPECT-FORM", field=field.zh)
        )
        for field in FACT
        if field.pattern
    ]


def _of_workbooks(units: Sequence[str]) -> Expectations:
    import great_expectations.expectations as gxe

    return [
        gxe.ExpectColumnValuesToBeInSet(column="unit", value_set=list(units), meta=_note("EXPECT-UNITS")),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["unit", "return"], meta=_note("EXPECT-ONE-WORKBOOK")),
    ]


def _of_sums() -> Expectations:
    import great_expectations.expectations as gxe

    return [gxe.ExpectColumnPairValuesToBeEqual(column_A="total", column_B="parts", meta=_note("EXPECT-SUM"))]


def _outcome(result: Any, looked: Looked) -> Outcome:
    configuration = result.expectation_config
    if configuration is None or not result.result:
        raise GateFault(f"{looked.about}: {result.exception_info}")
    meta = configuration.meta or {}
    told = result.result
    settings = {name: value for name, value in sorted(configuration.kwargs.items()) if name != "batch_id"}
    unexpected = int(told.get("unexpected_count", 0 if result.success else 1))
    return Outcome(
        code=str(meta["code"]),
        facts=tuple(Fact(name, value) for name, value in _facts(meta).items()),
        about=looked.about,
        expectation=configuration.type,
        settings=json.dumps(settings, ensure_ascii=False, sort_keys=True),
        kept=bool(result.success),
        looked_at=int(told.get("element_count", len(looked.frame))),
        unexpected=unexpected,
        examples=_examples(told, looked),
    )


def _facts(meta: Mapping[str, object]) -> Mapping[str, str]:
    facts = meta["facts"]
    return MappingProxyType(dict(facts)) if isinstance(facts, dict) else MappingProxyType({})


def _examples(told: Mapping[str, object], looked: Looked) -> tuple[str, ...]:
    """Some places that are not as expected; what was found instead where the whole frame is meant."""
    lines = told.get("partial_unexpected_index_list")
    if isinstance(lines, list):
        return tuple(looked.place(int(line)) for line in lines[:EXAMPLES])
    return (str(told["observed_value"]),) if "observed_value" in told else ()
