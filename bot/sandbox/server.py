"""The sandbox as a web server: started by ``python -m bot.sandbox`` or, in tests, by ``start_sandbox``."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.sandbox import api
from bot.sandbox.args import REQUEST_LIMIT_BYTES
from bot.sandbox.control import extras, groups, people, switches
from bot.sandbox.control.wire import EXTRA_HOSTS, control_errors
from bot.sandbox.keeping import Keeper
from bot.sandbox.openapi import add_routes as add_description
from bot.sandbox.state import Sandbox, Settings
from bot.sandbox.tour import Tour

PAGE = Path(__file__).parent / "page"
_STOP_SECONDS = 0.2
NO_FOLDER = Path("no-photos-given")


@dataclass
class RunningSandbox:
    """A sandbox that answers at ``url``."""

    url: str
    state: Sandbox
    runner: web.AppRunner
    tour: Tour
    keeper: Keeper | None = None

    async def stop(self) -> None:
        """Stop answering and free the port."""
        await self.tour.stop()
        for queue in self.state.queues.values():
            queue.close()
        await self.state.webhooks.close()
        await self.runner.cleanup()
        if self.keeper is not None:
            await self.keeper.stop()


def build_app(state: Sandbox, photos: Path | None, tour: Tour, hosts: frozenset[str]) -> web.Application:
    """Put the Bot API, the control interface and the page together."""
    app = web.Application(client_max_size=REQUEST_LIMIT_BYTES, middlewares=[control_errors])
    app[api.SANDBOX] = state
    app[extras.PHOTOS] = photos or NO_FOLDER
    app[extras.TOUR] = tour
    app[EXTRA_HOSTS] = hosts
    api.add_routes(app)
    for part in (people, groups, switches, extras):
        part.add_routes(app)
    add_description(app)
    app.router.add_get("/", _index)
    app.router.add_get("/{path:.+}", _page_file)
    return app


async def _index(request: web.Request) -> web.StreamResponse:
    return await _page(request, "index.html")


async def _page_file(request: web.Request) -> web.StreamResponse:
    return await _page(request, request.match_info["path"])


async def _page(_request: web.Request, name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return web.json_response(api.NOT_FOUND, status=404)
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


async def start_sandbox(
    port: int = 0,
    host: str = "127.0.0.1",
    photos: Path | None = None,
    tour: Path | None = None,
    *,
    settings: Settings | None = None,
    state_file: Path | None = None,
) -> RunningSandbox:
    """Start a sandbox; port 0 takes a free one. Raises OSError when the port is taken."""
    state = Sandbox(settings)
    keeper = Keeper(state, state_file) if state_file is not None else None
    if keeper is not None:
        keeper.load()
    story = Tour(state, tour, photos)
    story.load()
    hosts = (
        frozenset() if host in ("127.0.0.1", "localhost", "::1") else frozenset({host, socket.gethostname()})
    )
    app = build_app(state, photos, story, hosts)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_SECONDS, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, host, port, reuse_address=True)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    bound = runner.addresses[0][1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    for bot in state.bots.values():
        state.webhooks.start(bot)
    if keeper is not None:
        keeper.start()
    return RunningSandbox(f"http://{shown}:{bound}", state, runner, story, keeper)
