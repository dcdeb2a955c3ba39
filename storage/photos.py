"""Files by content hash: photos with their thumbnails, and papers. What is named is there, whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

KEPT_SECONDS = 7 * 24 * 3600  # of a table nobody decided about


class FileDamaged(Exception):
    """The bytes on disk are not those that were stored."""


class HashedFiles:
    """A folder of files named by the SHA-256 of their content, in two levels of folders.

    A file is written beside its place, synced, and renamed into it; then its folder is synced. So it is
    there in full or not at all, whenever the power goes.
    """

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder, self._suffix = folder, suffix

    def path(self, sha256: str) -> Path:
        """Raises ValueError for what is no hash: no name from outside reaches the file system."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self.folder / sha256[:2] / sha256[2:4] / f"{sha256}{self._suffix}"

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        write_durably(self.path(sha256), data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Raises FileNotFoundError or FileDamaged."""
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileDamaged(sha256)
        return data

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()


class PhotoStore:
    """`ports.Photos`, and where photos are put before the transaction that names them."""

    def __init__(self, folder: Path) -> None:
        self._photos = HashedFiles(folder, ".jpg")
        self._thumbnails = HashedFiles(folder, ".thumb.jpg")  # named by the photo they show
        self.folder = folder

    def put(self, data: bytes, thumbnail: bytes) -> str:
        """Durable when it returns; gives the photo's hash. Both are JPEG."""
        sha256 = hashlib.sha256(data).hexdigest()
        write_durably(self._thumbnails.path(sha256), thumbnail)
        return self._photos.put(data)

    def read(self, sha256: str) -> bytes:
        """Raises FileNotFoundError or FileDamaged."""
        return self._photos.read(sha256)

    def read_thumbnail(self, sha256: str) -> bytes:
        """Raises FileNotFoundError. A thumbnail has no hash of its own to be checked against."""
        return self._thumbnails.path(sha256).read_bytes()

    def exists(self, sha256: str) -> bool:
        return self._photos.exists(sha256) and self._thumbnails.exists(sha256)


class PaperArchive:
    """Archived PDFs."""

    def __init__(self, folder: Path) -> None:
        self._papers = HashedFiles(folder, ".pdf")
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Durable when it returns; gives the hash."""
        return self._papers.put(data)

    def read(self, sha256: str) -> bytes:
        """Raises FileNotFoundError or FileDamaged."""
        return self._papers.read(sha256)

    def exists(self, sha256: str) -> bool:
        return self._papers.exists(sha256)


class TableFiles:
    """Tables that were sent to be imported, until they are taken over or a week has passed."""

    def __init__(self, folder: Path) -> None:
        self._tables = HashedFiles(folder, ".table")
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Durable when it returns; gives the hash. Older ones go."""
        for old in self.folder.rglob("*.table"):
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink(missing_ok=True)
        return self._tables.put(data)

    def find(self, sha256: str) -> bytes | None:
        """None where it is gone, or not as it was."""
        try:
            return self._tables.read(sha256)
        except (FileNotFoundError, FileDamaged, ValueError):
            return None


def write_durably(path: Path, data: bytes) -> None:
    """Nothing to do where the very same bytes are there already; a damaged file is replaced."""
    if path.is_file() and path.read_bytes() == data:
        return
    _make_folders(path.parent)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in it durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folders(folder: Path) -> None:
    """Each new folder's own name is durable too."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
