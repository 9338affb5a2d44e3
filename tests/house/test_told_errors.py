"""Errors that are told to a person: one sentence in both languages, also after a journey between processes."""

import pickle

import pytest

from flows.cli.speech import Complaint
from flows.data import DataError
from flows.office.backup_archive import BackupError
from flows.office.configuration import ConfigurationError
from flows.publish import PublishError
from record.database import DatabaseError
from record.engines.disk import DiskError
from record.errors import LeaseTaken, RecordError, StoreError
from schemas.messages import Told, say


@pytest.mark.parametrize(
    "kind",
    [
        *(Complaint, DataError, BackupError, ConfigurationError, PublishError),
        *(StoreError, DiskError, DatabaseError, RecordError, LeaseTaken),
    ],
)
def test_an_error_comes_back_whole_from_another_process(kind: type[Told]) -> None:
    """Its kind, code and facts, and so the sentence in both languages; a terminal shows the English one."""
    told = kind("STORE-FAULT", {"fault": "EIO"})
    arrived = pickle.loads(pickle.dumps(told))

    assert (type(arrived), arrived.code, arrived.facts) == (kind, "STORE-FAULT", {"fault": "EIO"})
    assert arrived.message("zh") == say("STORE-FAULT", "zh", {"fault": "EIO"})
    assert str(arrived) == say("STORE-FAULT", "en", {"fault": "EIO"})


def test_every_error_with_a_sentence_is_of_the_one_base() -> None:
    """A class of its own may only add what is not a fact: none says its sentence in another way."""
    kinds = [kind for kind in Told.__subclasses__() if kind.__module__.partition(".")[0] != "tests"]

    assert kinds
    assert [kind for kind in kinds if "message" in vars(kind) or "__init__" in vars(kind)] == []
