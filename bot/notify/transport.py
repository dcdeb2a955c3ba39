"""The bot's HTTP: python-telegram-bot's request interface on aiohttp, 2 to 3 times cheaper than on httpx.

Same time-outs and errors as telegram.request.HTTPXRequest (22.8): TimedOut where something took too long,
NetworkError with the class of the cause for the rest; redirects are not followed. Differences: no proxy from
the environment, 16 connections, and waiting for one of them may take longer (see POOL_SECONDS).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.logging_setup import redact
from bot.notify.upload import FORM, PIECE_BYTES, encode_form, encode_multipart, in_pieces

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput  # "given, None or not given", in the signature we override

CONNECTIONS = 16  # 8 to 16 is the place to be: many connections cost more than they bring
POOL_SECONDS = 10.0  # HTTPXRequest waits 1 s for one of 256
KEEP_ALIVE_SECONDS = 10.0  # idle connections are closed by us before the server does it under a request
_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to Telegram. "
    "Consider adjusting the connection pool size or the pool timeout."
)


@cache
def _trust() -> ssl.SSLContext:
    """certifi's roots, so that it works where the machine has none; read once, which takes 60 ms."""
    return httpx.create_ssl_context()


class AiohttpRequest(BaseRequest):
    """For `ApplicationBuilder().request(...)` and `.get_updates_request(...)`; one object for each.

    All time-outs are in seconds; None waits for ever. `proxy` is an address such as http://127.0.0.1:3128.
    """

    def __init__(
        self,
        connections: int = CONNECTIONS,
        *,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = POOL_SECONDS,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """Opens the pool; again after `shutdown` is fine."""
        if self._session is not None:
            return
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            ssl=_trust(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            trust_env=False,
        )

    async def shutdown(self) -> None:
        """Closes the pool; again is fine."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut, NetworkError, and RuntimeError where it is not initialized."""
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        body, content_type = _body(request_data)
        has_files = request_data is not None and request_data.contains_files
        writing = self._media_write_timeout if has_files else self._write_timeout
        timeouts = aiohttp.ClientTimeout(
            total=None,
            sock_connect=_given(connect_timeout, self._connect_timeout),
            sock_read=_given(read_timeout, self._read_timeout),
        )
        try:
            async with asyncio.timeout(_given(pool_timeout, self._pool_timeout)):
                await self._free.acquire()
        except TimeoutError as error:
            raise TimedOut(_POOL_TIMEOUT) from error
        try:
            sent = _Body(body, content_type, _given(write_timeout, writing))
            return await self._exchange(self._session, method, url, sent, timeouts)
        finally:
            self._free.release()

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        body: _Body,
        timeouts: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        try:
            async with (
                asyncio.timeout(None) as writing,
                session.request(
                    method,
                    URL(url),
                    data=body.data(writing),
                    headers=body.headers,
                    timeout=timeouts,
                    proxy=self._proxy,
                    allow_redirects=False,
                ) as response,
            ):
                return response.status, await response.read()
        except TimeoutError as error:  # aiohttp's own time-outs are TimeoutErrors too
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(redact(f"aiohttp.{type(error).__name__}: {error}")) from error


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    content_type: str
    write_timeout: float | None

    @property
    def headers(self) -> dict[str, str]:
        if not self.content:
            return {}
        return {"Content-Type": self.content_type, "Content-Length": str(len(self.content))}

    def data(self, limit: asyncio.Timeout) -> bytes | AsyncIterator[bytes] | None:
        if len(self.content) <= PIECE_BYTES:  # fits into the socket's buffer: cannot stall
            return self.content or None
        return in_pieces(self.content, limit, self.write_timeout)


def _given(value: object, default: float | None) -> float | None:
    """The time-out of this call, or the object's where the call gives none."""
    if value is None or isinstance(value, int | float):
        return value
    return default


def _body(request_data: RequestData | None) -> tuple[bytes, str]:
    if request_data is None:
        return b"", ""
    fields = request_data.json_parameters
    if request_data.contains_files:
        return encode_multipart(fields, request_data.multipart_data)
    return encode_form(fields), FORM
