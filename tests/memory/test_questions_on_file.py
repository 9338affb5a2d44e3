"""No more workbooks are asked about unusual figures than the budget allows, whoever judges at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import record
from record import models
from record import register as on_file
from schemas.finding import Finding

PERIOD = "2026Q3"
WRITERS = 4
UNITS = [f"9901{number:02}" for number in range(21, 21 + 2 * WRITERS)]


@pytest.fixture
def unusual(query: Finding) -> Finding:
    return replace(query, code="CA4-H00")


def sent(office, count: int) -> list[int]:
    return [office.send(f"of {unit}", unit=unit).submission for unit in UNITS[:count]]


def test_a_place_is_taken_before_the_verdict_is_on_file(office) -> None:
    """Two uploads judged at once: the second finds the room gone although no verdict of the first is there yet."""
    one, two = sent(office, 2)

    assert on_file.claim_questions(PERIOD, [one], 1, {one}) == {one}
    assert on_file.claim_questions(PERIOD, [two], 1, {two}) == frozenset()
    assert on_file.claim_questions(PERIOD, [one], 1, {one}) == {one}
    assert on_file.asked_about(PERIOD) == {one}


def test_writers_at_the_same_moment_never_share_a_place(office) -> None:
    """Four with a connection of their own, each for two workbooks, and room for three."""
    numbers = sent(office, 2 * WRITERS)
    barrier = threading.Barrier(WRITERS)

    def claim(which: int) -> frozenset[int]:
        own = numbers[2 * which : 2 * which + 2]
        barrier.wait()
        try:
            return on_file.claim_questions(PERIOD, own, 3, frozenset(own))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        given_places = list(pool.map(claim, range(WRITERS)))

    assert sum(map(len, given_places)) == 3
    assert on_file.asked_about(PERIOD) == frozenset().union(*given_places)


def test_a_place_is_free_when_the_verdict_asks_no_more(office, unusual: Finding) -> None:
    """Corrected figures, or a submission that another one took the place of."""
    one, two, three = sent(office, 3)
    on_file.claim_questions(PERIOD, [one], 1, {one})
    office.judge(one, unusual)
    assert on_file.asked_about(PERIOD) == {one}
    office.judge(one, rules="9" * 64)
    assert on_file.claim_questions(PERIOD, [two], 1, {two}) == {two}

    office.send("again", unit=UNITS[1])

    assert on_file.claim_questions(PERIOD, [three], 1, {three}) == {three}


@pytest.mark.usefixtures("office")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=6), st.integers(0, 4))
def test_no_order_of_judging_exceeds_the_cap(office, judged: list[set[int]], most: int) -> None:
    """Whoever is judged with whom, again or for the first time: what had a place keeps it, and no more have one."""
    numbers = [office.send(f"of {unit}", unit=unit).submission for unit in UNITS]
    models.Submission.objects.update(asked=False)
    for some in judged:
        own = [numbers[each] for each in sorted(some)]
        before = on_file.asked_about(PERIOD)
        places = on_file.claim_questions(PERIOD, own, most, frozenset(own))

        assert before & frozenset(own) <= places
        assert len(on_file.asked_about(PERIOD)) <= most
        assert places == on_file.asked_about(PERIOD) & frozenset(own)


def test_what_was_asked_before_the_column_is_marked_by_the_migration(office, unusual: Finding, query: Finding) -> None:
    """The verdicts on file say it; another question is none of these."""
    one, two = sent(office, 2)
    office.judge(one, unusual)
    office.judge(two, query)
    MigrationExecutor(connection).migrate([("record", "0004_release_notes")])
    record.connect(office.home)

    assert on_file.asked_about(PERIOD) == {one}


def test_the_question_has_an_index(office) -> None:
    """The board asks it on every page: no verdict's text is read for it."""
    sent(office, 1)
    told = models.Submission.objects.filter(period=PERIOD, asked=True)

    assert "verdict" not in str(told.values("pk").query)
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, models.Submission._meta.db_table)
    assert found["submission_asked"]["columns"] == ["period"]
    assert found["submission_asked"]["index"]
