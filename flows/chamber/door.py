"""Our side of the chamber: starts the server, asks for children, hands them items and judges how they ended."""

import array
import contextlib
import functools
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self, TypeVar, cast

from flows.chamber.outcome import Bounds, Died, Done, Isolation, Reason
from flows.chamber.server import STATUS, probe
from flows.chamber.wire import FAULT, MEMORY, OUTPUT, RESULT, Closed, Late, send, take, unpickled

T = TypeVar("T")
_START = "import sys; sys.path[:] = {path!r}; from flows.chamber.server import serve; serve({number}, {preload!r})"
_STATUS_SECONDS = 10.0
_TASK = b"T"
_BOUNDS = Bounds()
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MALLOC_TOP_PAD_": str(16 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}
"""The memory of one file is kept for the next: by itself glibc may give it back and take it again with every array."""
_LARGE = 1 << 16
_PACKED_HELD = 4


class ChamberError(RuntimeError):
    """The server or a child could not be started: our own fault, not the file's."""


class Chamber:
    """A small fork server and its children, used as a context manager; safe to share between threads.

    `preload` names modules that the server imports once, so that children start with them; a task's own module is
    imported with its first batch.
    """

    def __init__(self, bounds: Bounds = _BOUNDS, preload: Sequence[str] = ()) -> None:
        self.bounds = bounds
        self._preload = tuple(preload)
        self._lock = threading.Lock()
        self._packing = threading.Lock()
        self._packed: dict[tuple[object, ...], _Packed] = {}
        self._control: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._lock:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()
        with self._packing:
            self._drop(0)

    def run(self, task: Callable[[bytes], T], items: Sequence[bytes | Path]) -> tuple[Done[T] | Died, ...]:
        """One outcome an item, in order. `task` is a module-level function, or a `functools.partial` of one.

        What is bound into a task does not change afterwards: a large one is sent once and then known by its parts.
        One child serves the whole batch; if it dies, the rest is done file by file, each in its own child.
        A path is read here, when its turn comes. Raises ChamberError, OSError for a path that cannot be read.
        """
        outcomes: list[Done[T] | Died] = []
        alone = False
        while len(outcomes) < len(items):
            rest = items[len(outcomes) :]
            steps: Iterator[tuple[Done[T] | Died, bool]] = self._batch(task, rest[:1] if alone else rest)
            for outcome, ended in steps:
                if ended and len(rest) > 1 and not alone:
                    alone = True
                else:
                    outcomes.append(outcome)
        return tuple(outcomes)

    def describe(self) -> Isolation:
        """Which bounds hold on this machine, found by a child. Raises ChamberError where it ends before it answers."""
        (outcome,) = self.run(probe, [b""])
        if isinstance(outcome, Died):
            raise ChamberError(outcome.detail)
        return outcome.value

    def _batch(
        self, task: Callable[[bytes], T], items: Sequence[bytes | Path]
    ) -> Iterator[tuple[Done[T] | Died, bool]]:
        """Outcomes until the items or the child end, each with whether the child ended with it."""
        channel, status = self._child(task)
        with channel, status:
            for item in items:
                content = item.read_bytes() if isinstance(item, Path) else item
                step: tuple[Done[T] | Died, bool] = self._one(channel, status, content)
                yield step
                if step[1]:
                    return

    def _one(self, channel: socket.socket, status: socket.socket, content: bytes) -> tuple[Done[T] | Died, bool]:
        try:
            channel.settimeout(self.bounds.wall_seconds)
            send(channel, _TASK, content)
            kind, payload = take(channel, self.bounds.output, self.bounds.wall_seconds)
        except Late:
            return Died(Reason.TIME, "wall"), True
        except ValueError:
            return Died(Reason.OUTPUT), True
        except Closed:
            return self._ending(status), True
        if kind == RESULT:
            return self._result(payload)
        if kind == FAULT:
            return Died(Reason.CRASH, payload.decode(errors="replace")), False
        return Died(Reason.OUTPUT if kind == OUTPUT else Reason.MEMORY), kind == MEMORY

    @staticmethod
    def _result(payload: bytes) -> tuple[Done[T] | Died, bool]:
        try:
            return Done(cast("T", unpickled(payload))), False
        except _NO_RESULT as error:
            return Died(Reason.CRASH, f"result: {type(error).__name__}"), True

    def _ending(self, status: socket.socket) -> Died:
        status.settimeout(_STATUS_SECONDS)
        try:
            told = status.recv(STATUS.size)
        except (TimeoutError, ConnectionError):
            told = b""
        if len(told) != STATUS.size:
            return Died(Reason.CRASH, "server")
        code = int(STATUS.unpack(told)[0])
        if code & 0x7F == 0:
            return Died(Reason.CRASH, f"exit {code >> 8}")
        name = signal.Signals(code & 0x7F).name
        return Died(Reason.TIME if name == "SIGXCPU" else Reason.CRASH, name)

    def _child(self, task: Callable[[bytes], object]) -> tuple[socket.socket, socket.socket]:
        """A new child's item channel and status channel; closing the status channel ends the child."""
        sent = self._pack(task)
        channel, far_channel = socket.socketpair()
        status, far_status = socket.socketpair()
        request = pickle.dumps((self.bounds, _modules(task), sent.digest))
        rights = array.array("i", [far_channel.fileno(), far_status.fileno(), *sent.file])
        with contextlib.ExitStack() as undone:
            undone.callback(channel.close)
            undone.callback(status.close)
            with far_channel, far_status, contextlib.ExitStack() as lent:
                for number in sent.file:
                    lent.callback(os.close, number)
                self._ask(request, rights)
            channel.settimeout(self.bounds.wall_seconds)
            if not sent.file:
                try:
                    send(channel, _TASK, sent.payload)
                except (Closed, Late) as error:
                    raise ChamberError("the child did not start") from error
            undone.pop_all()
        return channel, status

    def _pack(self, task: Callable[[bytes], object]) -> "_Sent":
        """The pickled task; a large one in a file, which the server reads once."""
        parts = tuple(_parts(task))
        key = tuple(part if isinstance(part, str) else id(part) for part in parts)
        with self._packing:
            if key not in self._packed:
                payload = pickle.dumps(task)
                if len(payload) < _LARGE:
                    return _Sent(payload)
                self._drop(_PACKED_HELD - 1)
                self._packed[key] = _Packed.of(payload, parts)
            packed = self._packed[key]
            # A number of the caller's own: the file may be dropped before the server has taken it.
            return _Sent(b"", packed.digest, (os.dup(packed.file.fileno()),))

    def _drop(self, left: int) -> None:
        """Forget the oldest packed tasks but so many."""
        for key in list(self._packed)[: len(self._packed) - left]:
            self._packed.pop(key).file.close()

    def _ask(self, request: bytes, rights: "array.array[int]") -> None:
        for _ in range(2):
            with self._lock:
                if self._control is None:
                    raise ChamberError("the chamber is not open")
                try:
                    self._control.sendmsg([request], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
                except ConnectionError:
                    # The server was ended from outside: once more with a new one.
                    self._stop()
                    self._start()
                else:
                    return
        raise ChamberError("the server does not stay up")

    def _start(self) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        path = [str(Path(__file__).resolve().parents[2]), *filter(None, sys.path)]
        code = _START.format(path=path, number=far.fileno(), preload=self._preload)
        with far:
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                [sys.executable, "-I", *(["-B"] if sys.dont_write_bytecode else []), "-c", code],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        self._control = near

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            self._server.wait()
            self._server = None


_NO_RESULT = (
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    MemoryError,
    RecursionError,
)
"""What bytes can end in that only a child which was taken over sends."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """A large task pickled into a file; `parts` are held so that no other object takes their place in memory."""

    digest: bytes
    file: IO[bytes]
    parts: tuple[object, ...]

    @classmethod
    def of(cls, payload: bytes, parts: tuple[object, ...]) -> "_Packed":
        file = TemporaryFile()  # noqa: SIM115 - the chamber closes it
        file.write(payload)
        file.flush()
        return cls(sha256(payload).digest(), file, parts)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A task on its way: its pickle, or the digest of it and the number of an open file that holds it."""

    payload: bytes
    digest: bytes = b""
    file: tuple[int, ...] = ()


def _parts(task: object) -> Iterator[object]:
    """A task's functions and what is bound into them, each under its name."""
    if not isinstance(task, functools.partial):
        yield task
        return
    for name, part in (("(", task.func), *(("", each) for each in task.args), *task.keywords.items()):
        yield name
        yield from _parts(part)
    yield ")"


def _modules(task: Callable[[bytes], object]) -> tuple[str, ...]:
    """The modules of a task and of the functions bound into it."""
    if isinstance(task, functools.partial):
        bound = (task.func, *task.args, *task.keywords.values())
        return tuple(name for one in bound if callable(one) for name in _modules(one))
    module = getattr(task, "__module__", None)
    return (module,) if isinstance(module, str) else ()
