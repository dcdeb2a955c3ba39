"""Bodies of requests: forms and files, handed over in pieces so that a stalled upload is noticed."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import IO
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
PIECE_BYTES = 1 << 16

Upload = tuple[str, bytes | IO[bytes], str]  # file name, content, media type


def encode_form(fields: Mapping[str, str]) -> bytes:
    """The fields as `application/x-www-form-urlencoded`; empty without fields."""
    return urlencode(fields).encode("ascii")


def encode_multipart(fields: Mapping[str, str], files: Mapping[str, Upload]) -> tuple[bytes, str]:
    """Body and content type as RFC 7578 wants them; names in UTF-8 with `"`, CR and LF percent-encoded."""
    boundary = secrets.token_hex(16)
    pieces: list[bytes] = []
    for name, value in fields.items():
        pieces += [_head(boundary, name), b"\r\n\r\n", value.encode(), b"\r\n"]
    for name, (filename, content, media_type) in files.items():
        head = (
            _head(boundary, name) + f'; filename="{_quoted(filename)}"\r\nContent-Type: {media_type}'.encode()
        )
        data = content if isinstance(content, bytes | bytearray) else content.read()
        pieces += [head, b"\r\n\r\n", data, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return b"".join(pieces), f"multipart/form-data; boundary={boundary}"


async def in_pieces(
    body: bytes, limit: asyncio.Timeout, seconds_per_piece: float | None
) -> AsyncIterator[bytes]:
    """Gives `body` in pieces of 64 kB; `limit` runs out when one of them is not taken within the seconds.

    The same as httpx's write time-out: for each piece, not for the whole, so a slow line may take its time.
    """
    view = memoryview(body)
    for start in range(0, len(body), PIECE_BYTES):
        _give(limit, seconds_per_piece)
        yield bytes(view[start : start + PIECE_BYTES])
    _give(limit, None)


def _give(limit: asyncio.Timeout, seconds: float | None) -> None:
    with contextlib.suppress(RuntimeError):  # answered before all was sent: nobody waits any more
        limit.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


def _head(boundary: str, name: str) -> bytes:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'.encode()


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
