"""Who may import whom: the contracts of pyproject.toml, and that no room is outside of them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest

from tests.architecture.sources import PACKAGES, ROOT, files, text

ALONE = {"bot.sandbox", "bot.sample"}


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]
    return {contract["id"]: contract for contract in settings["contracts"]}


def rooms_below_bot() -> set[str]:
    here = ROOT / "bot"
    packages = {f"bot.{path.parent.name}" for path in here.glob("*/__init__.py")}
    modules = {f"bot.{path.stem}" for path in here.glob("*.py") if path.stem != "__init__"}
    return packages | modules


def test_every_contract_is_kept() -> None:
    """In a process of its own: the linter sets up logging anew and would silence every logger of this one."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    linter = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linter.returncode == 0, linter.stdout + linter.stderr


def test_every_room_has_its_layer() -> None:
    named = {room for layer in contracts()["layers"]["layers"] for room in re.split(r"\s*[|:]\s*", layer)}
    assert {room.removeprefix("bot.core.") for room in named if room.startswith("bot.core.")} == {
        "domain",
        "usecases",
    }
    layered = {room for room in named if not room.startswith("bot.core.")} | {"bot.core"}
    assert rooms_below_bot() | {"handlers", "storage"} == layered | ALONE


@pytest.mark.parametrize("room", sorted(ALONE))
def test_what_stands_alone_may_import_no_other_room(room: str) -> None:
    contract = contracts()[room.removeprefix("bot.")]
    others = rooms_below_bot() | {"handlers", "storage"}
    assert {room, *contract["forbidden_modules"]} == others


@pytest.mark.parametrize(
    ("contract", "may"),
    [
        (
            "storage",
            {
                "bot.__main__",
                "bot.commands",
                "bot.serving",
                "bot.app",
                "bot.nightly",
                "bot.practice_rooms",
                "bot.rendering",
                "bot.papers",
            },
        ),
        (
            "telegram",
            {"bot.serving", "bot.app", "bot.practice_rooms", "bot.views", "bot.notify", "bot.intake"},
        ),
        ("playthings", {"bot.__main__", "bot.commands", *ALONE}),
    ],
)
def test_a_new_room_is_forbidden_until_it_is_allowed(contract: str, may: set[str]) -> None:
    assert rooms_below_bot() - may == {
        room for room in contracts()[contract]["source_modules"] if room.startswith("bot.")
    }


def test_packages_say_nothing_when_they_are_imported() -> None:
    """The import graph cannot see what a package's own file imports on the way to its modules."""
    spoken = [
        str(path)
        for path in files(*PACKAGES)
        if path.name == "__init__.py" and len(path.parts) <= 3 and text(path).strip()
    ]
    assert [path for path in spoken if not path.startswith("storage/tables/")] == []
