"""The portal at the terminal: accounts, the doctor, the audit trail, and a server as a person would start it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import databases
import pytest
from django.db import connection, connections
from django.test import Client
from typer.testing import CliRunner, Result

from flows.cli.commands import app
from portal.models import Member
from record import register as record
from schemas.periods import SHANGHAI

pytestmark = pytest.mark.files

Shenhe = Callable[..., Result]
TRIGGERS = {
    "sqlite": ("audit_no_UPDATE", "audit_no_DELETE"),
    "postgresql": ("audit_no_change ON record_auditentry",),
}


@pytest.fixture
def shenhe() -> Shenhe:
    """One command line in this process."""

    def run(*words: object, typed: str = "") -> Result:
        runner = CliRunner(env={"LC_ALL": "C.UTF-8", "NO_COLOR": "1"})
        return runner.invoke(app, [*map(str, words)], input=typed)

    return run


def test_an_account_is_made_with_a_password_that_is_printed_once(empty_folder: Path, shenhe: Shenhe) -> None:
    """It signs in and must be changed; the trail has who made it and not the password."""
    done = shenhe(
        "user", "add", "honghe", "--role", "clerk", "--unit", "990121", "--by", "root", "--home", empty_folder
    )

    assert done.exit_code == 0, done.output
    [password] = re.findall(r"初始密码：([a-z2-9-]{19})$", done.stdout.strip())
    client = Client()
    assert client.post("/sign-in/", {"username": "honghe", "password": password}).status_code == 302
    assert client.get("/tasks/").headers["Location"] == "/password/"
    exported = shenhe("audit", "export", "--home", empty_folder).stdout
    assert '"by": "root", "action": "account_add", "subject": "account honghe"' in exported
    assert password not in exported


def test_a_password_from_standard_input_is_not_printed(empty_folder: Path, shenhe: Shenhe) -> None:
    """For scripts that have one."""
    words = ("user", "add", "boss", "--role", "administrator", "--password-stdin", "--home", empty_folder)
    done = shenhe(*words, typed="十分长的一个口令-7\n")

    assert (done.exit_code, "口令" in done.output) == (0, False)
    assert Client().post("/sign-in/", {"username": "boss", "password": "十分长的一个口令-7"}).status_code == 302
    assert shenhe(*words, typed="").exit_code == 2


def test_an_account_that_is_there_is_not_made_twice_but_may_be_given_a_new_password(
    empty_folder: Path, shenhe: Shenhe
) -> None:
    """`--again` is what `make serve` asks for."""
    words = ("user", "add", "x", "--role", "office", "--home", empty_folder)
    first = shenhe(*words)
    second = shenhe(*words)
    third = shenhe(*words, "--again")

    assert [each.exit_code for each in (first, second, third)] == [0, 2, 0]
    assert "已有用户名 x" in second.stderr
    assert first.stdout != third.stdout
    assert Member.objects.count() == 1


def test_a_clerk_of_no_unit_is_refused(empty_folder: Path, shenhe: Shenhe) -> None:
    """And of a unit that does not report."""
    for unit in ("", "990199"):
        done = shenhe("user", "add", "x", "--role", "clerk", "--unit", unit, "--home", empty_folder)
        assert (done.exit_code, "要绑定" in done.stderr) == (2, True)


def test_the_doctor_finds_a_well_set_up_office_well(empty_folder: Path, shenhe: Shenhe) -> None:
    """One line each, in the language asked for."""
    zh = shenhe("doctor", "--home", empty_folder)
    en = shenhe("doctor", "--home", empty_folder, "--lang", "en")

    assert [line for line in zh.stdout.splitlines() if not line.startswith("好  ")] == []
    assert zh.exit_code == 0
    assert len(zh.stdout.splitlines()) == len(en.stdout.splitlines()) > 12
    assert all(line.startswith("ok  ") for line in en.stdout.splitlines())


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda home: (home / "shenhe.toml").write_text("[city"), "不是正确的 TOML"),
        (lambda home: (home / "register.csv").unlink(), "找不到填报单位名册"),
        (lambda home: (home / ".secret-key").write_text("x") and (home / ".secret-key").chmod(0o644), "chmod 600"),
    ],
)
def test_the_doctor_says_what_to_do(
    empty_folder: Path, shenhe: Shenhe, spoil: Callable[[Path], object], told: str
) -> None:
    """Exit code 1, and the rest is looked at all the same."""
    spoil(empty_folder)
    done = shenhe("doctor", "--home", empty_folder)

    [line] = [line for line in done.stdout.splitlines() if line.startswith("要处理")]
    assert told in line
    assert done.exit_code == 1


def test_the_doctor_tells_a_night_cut_short_from_an_old_one(empty_folder: Path, shenhe: Shenhe) -> None:
    """The one is taken up by running it again, the other asks for its timer."""
    began = datetime.now(SHANGHAI) - timedelta(days=2)
    number = record.begin_night("here", "rules", began)
    cut_short = shenhe("doctor", "--home", empty_folder)
    record.end_night(number, "…", began)
    old = shenhe("doctor", "--home", empty_folder)

    assert (cut_short.exit_code, old.exit_code) == (1, 1)
    assert "中途停了，没有做完" in cut_short.stdout
    assert "做完了，但已超过一天" in old.stdout


def test_the_doctor_changes_nothing(tmp_path: Path, shenhe: Shenhe) -> None:
    """In a new folder no database is made by looking."""
    (tmp_path / "shenhe.toml").write_text("")
    before = sorted(tmp_path.iterdir())
    if not databases.on_postgresql():
        shenhe("doctor", "--home", tmp_path)

    assert sorted(tmp_path.iterdir()) == before


def test_the_trail_is_verified_and_exported_so_that_others_can_verify_it(folder: Path, shenhe: Shenhe) -> None:
    """Each line chains to the one before; the hash is over what stands in it."""
    whole = shenhe("audit", "verify", "--home", folder)
    lines = [json.loads(line) for line in shenhe("audit", "export", "--home", folder).stdout.splitlines()]

    assert whole.exit_code == 0
    assert f"共 {len(lines)} 条" in whole.stdout
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        facts = json.dumps(line["facts"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        parts = [number, line["at"], line["by"], line["action"], line["subject"], facts, previous]
        sealed = sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
        assert (line["number"], line["previous"], line["hash"]) == (number, previous, sealed.hexdigest())
        previous = line["hash"]


def test_a_trail_that_was_changed_is_told(folder: Path, shenhe: Shenhe) -> None:
    """With the first entry that does not fit; the doctor says it too."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute("DELETE FROM record_auditentry WHERE number = 5")
    connections.close_all()
    done = shenhe("audit", "verify", "--home", folder)

    assert (done.exit_code, "从第 5 条起对不上" in done.stdout) == (1, True)
    assert "从第 5 条起对不上" in shenhe("doctor", "--home", folder).stdout


