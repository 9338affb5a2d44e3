"""The Prefect flow of the night: one async flow whose tasks are batches of files, never single files."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, PrefectWrappedFuture
from prefect.schedules import Cron
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.judge.entered import Entered
from flows.judge.replies import Answer, answer_batch
from flows.judge.turns import turns
from flows.judge.work import Examined, UnitWork, Unread, examine_batch, office_of, receive_batch
from flows.nightly.account import Account, Expiring, Judged, PeriodAccount
from flows.nightly.report import write_digest, write_reports
from flows.office.configuration import Configuration, Runner
from flows.office.opened import alone
from flows.office.readings import Stored
from flows.publish import PublishError
from flows.receive import Intake, StoreError, look, one_round
from record import connect, disconnect
from schemas.periods import SHANGHAI, Period

_MOST_HELD = 200
"""Workbooks that are answered while their units are held: each unit's clerk waits for all of them."""
Item = TypeVar("Item")
Result = TypeVar("Result")


def worth_another_try(_: object, __: object, state: State[Any]) -> bool:
    """Whether a task that failed is run once more: not where the disk takes nothing."""
    return not isinstance(state.result(raise_on_failure=False), StoreError | PublishError)


@task(name="receive", retries=1, retry_condition_fn=worth_another_try, cache_policy=NO_CACHE, persist_result=False)
def receive_files(folder: Path, opened: str, names: Sequence[str], now: datetime) -> Intake:
    """A batch of the inbox."""
    return receive_batch(office_of(folder, opened), names, now)


@task(name="check", retries=1, retry_condition_fn=worth_another_try, cache_policy=NO_CACHE, persist_result=False)
def check_units(
    folder: Path, opened: str, works: Sequence[UnitWork]
) -> tuple[tuple[Examined, ...], tuple[Unread, ...]]:
    """A batch of units."""
    return examine_batch(office_of(folder, opened), works)


@task(name="reply", retries=1, retry_condition_fn=worth_another_try, cache_policy=NO_CACHE, persist_result=False)
def reply_to(folder: Path, opened: str, answers: Sequence[Answer]) -> tuple[int, ...]:
    """A batch of answers."""
    return answer_batch(office_of(folder, opened), answers, "zh")


@flow(name="shenhe-night", persist_result=False)
async def nightly(folder: Path, now: datetime | None = None, only: str = "", settle: float = 10.0) -> Account:
    """receive, read, check, reply, decide, curate, publish, chase: period by period, earliest first.

    An opening is held against a settled closing, so a period is settled before the next one is judged. `now` is left
    out by the schedule alone: then it is the clock's. Raises LeaseTaken or StoreError while another night runs.
    """
    begun = time.monotonic()
    night = _Night(folder, now or datetime.now(SHANGHAI), settle)
    try:
        await night.ask(night.open)
        received = await night.receive()
        periods = [period for period in await night.ask(night.periods) if only in {"", str(period)}]
        accounts = [await night.period(period) for period in periods]
        account = await night.account(received, accounts, time.monotonic() - begun)
        await night.ask(night.end, account)
    finally:
        night.close()
    await _artifact(account)
    return account


