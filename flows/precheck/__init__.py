"""precheck: files looked at without being handed in, by an office or without one; nothing is kept."""

from flows.precheck.together import (
    PRELOAD,
    Answered,
    Ground,
    Offered,
    Recalled,
    check_files,
    explained,
    marked,
    understood,
)

__all__ = ["PRELOAD", "Answered", "Ground", "Offered", "Recalled", "check_files", "explained", "marked", "understood"]
