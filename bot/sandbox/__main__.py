"""``python -m bot.sandbox``: a local Telegram, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import signal
import sys
from pathlib import Path

from bot.sandbox.errors import ControlRefusal
from bot.sandbox.server import start_sandbox


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.sandbox", description="A local Telegram for any bot."
    )
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1", help="bind here (default: this machine only)")
    parser.add_argument("--photos", type=Path, help="folder of sample photos")
    parser.add_argument("--tour", type=Path, help="a tour to play on the page, as JSON")
    parser.add_argument("--state", type=Path, help="keep everything in this file over restarts")
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    sandbox = await start_sandbox(
        arguments.port, arguments.host, arguments.photos, arguments.tour, state_file=arguments.state
    )
    print(
        f"The sandbox answers at {sandbox.url}; its Bot API at {sandbox.url}/bot<token>/METHOD.", flush=True
    )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
    await sandbox.stop()


def _reason(error: OSError, arguments: argparse.Namespace) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {arguments.port} of {arguments.host} is in use already; is a sandbox running there?"
    return f"The sandbox cannot start: {error}"


def main() -> int:
    """Run until told to stop; 1 when it cannot start."""
    arguments = _arguments()
    try:
        asyncio.run(_serve(arguments))
    except OSError as error:
        print(_reason(error, arguments), file=sys.stderr)
        return 1
    except ControlRefusal as refusal:
        print(refusal.text, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