class _Night:
    """One run: its office, its side of the record, and what it has seen so far."""

    def __init__(self, folder: Path, now: datetime, settle: float) -> None:
        self.folder = folder
        # A Dask worker outlives the night: what it knows of an office must not.
        self.opened = uuid4().hex
        self.office = office_of(folder, self.opened)
        self.now = now
        self.settle = settle
        self.entered = Entered()
        self.judged: list[Judged] = []
        self.faults: list[str] = []
        self._clerk = ThreadPoolExecutor(max_workers=1)
        self._held = contextlib.ExitStack()

    def open(self) -> None:
        """Take what only one night may hold, and open the record; on the clerk's thread."""
        connect(self.folder)
        from flows.judge.desk import Desk  # reads the record: only after it is open

        self._held.callback(disconnect)
        self._held.enter_context(alone(self.office.home))
        self._held.enter_context(one_round(self.office.home.raw))
        self.desk = Desk(self.office, self.now)
        self.lease = self.desk.arrive(self.office.holder, datetime.now(SHANGHAI))
        self._held.callback(self.desk.leave, self.lease)

    async def ask(self, act: Callable[..., Result], *arguments: object) -> Result:
        """Have the record's side do something, on the one thread that holds its connection."""
        return await asyncio.get_running_loop().run_in_executor(self._clerk, act, *arguments)

    def periods(self) -> tuple[Period, ...]:
        """Periods of which something is on file."""
        return self.desk.periods()

    def expiring(self) -> Expiring:
        """Waivers that ran out since the night before, or will within a week."""
        from flows.nightly.expiring import expiring  # reads the record

        return expiring(self.office, self.desk.today)

    def end(self, account: Account) -> None:
        """Reports written, the run's account put on file, and notices sent to whoever is named for them."""
        ended = datetime.now(SHANGHAI)
        write_reports(self.office, account, self.now, ended)
        write_digest(self.office, self.desk.digest(), self.now)
        self.desk.tell(account.lines("zh")[0], ended)
        if self.office.configuration.notices:
            from django.utils.module_loading import import_string

            import_string("portal.notices.one_round")(self.office, ended)  # the portal stands above: by its name alone

    def close(self) -> None:
        """Everything that was held is given back."""
        self._clerk.submit(self._held.close).result()
        self._clerk.shutdown()

    async def receive(self) -> tuple[Intake, ...]:
        """The inbox, batch by batch, and every kept file put on file."""
        lying = look(self.office.home.inbox, datetime.now(SHANGHAI), self.settle)
        batches = _batches(lying.ready, self.office.configuration.batch, lambda _: 1)
        intakes = await self._each(
            batches, lambda names: receive_files.submit(self.folder, self.opened, names, self.now)
        )
        for turned in (each for intake in intakes for each in intake.refused):
            if turned.died is not None:
                self.faults.append(f"{turned.sha256[:8].upper()} {turned.died.reason} {turned.died.detail}".strip())
        self.entered = await self.ask(self.desk.enter, intakes)
        return (*intakes, Intake((), (), (), lying.waiting))

    async def period(self, period: Period) -> PeriodAccount:
        """One period: judged, answered, decided, held against the whole city, published."""
        await self.ask(self.desk.stay, self.lease, datetime.now(SHANGHAI))
        works = await self.ask(self.desk.to_judge, period)
        batches = _batches(works, self.office.configuration.batch, lambda work: len(work.judged))
        done = await self._each(batches, lambda batch: check_units.submit(self.folder, self.opened, batch))
        examined = await self.ask(self.desk.within_budget, works, [each for found, _ in done for each in found])
        self.faults += [f"{each.detail}" for _, unread in done for each in unread]
        together = min(self.office.configuration.batch * self.office.configuration.workers, _MOST_HELD)
        for some in _batches(works, together, lambda work: len(work.judged)):
            await self.answer(some, examined)
        city = await self.ask(partial(self.desk.city, period, judged=bool(examined)))
        edition = await self.ask(self.desk.publish, period)
        board = await self.ask(self.desk.board, period)
        return PeriodAccount(str(period), board, city.gaps, edition, city.tolerated, city.suspicion)

    async def answer(self, works: Sequence[UnitWork], examined: Sequence[Examined]) -> None:
        """What was examined of some units decided, answered and put on file.

        The units are held meanwhile: what a clerk or the office does about one comes before all of it or after, so that
        no notice takes the place of a later one. A unit that somebody acted on since it was examined is left out.
        """
        with contextlib.ExitStack() as held:
            units = {stored.key.unit for work in works for stored in work.judged}
            await asyncio.to_thread(held.enter_context, turns(self.office, units))
            works = await self.ask(self.desk.unchanged, works)
            numbers = {stored.submission for work in works for stored in work.judged}
            own = [each for each in examined if each.submission in numbers]
            settled = await self.ask(self.desk.decide, works, own)
            told = await self.ask(self.desk.answers, settled)
            answers = _batches(told, self.office.configuration.batch, lambda _: 1)
            sent = await self._each(answers, lambda batch: reply_to.submit(self.folder, self.opened, batch))
            answered = {submission for numbers in sent for submission in numbers}
            untold = {each.stored.submission for each in told} - answered
            final = [each for each in settled if each.stored.submission not in untold]
            await self.ask(self.desk.settle, final)
        self.judged += [Judged(each.stored.submission, each.standing.outcome, each.first) for each in final]

    async def _each(
        self, batches: Sequence[Sequence[Item]], submit: Callable[[Sequence[Item]], PrefectFuture[Any]]
    ) -> list[Any]:
        """What came of every batch; one that broke is tried again item by item, and what breaks alone is told."""
        results: list[Any] = []
        futures = [submit(batch) for batch in batches]
        for batch, future in zip(batches, futures, strict=True):
            outcome = await _settled(future)
            if not isinstance(outcome, BaseException):
                results.append(outcome)
                continue
            _raise_if_fatal(outcome)
            for item in (part for each in batch for part in _parts(each)):
                outcome = await _settled(submit([item]))
                if isinstance(outcome, BaseException):
                    _raise_if_fatal(outcome)
                    self.faults.append(f"{type(outcome).__name__}: {_named(item)}")
                else:
                    results.append(outcome)
        return results

    async def account(self, intakes: Sequence[Intake], periods: Sequence[PeriodAccount], seconds: float) -> Account:
        """What this run did."""
        return Account(
            entered=self.entered,
            refused=sum(len(intake.refused) for intake in intakes),
            waiting=sum(len(intake.waiting) for intake in intakes),
            judged=tuple(self.judged),
            faults=tuple(self.faults),
            earlier_rules=await self.ask(self.desk.under_earlier_rules),
            periods=tuple(periods),
            seconds=seconds,
            expiring=await self.ask(self.expiring),
            cut_short=await self.ask(self.desk.cut_short),
        )


