"""The server that forks the children, and what a child does. Single thread, few imports, no data but large tasks."""

import array
import contextlib
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import struct
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import cast

from flows.chamber.confine import filter_system_calls, limit_processor, limit_resources
from flows.chamber.outcome import Bounds, Isolation
from flows.chamber.wire import FAULT, MEMORY, OUTPUT, RESULT, Closed, pickled, send, take

STATUS = struct.Struct("<i")
_REQUEST = 1 << 16
_TASKS_HELD = 2
_UNREAD = (ImportError, AttributeError, EOFError, TypeError, ValueError, pickle.UnpicklingError)
_LARGEST_ITEM = 1 << 30
_LARGEST_TASK = 64 << 20
"""A task brings what it works with: the forms of an office with its register of units."""


def serve(control_number: int, preload: tuple[str, ...]) -> None:
    """Fork a child for each request on the control socket until the other side closes it."""
    control = socket.socket(fileno=control_number)
    for module in preload:
        importlib.import_module(module)
    gc.freeze()
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    _Server(control, woken, waker).loop()


class _Server:
    def __init__(self, control: socket.socket, woken: int, waker: int) -> None:
        self.control = control
        self.woken = woken
        self.waker = waker
        self.tasks: dict[bytes, Task] = {}
        """Large tasks by the digest of their pickle: unpickled once, each child is forked with them."""
        self.watch: dict[int, socket.socket] = {}
        """The status socket of each child by its process id."""

    def loop(self) -> None:
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.woken, select.POLLIN)
        while True:
            for ready, _ in poll.poll():
                if ready == self.woken:
                    self.reap(poll)
                elif ready == self.control.fileno():
                    if not self.fork(poll):
                        self.kill_all()
                        return
                else:
                    self.kill(ready, poll)

    def fork(self, poll: select.poll) -> bool:
        message, rights, _, _ = self.control.recvmsg(_REQUEST, socket.CMSG_SPACE(3 * 4))
        if not message:
            return False
        numbers = array.array("i")
        for _, _, data in rights:
            numbers.frombytes(data)
        channel, status = (socket.socket(fileno=number) for number in numbers[:2])
        bounds, modules, digest = pickle.loads(message)  # noqa: S301 - from our own door
        for module in modules:
            # What cannot be imported is the child's to report.
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        task = self.held(digest, numbers[2]) if digest else None
        child = os.fork()
        if child == 0:
            self.become_child(channel, bounds, task)
        channel.close()
        self.watch[child] = status
        poll.register(status, select.POLLIN)
        return True

    def held(self, digest: bytes, number: int) -> "Task | bytes":
        """The large task that lies in an open file; its bytes where they cannot be unpickled, for its child to tell."""
        with open(number, "rb", buffering=0) as file:
            if digest in self.tasks:
                return self.tasks[digest]
            content = os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
        try:
            self.tasks[digest] = pickle.loads(content)  # noqa: S301 - from our own door
        except _UNREAD:
            return content
        for old in list(self.tasks)[:-_TASKS_HELD]:
            del self.tasks[old]
        gc.freeze()
        return self.tasks[digest]

    def become_child(self, channel: socket.socket, bounds: Bounds, task: "Task | bytes | None") -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.control.close()
            os.close(self.woken)
            os.close(self.waker)
            for status in self.watch.values():
                status.close()
            work(channel, bounds, task)
            code = 0
        finally:
            os._exit(code)

    def reap(self, poll: select.poll) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self.woken, _REQUEST)
        while self.watch:
            child, code = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            status = self.watch.pop(child)
            poll.unregister(status)
            # Who asked may have gone away.
            with contextlib.suppress(ConnectionError):
                status.sendall(STATUS.pack(code))
            status.close()

    def kill(self, ready: int, poll: select.poll) -> None:
        """A word, or the end, on a status socket means that its child is no longer wanted."""
        for child, status in self.watch.items():
            if status.fileno() == ready:
                os.kill(child, signal.SIGKILL)
                poll.modify(status, 0)

    def kill_all(self) -> None:
        for child in self.watch:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


Task = Callable[[bytes], object]


def work(channel: socket.socket, bounds: Bounds, task: Task | bytes | None) -> None:
    """A child's life: bounds first, then the task unless it was born with it, then items until the channel closes."""
    limit_resources(bounds.memory)
    filter_system_calls()
    with _Told(channel):
        if not callable(task):
            packed = task or take(channel, _LARGEST_TASK)[1]
            task = cast("Task", pickle.loads(packed))  # noqa: S301 - from our own door
        while True:
            try:
                _, content = take(channel, _LARGEST_ITEM)
            except Closed:
                return
            limit_processor(bounds.cpu_seconds)
            with _Told(channel):
                payload = pickled(task(content))
                del content
                if len(payload) > bounds.output:
                    send(channel, OUTPUT, b"")
                else:
                    send(channel, RESULT, payload)


class _Told:
    """Tells the door of any fault of the task by its type and line, never its text, which may quote the file.

    Panics of readers are no ordinary exceptions, so all are told. Out of memory, the child ends.
    """

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is None:
            return False
        if issubclass(kind, MemoryError):
            # The frames still hold what filled the memory.
            traceback.clear_frames(trace)
            send(self.channel, MEMORY, b"")
            os._exit(0)
        if issubclass(kind, Closed):
            os._exit(0)
        last = traceback.extract_tb(trace)[-1]
        where = f"{kind.__name__} {Path(last.filename).name}:{last.lineno}"
        send(self.channel, FAULT, where.encode(errors="replace"))
        return True


def probe(_: bytes) -> Isolation:
    """What holds inside a child, found by trying it."""
    try:
        socket.socket().close()
    except PermissionError:
        return Isolation(calls=True)
    return Isolation(calls=False)
