"""Sample photos: files of a folder that people can send with one tap."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from bot.sandbox.args import Upload
from bot.sandbox.errors import ControlRefusal

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".pdf")


def sample_names(folder: Path | None) -> list[str]:
    """Return the names of the sample photos in ``folder``."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)


def read_sample(folder: Path | None, name: str) -> Upload:
    """Return a sample photo; raises ControlRefusal 404 for anything that is not one."""
    if name not in sample_names(folder) or folder is None:
        raise ControlRefusal(404, f"There is no sample photo {name}.")
    mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Upload(name, mime_type, (folder / name).read_bytes())
