"""Files: kept once by content, named per bot.

``file_unique_id`` follows from the content and is the same for all bots; ``file_id`` is a bot's own name for
it, several may mean one file, and a bot cannot use another's [Bot API, getFile; tdlib/telegram-bot-api#199].
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import mimetypes
from dataclasses import dataclass
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.model import Bot, Json
from bot.sandbox.pictures import scaled_photo, thumbnail

DOWNLOAD_LIMIT_BYTES = 20 << 20
LINK_SECONDS = 3600
_FOLDERS = {"photo": "photos", "document": "documents", "video": "videos", "audio": "music", "voice": "voice",
            "animation": "animations", "sticker": "stickers", "video_note": "video_notes",
            "thumbnail": "thumbnails"}  # fmt: skip


@dataclass
class StoredFile:
    """One file's content and what is known of it."""

    unique_id: str
    kind: str
    content: bytes
    number: int
    name: str = ""
    mime_type: str = ""
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Return the path getFile tells; the number keeps it unique."""
        suffix = ".jpg" if self.kind in ("photo", "thumbnail") else _suffix(self.name, self.mime_type)
        return f"{_FOLDERS[self.kind]}/file_{self.number}{suffix}"


def _suffix(name: str, mime_type: str) -> str:
    if "." in name[1:]:
        ending = name.rsplit(".", 1)[1]
        if ending.isalnum() and len(ending) <= 10:
            return f".{ending.lower()}"
    return mimetypes.guess_extension(mime_type or "") or ""


class FileStore:
    """All files of the sandbox."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.by_unique_id: dict[str, StoredFile] = {}
        self.photos: dict[str, list[Json]] = {}
        self.links: dict[tuple[int, str], tuple[str, float]] = {}

    async def add_photo(self, content: bytes, *, limited: bool = True) -> list[Json]:
        """Scale and keep a photo; return its PhotoSize objects without ``file_id``."""
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.photos:
            pictures = await asyncio.to_thread(lambda: scaled_photo(content, limited=limited))
            sizes = []
            for letter, picture in zip("smxy", pictures, strict=False):
                stored = self._keep("photo", picture.content, f"{digest}{letter}")
                stored.width, stored.height = picture.width, picture.height
                sizes.append(photo_size(stored))
            self.photos[digest] = sizes
        return self.photos[digest]

    async def add_file(self, kind: str, content: bytes, name: str, mime_type: str) -> StoredFile:
        """Keep a file that is not a photo; the same content under another name is another file."""
        return self._keep(kind, content, f"{hashlib.sha256(content).hexdigest()}{name}", name, mime_type)

    async def add_thumbnail(self, content: bytes) -> Json | None:
        """Keep a preview of an image file and return its PhotoSize, None when there is nothing to see."""
        picture = await asyncio.to_thread(thumbnail, content)
        if picture is None:
            return None
        stored = self._keep("thumbnail", picture.content, hashlib.sha256(picture.content).hexdigest())
        stored.width, stored.height = picture.width, picture.height
        return photo_size(stored)

    def _keep(
        self, kind: str, content: bytes, identity: str, name: str = "", mime_type: str = ""
    ) -> StoredFile:
        digest = hashlib.sha256(f"{kind}{identity}".encode()).digest()
        unique_id = "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
        if unique_id not in self.by_unique_id:
            number = len(self.by_unique_id)
            self.by_unique_id[unique_id] = StoredFile(unique_id, kind, content, number, name, mime_type)
        return self.by_unique_id[unique_id]

    def sizes_of(self, unique_id: str) -> list[Json]:
        """Return all sizes of the photo that ``unique_id`` is a size of."""
        for sizes in self.photos.values():
            if any(size["file_unique_id"] == unique_id for size in sizes):
                return sizes
        return [photo_size(self.by_unique_id[unique_id])]

    def resolve(self, bot: Bot, file_id: str) -> StoredFile | None:
        """Return the file that ``bot`` calls ``file_id``, None when it is not one of its names."""
        unique_id = file_id[4:20]
        stored = self.by_unique_id.get(unique_id)
        if stored is None or file_id != file_id_for(bot, unique_id, file_id[28:]):
            return None
        return stored

    def open_link(self, bot: Bot, stored: StoredFile) -> str:
        """Make ``stored`` downloadable for ``bot`` for the next hour and return its path."""
        self.links[bot.id, stored.path] = (stored.unique_id, self._clock.time() + LINK_SECONDS)
        return stored.path

    def linked(self, bot: Bot, path: str) -> StoredFile | None:
        """Return the file behind ``path`` if ``bot`` asked for it within the last hour."""
        unique_id, ends_at = self.links.get((bot.id, path), ("", 0.0))
        return self.by_unique_id.get(unique_id) if self._clock.time() <= ends_at else None


def photo_size(stored: StoredFile) -> Json:
    """Return the PhotoSize of ``stored`` without ``file_id``."""
    return {
        "file_unique_id": stored.unique_id,
        "width": stored.width,
        "height": stored.height,
        "file_size": len(stored.content),
    }


def file_id_for(bot: Bot, unique_id: str, place: str = "") -> str:
    """Return ``bot``'s name for a file; ``place`` makes the names differ from message to message."""
    proof = hmac.new(bot.token.encode(), unique_id.encode() + place.encode(), hashlib.sha256).digest()
    return f"AgAC{unique_id}{base64.urlsafe_b64encode(proof[:6]).decode()}{place}"


def with_file_ids(content: Any, bot: Bot, place: str) -> Any:
    """Return ``content`` with ``file_id`` added wherever a file is meant."""
    if isinstance(content, list):
        return [with_file_ids(item, bot, place) for item in content]
    if not isinstance(content, dict):
        return content
    result: Json = {}
    if unique_id := content.get("file_unique_id"):
        result["file_id"] = file_id_for(bot, unique_id, place)
    for name, value in content.items():
        result[name] = with_file_ids(value, bot, place) if isinstance(value, dict | list) else value
    return result