def run_flow(folder: Path, now: datetime, only: Period | None, settle_seconds: float) -> Account:
    """The flow, now, with the runner that the office's configuration names."""
    configuration = office_of(folder, now.isoformat()).configuration
    chosen = nightly.with_options(task_runner=runner_of(configuration, folder))
    account: Account = asyncio.run(chosen(folder, now, str(only or ""), settle_seconds))
    return account


def serve(folder: Path) -> None:
    """Hold the schedule: the flow every night at 01:00 in Shanghai, until this process is ended."""
    chosen = nightly.with_options(task_runner=runner_of(office_of(folder, "schedule").configuration, folder))
    chosen.serve(
        name="shenhe-night",
        schedule=Cron("0 1 * * *", timezone="Asia/Shanghai"),
        parameters={"folder": str(folder)},
        limit=1,
    )


def runner_of(configuration: Configuration, folder: Path) -> TaskRunner[Any]:
    """Threads here, each with a reading process of its own, or a Dask cluster: by configuration alone."""
    if configuration.runner is Runner.PROCESSES:
        return ThreadPoolTaskRunner(max_workers=configuration.workers)
    from prefect_dask.task_runners import DaskTaskRunner

    # What it says of itself is not what an office wants to read in the morning; its own import turns it up.
    logging.getLogger("distributed").setLevel(logging.ERROR)
    if configuration.dask_address:
        return DaskTaskRunner(address=configuration.dask_address)
    cluster = {
        "n_workers": configuration.workers,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "silence_logs": logging.ERROR,
        "local_directory": str(folder / "cache" / "dask"),
    }
    return DaskTaskRunner(cluster_kwargs=cluster)


async def _settled(future: PrefectFuture[Any]) -> Any:
    """The result of a task, or the exception with which it ended, or the one with which its worker did."""
    await asyncio.to_thread(future.wait)
    if isinstance(future, PrefectWrappedFuture):
        lost = await asyncio.to_thread(future.wrapped_future.exception)
        if lost is not None:
            return lost
    return await asyncio.to_thread(future.result, None, False)


def _raise_if_fatal(error: BaseException) -> None:
    """A disk that takes nothing is no fault of a batch: the night stops, and what was done stays done."""
    if isinstance(error, StoreError | PublishError):
        raise error


def _parts(item: Item) -> tuple[Item, ...]:
    """A unit's workbooks one by one, each beside all others; other items as they are."""
    if not isinstance(item, UnitWork):
        return (item,)
    files = item.judged
    return tuple(
        replace(item, judged=(one,), beside=(*(each for each in files if each != one), *item.beside)) for one in files
    )


def _named(item: object) -> str:
    match item:
        case str():
            return item
        case UnitWork(judged=judged):
            return ", ".join(_numbered(stored) for stored in judged)
        case Answer(stored=stored):
            return _numbered(stored)
    return type(item).__name__


def _numbered(stored: Stored) -> str:
    return f"No. {stored.submission} {stored.kept_as}"


def _batches(items: Sequence[Item], most: int, weight: Callable[[Item], int]) -> list[list[Item]]:
    """The items in their order, in batches of at most `most` files."""
    batches: list[list[Item]] = []
    filled = most
    for item in items:
        if filled + weight(item) > most:
            batches.append([])
            filled = 0
        batches[-1].append(item)
        filled += weight(item)
    return batches


async def _artifact(account: Account) -> None:
    """The run report where Prefect shows it."""
    text = "\n\n".join((*account.lines("zh"), *account.lines("en")))
    made = create_markdown_artifact(key="night-report", markdown=text)
    if asyncio.iscoroutine(made):
        await made
