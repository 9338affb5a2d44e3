"""The words between door, server and child: frames over sockets, and results unpickled by a list of known classes."""

import copyreg
import importlib
import io
import pickle
import socket
import struct
import time
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEADER = struct.Struct("<cQ")
RESULT, FAULT, MEMORY, OUTPUT = b"R", b"F", b"M", b"O"
_CHUNK = 1 << 18
_OWN = ("rules", "schemas", "flows")
_PLAIN = {
    "builtins": frozenset({"set", "frozenset", "bytearray", "complex", "range", "slice"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone"}),
    "decimal": frozenset({"Decimal"}),
    "fractions": frozenset({"Fraction"}),
    "collections": frozenset({"OrderedDict", "deque"}),
    "pathlib": frozenset({"PurePosixPath", "PosixPath"}),
    "_codecs": frozenset({"encode"}),
}
_KINDS = frozenset("biufUS")
"""What an array from a child may hold: numbers and fixed texts, never objects, which are addresses in memory."""


class Closed(Exception):
    """The other side is gone."""


class Late(Exception):
    """The other side said nothing in time."""


def send(channel: socket.socket, kind: bytes, payload: bytes) -> None:
    """Raises Closed, or Late when the channel's timeout passes."""
    try:
        if len(payload) < _CHUNK:
            channel.sendall(HEADER.pack(kind, len(payload)) + payload)
        else:
            channel.sendall(HEADER.pack(kind, len(payload)))
            channel.sendall(payload)
    except TimeoutError as error:
        raise Late from error
    except ConnectionError as error:
        raise Closed from error


def take(channel: socket.socket, most: int, seconds: float | None = None) -> tuple[bytes, bytes]:
    """The kind and payload of the next frame. Raises Closed, Late, or ValueError for more than `most` bytes."""
    deadline = None if seconds is None else time.monotonic() + seconds
    kind, length = HEADER.unpack(bytes(_exactly(channel, HEADER.size, deadline)))
    if length > most:
        raise ValueError("frame longer than allowed")
    return kind, bytes(_exactly(channel, length, deadline))


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    data = bytearray()
    while len(data) < length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Late
            channel.settimeout(left)
        try:
            piece = channel.recv(min(length - len(data), _CHUNK))
        except TimeoutError as error:
            raise Late from error
        except ConnectionError as error:
            raise Closed from error
        if not piece:
            raise Closed
        data += piece
    return data


def _parts(array: NDArray[Any]) -> tuple[Callable[..., NDArray[Any]], tuple[str, tuple[int, ...], bytes]]:
    """An array as its kind, shape and bytes, which is all that the other side takes of one."""
    return _array, (array.dtype.str, array.shape, array.tobytes())


def _array(kind: str, shape: tuple[int, ...], content: bytes) -> NDArray[Any]:
    dtype = np.dtype(kind)
    if dtype.kind not in _KINDS:
        raise pickle.UnpicklingError(f"an array of {kind} is not taken from a child")
    return np.frombuffer(content, dtype).reshape(shape).copy()


def pickled(result: object) -> bytes:
    """The result of a child as `unpickled` takes it."""
    content = io.BytesIO()
    sender = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    sender.dispatch_table = {**copyreg.dispatch_table, np.ndarray: _parts}
    sender.dump(result)
    return content.getvalue()


class _Known(pickle.Unpickler):
    """Takes our own classes and plain values alone: a child that was taken over cannot name a function to call."""

    def find_class(self, module: str, name: str) -> object:
        if name in _PLAIN.get(module, frozenset()):
            return super().find_class(module, name)
        if (module, name) == (__name__, _array.__name__):
            return _array
        return _own_class(module, name)


@lru_cache(maxsize=1024)
def _own_class(module: str, name: str) -> type:
    if module.partition(".")[0] in _OWN and "." not in name:
        found = getattr(importlib.import_module(module), name)
        if (
            isinstance(found, type)
            and found.__module__ == module
            and (issubclass(found, Enum) or hasattr(found, "__dataclass_fields__"))
        ):
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is not taken from a child")


def unpickled(payload: bytes) -> object:
    """The result of a child: frozen dataclasses and enums of this project, and plain values.

    Raises pickle.UnpicklingError for any other class.
    """
    return _Known(io.BytesIO(payload)).load()
