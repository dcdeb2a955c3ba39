"""Everything the desk ever said to one person: messages, edits, buttons, alerts, menus, files, mails."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from bot.sandbox.journal import Call
from bot.sandbox.state import Sandbox

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """`where`: the call or the mail it came with. Of a picture `words` is the hash of what was sent."""

    where: str
    words: str


def told(sandbox: Sandbox, person_id: int, after: int = 0) -> Iterator[Said]:
    """By every call of the bot that reached this person, from number `after` on."""
    for call in list(sandbox.journal.calls):
        if call.n > after and _reached(sandbox, call, person_id):
            where = f"{call.method} {call.n}"
            words = json.dumps(call.arguments, ensure_ascii=False)
            yield Said(where, _without_echo(sandbox, call, words))
            for unique_id in _files_in((call.answer or {}).get("result")):
                yield from _file(sandbox, unique_id, where)


def _without_echo(sandbox: Sandbox, call: Call, words: str) -> str:
    """What was forged into the button oneself is no news when the answer names it."""
    press = sandbox.presses.get(str(call.arguments.get("callback_query_id")))
    forged = press.data.split(":", 2)[-1].split(".") if press else []
    for part in forged:
        words = words.replace(part, "…") if len(part) > len("RR-2026") else words
    return words


def _reached(sandbox: Sandbox, call: Call, person_id: int) -> bool:
    if call.method == "answerCallbackQuery":
        press = sandbox.presses.get(str(call.arguments.get("callback_query_id")))
        return press is not None and press.person_id == person_id
    scope = call.arguments.get("scope")
    if isinstance(scope, str):
        scope = json.loads(scope)
    in_scope = isinstance(scope, dict) and int(scope.get("chat_id", 0)) == person_id
    return call.chat_id == person_id or in_scope


def _files_in(result: Any) -> Iterator[str]:
    if isinstance(result, list):
        for item in result:
            yield from _files_in(item)
    elif isinstance(result, dict):
        if "file_unique_id" in result:
            yield result["file_unique_id"]
        for name, item in result.items():
            if name not in ("reply_to_message", "pinned_message"):
                yield from _files_in(item)


def _file(sandbox: Sandbox, unique_id: str, where: str) -> Iterator[Said]:
    stored = sandbox.files.by_unique_id[unique_id]
    if stored.kind == "document":
        yield Said(f"{where} {stored.name}", stored.name + " " + paper_words(stored.content))
    for sent, sizes in sandbox.files.photos.items():
        if any(size["file_unique_id"] == unique_id for size in sizes):
            yield Said(f"{where} photo", sent)


def paper_words(content: bytes) -> str:
    """What can be read on a PDF, spaces where a line ends."""
    pages = PdfReader(BytesIO(content)).pages
    return _SPACE.sub(" ", " ".join(page.extract_text() for page in pages))


def written(mail: EmailMessage) -> Iterator[Said]:
    """Heads, both bodies, and what is attached."""
    where = f"mail {mail['Subject']}"
    yield Said(where, "\n".join(f"{name}: {value}" for name, value in mail.items()))
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "text":
            yield Said(f"{where} {part.get_content_type()}", part.get_content())
        elif part.get_content_type() == "application/pdf" and isinstance(content, bytes):
            yield Said(f"{where} {part.get_filename()}", f"{part.get_filename()} {paper_words(content)}")
        elif isinstance(content, bytes):
            yield Said(f"{where} photo", hashlib.sha256(content).hexdigest())


def found_in(said: Iterable[Said], marks: tuple[str, ...]) -> list[str]:
    """Which of the words stand where they must not; one example of each."""
    where: dict[str, str] = {}
    for each in said:
        lowered = each.words.lower()
        for mark in marks:
            if mark.lower() in lowered and mark not in where:
                where[mark] = f"{mark} in {each.where}: {each.words[:300]}"
    return list(where.values())
