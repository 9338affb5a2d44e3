"""Why something is not put on file; each with its sentence for the person who asked."""

from schemas.messages import Told


class StoreError(Told):
    """The disk takes nothing, or another process is at work on the same; what is not done stays as it was."""


class RecordError(Told, ValueError):
    """Something that cannot be put on file as it is; nothing was changed."""


class LeaseTaken(RecordError):
    """Another night is running, or was cut short and its lease has not ended."""
