"""An archive holds the whole office or says what is missing in it."""

import io
import os
import shutil
import tarfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import databases
import pytest
from django.db import connection

from flows.office.backup import back_up
from flows.office.backup_archive import SUMS, BackupError
from flows.office.home import Home
from flows.office.opened import alone
from flows.office.verify import Verified, verify
from record.errors import StoreError
from schemas.periods import SHANGHAI

NOW = datetime(2026, 7, 14, 5, 0, tzinfo=SHANGHAI)
sqlite_only = pytest.mark.skipif(databases.on_postgresql(), reason="the record is a file only on SQLite")


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    """An archive of the city."""
    return back_up(Home(folder), tmp_path / "backups", NOW, databases.address()).archive


def changed(archive: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with other contents; None leaves a file out."""
    other = archive.with_name("other.tar")
    with tarfile.open(archive) as source, tarfile.open(other, "w") as target:
        for entry in source:
            content = change(entry.name, source.extractfile(entry).read())
            if content is not None:
                entry.size = len(content)
                target.addfile(entry, io.BytesIO(content))
    return other


def doubts(found: Verified) -> list[str]:
    return [doubt.words("zh") for doubt in found.doubts]


def test_an_archive_holds_all_that_cannot_be_made_anew(archive: Path, folder: Path) -> None:
    """raw/ and curated/ whole, record, configuration, register; no key, no lock; for its owner alone."""
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    kept = {
        f"{part}/{file.relative_to(folder / part).as_posix()}"
        for part in ("raw", "curated")
        for file in (folder / part).rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }

    assert kept <= set(names)
    record = "record.pgdump" if databases.on_postgresql() else "record.sqlite3"
    assert set(names) - kept == {record, "shenhe.toml", "register.csv", SUMS}
    assert names[-1] == SUMS
    assert archive.name == "shenhe-20260714T050000.tar"
    assert archive.stat().st_mode & 0o077 == 0
    assert [each.name for each in archive.parent.iterdir()] == [archive.name]


def test_a_whole_archive_is_found_whole(archive: Path) -> None:
    """Sums, kept files and trail."""
    found = verify(archive)

    assert found.doubts == ()
    assert (found.submissions, found.entries) == ((None, None) if databases.on_postgresql() else (35, found.entries))
    assert found.files > 70


def test_every_damage_is_named(archive: Path, folder: Path) -> None:
    """A changed file, a missing one, a strange one, and an archive without sums."""
    assert folder.is_dir()
    flipped = changed(archive, lambda name, content: content[::-1] if name == "register.csv" else content)
    assert doubts(verify(flipped)) == ["文件内容变了：register.csv"]
    lacking = changed(archive, lambda name, content: None if name == "curated/catalog.json" else content)
    assert doubts(verify(lacking)) == ["缺少文件 curated/catalog.json"]
    unsealed = changed(archive, lambda name, content: None if name == SUMS else content)
    assert doubts(verify(unsealed)) == ["缺少 SHA256SUMS：没有写完"]


@sqlite_only
def test_a_file_on_record_that_is_not_in_raw_is_missed(folder: Path, tmp_path: Path) -> None:
    """Even where the sums agree: it was lost before."""
    [lost, *_] = sorted((folder / "raw" / "2025Q4").rglob("*.xlsx"))
    lost.unlink()
    found = verify(back_up(Home(folder), tmp_path / "b", NOW).archive)

    assert doubts(found) == [f"登记的文件不在 raw/ 里：{lost.relative_to(folder / 'raw').as_posix()}"]


@sqlite_only
def test_a_trail_that_was_changed_before_is_found_in_the_archive(folder: Path, tmp_path: Path) -> None:
    """The sums cannot tell; the chain can."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_no_update")
        cursor.execute("UPDATE record_auditentry SET by = 'nobody' WHERE number = 7")
    found = verify(back_up(Home(folder), tmp_path / "b", NOW).archive)

    assert doubts(found) == ["审计链从第 7 条起对不上"]


