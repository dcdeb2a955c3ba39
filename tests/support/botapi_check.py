"""Checks calls, answers and updates of a sandbox against the Bot API as data.

The data is a JSON file of methods and types (each field with its types and whether it is required); its place
comes from the environment variable ``BOTAPI_SPEC``. Without it nothing is checked.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.sandbox.journal import Call, Journal
from bot.sandbox.state import Sandbox

Spec = dict[str, Any]
_FILE_KEYS = {"file_name", "mime_type", "file_size"}
_SHOWN_AT_MOST = 40


@lru_cache
def load_spec(path: str) -> Spec:
    """Return the Bot API's data from ``path``."""
    spec: Spec = json.loads(Path(path).read_text("utf-8"))
    return spec


def assert_bot_api(source: Sandbox | Journal, path: str | None = None) -> None:
    """Raise AssertionError with every deviation, if ``BOTAPI_SPEC`` (or ``path``) names the data."""
    path = path or os.environ.get("BOTAPI_SPEC")
    if not path:
        return
    found = check_journal(source, load_spec(path))
    assert not found, "against the Bot API:\n" + "\n".join(found[:_SHOWN_AT_MOST])


def check_journal(source: Sandbox | Journal | Iterable[Call], spec: Spec) -> list[str]:
    """Return one sentence for each deviation in the calls, answers and delivered updates of ``source``."""
    journal = source.journal if isinstance(source, Sandbox) else source
    calls = list(journal.calls if isinstance(journal, Journal) else journal)
    found: list[str] = []
    for call in calls:
        found += check_call(call, spec)
    for update in journal.updates if isinstance(journal, Journal) else ():
        found += check_value(update, ["Update"], f"update {update.get('update_id')}", spec)
    return found


def check_call(call: Call, spec: Spec) -> list[str]:
    """Return the deviations of one call and its answer."""
    place = f"call {call.n} {call.method}"
    method = spec["methods"].get(call.method)
    if method is None:
        return [f"{place}: the Bot API has no such method"]
    found = _check_arguments(call, method, place, spec)
    answer = call.answer or {}
    if call.status == 200:
        return found + check_value(answer.get("result"), method["returns"], f"{place} answer", spec)
    if call.status == 501:
        found.append(f"{place}: {answer.get('description')}")
    if "parameters" in answer:
        found += check_value(answer["parameters"], ["ResponseParameters"], f"{place} answer", spec)
    return found


def _check_arguments(call: Call, method: Spec, place: str, spec: Spec) -> list[str]:
    fields = {field["name"]: field for field in method.get("fields", [])}
    found = []
    for name, value in call.arguments.items():
        if name not in fields:
            if not _is_file(value):
                found.append(f"{place}: there is no argument {name!r}")
            continue
        found += check_value(value, fields[name]["types"], f"{place} {name}", spec, lenient=True)
    if call.status == 200:
        missing = [name for name, field in fields.items() if field["required"] and name not in call.arguments]
        found += [f"{place}: the required argument {name!r} is missing" for name in missing]
    return found


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= _FILE_KEYS


def check_value(value: Any, kinds: list[str], place: str, spec: Spec, *, lenient: bool = False) -> list[str]:
    """Return why ``value`` is of none of ``kinds``; ``lenient``: it came as a form's text."""
    best: list[str] | None = None
    for kind in kinds:
        found = _check_kind(value, kind, place, spec, lenient=lenient)
        if not found:
            return []
        if best is None or len(found) < len(best):
            best = found
    return best or []


def _check_kind(value: Any, kind: str, place: str, spec: Spec, *, lenient: bool) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{place}: {_short(value)} is no array"]
        inner = kind.removeprefix("Array of ")
        found = []
        for index, item in enumerate(value):
            found += _check_kind(item, inner, f"{place}[{index}]", spec, lenient=lenient)
        return found
    if kind == "InputFile":
        return [] if _is_file(value) or isinstance(value, str) else [f"{place}: {_short(value)} is no file"]
    if kind in _PLAIN:
        return [] if _PLAIN[kind](value, lenient) else [f"{place}: {_short(value)} is no {kind}"]
    return _check_object(value, kind, place, spec, lenient=lenient)


def _is_integer(value: Any, lenient: bool) -> bool:
    if lenient and isinstance(value, str):
        return value.lstrip("-").isdigit()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any, lenient: bool) -> bool:
    if lenient and isinstance(value, str):
        return value.lstrip("-").replace(".", "", 1).isdigit()
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_boolean(value: Any, lenient: bool) -> bool:
    return isinstance(value, bool) or (lenient and str(value).lower() in ("true", "false"))


_ALWAYS = re.compile(r'always "(\w+)"')
_PLAIN: dict[str, Callable[[Any, bool], bool]] = {
    "Integer": _is_integer,
    "Float": _is_number,
    "Boolean": _is_boolean,
    "True": lambda value, lenient: value is True or (lenient and str(value).lower() == "true"),
    "String": lambda value, lenient: isinstance(value, str) or (lenient and isinstance(value, int | float)),
}


def _check_object(value: Any, kind: str, place: str, spec: Spec, *, lenient: bool) -> list[str]:
    if kind not in spec["types"]:
        return [f"{place}: the Bot API has no type {kind}"]
    if not isinstance(value, dict):
        return [f"{place}: {_short(value)} is no {kind}"]
    described = spec["types"][kind]
    if "subtypes" in described:
        return check_value(value, described["subtypes"], place, spec, lenient=lenient)
    fields = {field["name"]: field for field in described.get("fields", [])}
    found = [f"{place}: {kind} has no field {name!r}" for name in value if name not in fields]
    found += [
        f"{place}: {kind} lacks {name!r}"
        for name, field in fields.items()
        if field["required"] and name not in value
    ]
    for name, item in value.items():
        if name in fields:
            found += _check_field(item, fields[name], f"{place}.{name}", spec, lenient=lenient)
    return found


def _check_field(value: Any, field: Spec, place: str, spec: Spec, *, lenient: bool) -> list[str]:
    found = check_value(value, field["types"], place, spec, lenient=lenient)
    always = _ALWAYS.search(field["description"])
    if always and not found and isinstance(value, str) and always.group(1) != value:
        return [f"{place}: {value!r} must be {always.group(1)!r}"]
    return found


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."
