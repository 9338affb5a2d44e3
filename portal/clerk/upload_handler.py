"""Uploads stay in memory: what is refused for personal data has then touched no disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from flows.gate import Limits


class InMemory(FileUploadHandler):
    """Keeps a file up to a little above the limit of the gate, so that the gate itself says what is too large."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._pieces: list[bytes] = []
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin anew: several files may follow each other."""
        super().new_file(*args, **kwargs)
        self._pieces, self._size = [], 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django's signature
        """Keep a piece; what comes beyond the limit is let go."""
        if self._size <= Limits().file_bytes:
            self._pieces.append(raw_data)
            self._size += len(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:  # noqa: ARG002  # Django's signature
        """The file as a view finds it."""
        content = b"".join(self._pieces)
        self._pieces = []
        return InMemoryUploadedFile(
            BytesIO(content), self.field_name, self.file_name, self.content_type, len(content), self.charset
        )