@pytest.mark.parametrize("share", [0.3, 0.99])
def test_an_archive_that_was_cut_short_is_none(archive: Path, share: float) -> None:
    """Wherever the cut is."""
    cut = archive.with_name("cut.tar")
    content = archive.read_bytes()
    cut.write_bytes(content[: int(len(content) * share) // 512 * 512 + 100])

    with pytest.raises(BackupError) as refused:
        verify(cut)
    assert "不是本系统的备份，或没有写完" in refused.value.message("zh")


def test_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    """Nothing of a strange archive is written anywhere."""
    strange = tmp_path / "strange.tar"
    with tarfile.open(strange, "w") as tar:
        tar.addfile(tarfile.TarInfo("../out"), io.BytesIO())
    with pytest.raises(BackupError):
        verify(strange)


def test_a_backup_waits_for_no_night_and_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    """It says that one runs."""
    with alone(Home(folder)), pytest.raises(StoreError):
        back_up(Home(folder), tmp_path / "b", NOW, databases.address())

    assert list((tmp_path / "b").iterdir()) == []


def test_a_full_disk_leaves_no_half_archive(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a name that looks like one."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "backup")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    with pytest.raises(OSError, match="No space"):
        back_up(Home(folder), tmp_path / "b", NOW, databases.address())
    assert list((tmp_path / "b").iterdir()) == []


def test_without_pg_dump_a_record_on_postgresql_is_not_left_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and there is no archive."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BackupError) as refused:
        back_up(Home(folder), tmp_path / "b", NOW, "postgresql://shenhe@/record")

    assert "postgresql-client" in refused.value.message("zh")
    assert list((tmp_path / "b").iterdir()) == []


def test_any_name_in_the_inbox_is_kept(folder: Path, tmp_path: Path) -> None:
    """No UTF-8, with line breaks, backslashes, and what else ends a line elsewhere; in the sums as sha256sum writes it."""
    inbox = folder / "raw" / "inbox" / "990121"
    inbox.mkdir(parents=True, exist_ok=True)
    names = [
        os.fsdecode("干部.xlsx".encode("gbk")),
        "a\nb.xlsx",
        "a\\nb.xlsx",
        "a\rb.xlsx",
        "a\u2028b\x85.xlsx",
        "a  b.xlsx",
    ]
    for name in names:
        (inbox / name).write_bytes(os.fsencode(name))
    archive = back_up(Home(folder), tmp_path / "b", NOW, databases.address()).archive

    assert verify(archive).doubts == ()
    with tarfile.open(archive) as tar:
        assert {f"raw/inbox/990121/{name}" for name in names} <= set(tar.getnames())
        sums = tar.extractfile(SUMS).read()
    seal = sha256(b"a\nb.xlsx").hexdigest().encode()
    assert b"\n\\" + seal + b"  raw/inbox/990121/a\\nb.xlsx\n" in sums
    flipped = changed(archive, lambda name, content: content[::-1] + b"." if "inbox" in name else content)
    told = sorted(doubts(verify(flipped)))
    assert len(told) >= len(names)
    assert all("\n" not in each and each.encode() for each in told)
    assert "文件内容变了：raw/inbox/990121/a\\nb.xlsx" in told


def test_what_is_taken_or_written_to_meanwhile_stops_no_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left out; what lies beside it is kept."""
    inbox = folder / "raw" / "inbox" / "990121"
    inbox.mkdir(parents=True, exist_ok=True)
    for name in ("1-shrinks", "2-grows", "3-goes", "4-stays"):
        (inbox / f"{name}.xlsx").write_bytes(b"x" * 99)
    copy = shutil.copyfileobj

    def meanwhile(source: IO[bytes], target: IO[bytes], length: int = 0) -> None:
        name = Path(source.name).name
        if name == "1-shrinks.xlsx":
            os.truncate(source.name, 9)
        elif name == "2-grows.xlsx":
            Path(source.name).write_bytes(b"x" * 999)
            (inbox / "3-goes.xlsx").unlink()
        copy(source, target, length)

    monkeypatch.setattr(shutil, "copyfileobj", meanwhile)
    archive = back_up(Home(folder), tmp_path / "b", NOW, databases.address()).archive
    monkeypatch.undo()

    assert verify(archive).doubts == ()
    with tarfile.open(archive) as tar:
        mine = [name.rpartition("/")[2] for name in tar.getnames() if name.endswith("s.xlsx")]
    assert [name for name in mine if name[1] == "-"] == ["4-stays.xlsx"]


def test_earlier_registers_are_kept(folder: Path, tmp_path: Path) -> None:
    """They are nowhere else."""
    earlier = Home(folder).registers / "20260101T090000-01234567.csv"
    earlier.parent.mkdir()
    shutil.copyfile(folder / "register.csv", earlier)
    archive = back_up(Home(folder), tmp_path / "b", NOW, databases.address()).archive

    with tarfile.open(archive) as tar:
        assert tar.extractfile(f"registers/{earlier.name}").read() == earlier.read_bytes()
