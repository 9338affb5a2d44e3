"""From upload to verdict page over loopback: one county alone, and fifty at once, against a server of its own.

Every answer is held against what was sent: none may be lost, none mixed up. Ends with one JSON object.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

from flows.sample import make_city
from record import connect

RETURN, PERIOD = "CA", "2025Q4"
_ONES, _START_SECONDS, _PATIENCE = 7, 60.0, 300.0
_SEEN_OTHER = 302
_START = """
import socket, sys
from uvicorn import Config, Server
Server(Config("portal.asgi:application", log_level="warning")).run([socket.socket(fileno=int(sys.argv[1]))])
"""


@dataclass(frozen=True, slots=True)
class County:
    """A county with its workbook and the session of its clerk."""

    unit: str
    name: str
    content: bytes
    session: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a clerk got: seconds from the upload to the end of the verdict page, its number, and whether it was theirs."""

    seconds: float
    number: int
    own: bool


def prepare(folder: Path, counties: int) -> list[County]:
    """A city of so many counties of which nothing is on file, and a signed-in clerk for each."""
    made = make_city(folder, counties=counties, periods=1)
    connect(folder)
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    from portal.models import Member

    found = []
    for unit in made.units[:counties]:
        (file,) = (folder / "raw" / "inbox" / unit).glob(f"*_干部统计表_{PERIOD}.xlsx")
        user = User.objects.create(username=f"clerk{unit}")
        user.set_unusable_password()
        user.save()
        Member.objects.create(user=user, role="clerk", unit=unit, must_change_password=False)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        found.append(County(unit, file.name, file.read_bytes(), session.session_key or ""))
    shutil.rmtree(folder / "raw" / "inbox")
    return found


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The portal of a folder on a free port of this machine, ended in any case."""
    environment = {**os.environ, "SHENHE_HOME": str(folder)}
    root = Path(__file__).resolve().parents[1]
    with socket.create_server(("127.0.0.1", 0)) as listening:  # open already: who asks too early waits
        port = int(listening.getsockname()[1])
        words = [sys.executable, "-c", _START, str(listening.fileno())]
        server = subprocess.Popen(words, env=environment, cwd=root, pass_fds=[listening.fileno()])
    try:
        if not _answers(port):
            raise SystemExit("the server did not start")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    with closing(line), suppress(OSError, http.client.HTTPException):
        line.request("GET", "/healthz")
        return line.getresponse().status == http.HTTPStatus.OK
    return False


class Browser:
    """One clerk's connection, with the cookies of the session."""

    def __init__(self, port: int, county: County) -> None:
        self.county = county
        self.cookies = {"sessionid": county.session}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> http.client.HTTPResponse:
        """One request with the cookies so far."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        self.line.request(method, path, body or None, headers)
        answer = self.line.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def open(self) -> None:
        """The page to upload, whose form brings its token."""
        page = self.ask("GET", f"/tasks/{RETURN}/{PERIOD}/").read().decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise SystemExit(f"{self.county.unit}: no form")
        self.token = found[1]

    def send(self, content: bytes) -> Told:
        """The workbook sent, and the verdict page read to its end."""
        mark = uuid4().hex
        parts = (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.token}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{self.county.name}"\r\n\r\n'
        )
        body = parts.encode() + content + f"\r\n--{mark}--\r\n".encode()
        begun = time.monotonic()
        answer = self.ask("POST", f"/tasks/{RETURN}/{PERIOD}/", body, f"multipart/form-data; boundary={mark}")
        page = answer.read().decode()
        place = answer.headers.get("Location", "")
        if answer.status == _SEEN_OTHER:
            page = self.ask("GET", place).read().decode()
        seconds = time.monotonic() - begun
        number = re.search(r"/file/(\d+)/", place)
        return Told(
            seconds, int(number[1]) if number else 0, self.county.name in page and f"clerk{self.county.unit}" in page
        )


def all_at_once(port: int, counties: Sequence[County]) -> list[Told]:
    """Every county's workbook, sent in the same moment."""
    browsers = [Browser(port, each) for each in counties]
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(Browser.open, browsers))
        return list(pool.map(lambda one: one.send(one.county.content), browsers))


def kept(folder: Path, counties: Sequence[County], told: Sequence[Told]) -> int:
    """How many counties find exactly their own bytes on file, judged, under the number that they were told."""
    from record import register as record
    from schemas.states import State

    right = 0
    for county, each in zip(counties, told, strict=True):
        on_file = record.sent(county.unit, RETURN, PERIOD)
        digest = sha256(county.content).hexdigest()
        mine = [one for one in on_file if one.submission == each.number and one.sha256 == digest]
        whole = mine and (folder / "raw" / mine[0].kept_as).read_bytes() == county.content
        right += bool(each.own and len(on_file) == 1 and whole and mine[0].state is not State.CHECKING)
    return right


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--counties", type=int, default=50)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "city"
        counties = prepare(folder, asked.counties + 1)
        alone, many = counties[0], counties[1:]
        with served(folder) as port:
            first = Browser(port, alone)
            ones = []
            for turn in range(_ONES):
                first.open()
                # Other bytes each time: what follows the end of a package is not part of the workbook.
                ones.append(first.send(varied(alone.content, turn)))
            if not all(each.own and each.number for each in ones):
                raise SystemExit("an upload of one county was not answered")
            begun = time.monotonic()
            told = all_at_once(port, many)
            whole = time.monotonic() - begun
        right = kept(folder, many, told)
    seconds = [each.seconds for each in told]
    p95 = quantiles(seconds, n=20)[-1]
    print(f"one county     {median(each.seconds for each in ones[1:]):6.2f} s  (first {ones[0].seconds:.2f} s)")
    print(f"{len(many)} at once     median {median(seconds):.2f} s, p95 {p95:.2f} s, all {whole:.2f} s; right {right}")
    print(
        json.dumps(
            {
                "bytes": len(alone.content),
                "one": round(median(each.seconds for each in ones[1:]), 3),
                "first": round(ones[0].seconds, 3),
                "counties": len(many),
                "right": right,
                "lost_or_mixed_up": len(many) - right,
                "median": round(median(seconds), 3),
                "p95": round(p95, 3),
                "all": round(whole, 3),
            }
        )
    )


def varied(content: bytes, turn: int) -> bytes:
    """The same workbook under other bytes: one more archive comment."""
    if not turn:
        return content
    note = f"{turn}".encode()
    end = content.rindex(b"PK\x05\x06") + 20
    return content[:end] + len(note).to_bytes(2, "little") + note


if __name__ == "__main__":
    main()
