"""What a reading child gives up before it sees untrusted bytes: memory, time, files, network, other programs.

Linux system calls are filtered by seccomp where the kernel and the processor are known; elsewhere the limits of
`resource` hold alone, and `confine` says so.
"""

import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 4, 38, 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050001
"""Allowed, or refused with EPERM."""
_OPEN_FILES = 64

# New sockets (the child's own one stays), other processes and programs, and changes to the file system; numbers of the kernel's tables.
_X86_64 = (
    *(41, 42, 43, 49, 50, 53, 288),
    *(56, 57, 58, 59, 62, 101, 200, 234, 310, 311, 322, 424, 435),
    *(76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 133, 155, 161, 165, 166),
    *(258, 259, 260, 263, 264, 265, 266, 268, 272, 298, 308, 316, 321, 425, 437),
)
_AARCH64 = (
    *(198, 199, 200, 201, 202, 203, 242),
    *(220, 221, 281, 117, 129, 130, 131, 270, 271, 424, 435),
    *(33, 34, 35, 36, 37, 38, 39, 40, 41, 45, 51, 53, 54, 97, 241, 268, 276, 280, 425, 437),
)
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
_FOREIGN_CALLS = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def limit_resources(memory: int) -> None:
    """Bound the address space to `memory` bytes beyond what the child was born with; no core dump, no file written."""
    whole = memory + _mapped()
    resource.setrlimit(resource.RLIMIT_AS, (whole, whole))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _mapped() -> int:
    """Bytes of address space in use; the libraries of numpy map much that they never touch."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def limit_processor(seconds: int) -> None:
    """Bound the processor time from now on: the child is ended by a signal when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def filter_system_calls() -> bool:
    """Refuse network, new processes and changes of files for good; False where this kernel cannot."""
    known = _MACHINES.get(platform.machine())
    if known is None or sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = _filter(*known)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    done: int = libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0)
    # Last, so that another process of the same user cannot read what the child holds.
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return done == 0


def _filter(machine: int, refused: tuple[int, ...]) -> bytes:
    """The filter program: another machine's calls are refused, then the listed ones, all others pass."""
    deny = len(refused) + 1
    lines = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),
        (_JUMP_AT_LEAST, deny, 0, _FOREIGN_CALLS),
        *((_JUMP_EQUAL, deny - 1 - place, 0, number) for place, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)