def test_a_backup_is_made_and_verified_by_two_commands(folder: Path, tmp_path: Path, shenhe: Shenhe) -> None:
    """And a damaged one ends with exit code 1, a strange one with 2."""
    made = shenhe("backup", "run", tmp_path / "b", "--home", folder)
    assert made.exit_code == 0, made.output
    [archive] = (tmp_path / "b").iterdir()
    assert shenhe("backup", "verify", archive).exit_code == 0
    content = archive.read_bytes()
    at = (
        content.index("干部".encode(), len(content) // 2) if "干部".encode() in content[len(content) // 2 :] else 10_000
    )
    archive.write_bytes(content[:at] + b"?" + content[at + 1 :])

    assert shenhe("backup", "verify", archive).exit_code in {1, 2}
    archive.write_bytes(b"no archive")
    assert shenhe("backup", "verify", archive).exit_code == 2


@dataclass(frozen=True)
class Server:
    """A portal that was started by the command."""

    process: subprocess.Popen[str]
    port: int

    def get(self, address: str, **headers: str) -> tuple[int, str]:
        """Status and body of a page, asked for until the server answers."""
        for _ in range(20_000):
            try:
                asked = HTTPConnection("127.0.0.1", self.port, timeout=60)
                asked.request("GET", address, headers=headers)
                answer = asked.getresponse()
                return answer.status, answer.read().decode()
            except ConnectionRefusedError:
                continue
            finally:
                asked.close()
        raise TimeoutError


@pytest.fixture
def server(empty_folder: Path) -> Iterator[Server]:
    connections.close_all()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*words, "--home", str(empty_folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        assert process.stderr is not None
        while "started" not in process.stderr.readline():
            assert process.poll() is None
        yield Server(process, port)
    finally:
        process.terminate()
        process.communicate()


def test_a_server_answers_logs_by_lines_and_ends_when_asked(server: Server) -> None:
    """Its log is JSON on stderr and holds no address and no host name that it was sent."""
    assert server.get("/readyz") == (200, "ok\n")
    assert server.get("/sign-in/")[0] == 200
    assert server.get("/sign-in/", Host="secret.example")[0] == 400
    server.process.send_signal(signal.SIGTERM)
    _, log = server.process.communicate(timeout=60)

    told = [json.loads(line) for line in log.splitlines()]
    assert [(line["page"], line["status"]) for line in told if line["event"] == "request"] == [
        ("sign-in", 200),
        ("", 400),
    ]
    assert "secret.example" not in log


def test_a_port_in_use_is_told_before_anything_starts(empty_folder: Path, shenhe: Shenhe) -> None:
    """With what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = shenhe("serve", "--port", taken.getsockname()[1], "--home", empty_folder)

    assert (done.exit_code, "--port" in done.stderr) == (2, True)
