"""The desk as a process of its own, killed and started again while the local Telegram lives on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.server import RunningSandbox

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0  # about 2 s on a machine that has nothing else to do


@dataclass(slots=True)
class DeskProcess:
    """`python -m bot run` against a sandbox, on a database."""

    sandbox: RunningSandbox
    database_url: str
    folder: Path
    process: asyncio.subprocess.Process | None = field(default=None)

    async def start(self) -> float:
        """Seconds until it asked for updates."""
        before = self._polls()
        began = time.monotonic()
        environment = {
            **{k: v for k, v in os.environ.items() if k not in ("BOT_TOKEN", "WEBHOOK_URL")},
            "BOT_BASE_URL": f"{self.sandbox.url}/bot",
            "BOT_BASE_FILE_URL": f"{self.sandbox.url}/file/bot",
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "LOG_LEVEL": "WARNING",
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment
        )
        while self._polls() == before:
            assert self.process.returncode is None, "the desk ended while it started"
            assert time.monotonic() - began < START_SECONDS, "the desk did not start"
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    def _polls(self) -> int:
        return sum(call.method == "getUpdates" for call in self.sandbox.state.journal.calls)

    async def kill(self) -> None:
        """SIGKILL: nothing is said good-bye to."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> float:
        """SIGTERM; seconds until it was gone."""
        assert self.process is not None
        began = time.monotonic()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await self.process.wait()
        return time.monotonic() - began
