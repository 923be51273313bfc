"""Files in messages: documents and pictures, their sizes and their place on the server."""

import itertools
import mimetypes
import struct
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import bad_request

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_SIDES = 10_000  # width and height together
MAX_RATIO = 20


@dataclass(frozen=True)
class Upload:
    """A file as a request brought it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Document:
    """A file the server keeps. *width* and *height* are 0 unless it was sent as a picture."""

    file_id: str
    name: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        kind = "photos" if self.width else "documents"
        return f"{kind}/file_{self.file_id.rpartition('-')[2]}{_extension(self.name)}"

    @property
    def mime_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def to_json(self) -> dict[str, Any]:
        own = {"file_name": self.name, "mime_type": self.mime_type}
        return self._identity() | own

    def sizes_json(self) -> list[dict[str, Any]]:
        return [self._identity() | {"width": self.width, "height": self.height}]

    def file_json(self) -> dict[str, Any]:
        if len(self.data) > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return self._identity() | {"file_path": self.path}

    def _identity(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_id.rpartition("-")[2],
            "file_size": len(self.data),
        }


class Files:
    """Everything ever sent; a file_id stays valid."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: dict[str, Document] = {}

    def document(self, upload: Upload) -> Document:
        _check_size(upload)
        return self._keep(Document(f"sandbox-document-{next(self._numbers)}", upload.name, upload.data))

    def photo(self, upload: Upload) -> Document:
        _check_size(upload)
        if len(upload.data) > MAX_PHOTO:
            size = f"file of size {len(upload.data)} bytes is too big for a photo"
            raise bad_request(f"{size}; the maximum size is {MAX_PHOTO} bytes")
        width, height = picture_size(upload.data)
        if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        number = next(self._numbers)
        return self._keep(Document(f"sandbox-photo-{number}", upload.name, upload.data, width, height))

    def get(self, file_id: str) -> Document:
        if file_id not in self._kept:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._kept[file_id]

    def at(self, path: str) -> Document | None:
        return next((kept for kept in self._kept.values() if kept.path == path), None)

    def _keep(self, document: Document) -> Document:
        self._kept[document.file_id] = document
        return document


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG; ApiError for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
    else:
        width, height = _jpeg_size(data)
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2 if data[:2] == b"\xff\xd8" else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        # The frame headers C0..CF carry the size, except C4, C8 and CC, which are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def _check_size(upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise bad_request("file is too big")


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return f".{extension}" if stem and dot and extension.isalnum() else ""
