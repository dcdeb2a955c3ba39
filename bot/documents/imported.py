"""A file that somebody brings, read into a table the importer knows; what cannot be used says why.

In the chat anybody in charge may send a file, so there it is read within limits, and a large one in a process
of its own: reading is plain Python that would keep the interpreter from the chats, and a hostile workbook may
take all the memory it can get.
"""

from __future__ import annotations

import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from bot.core.domain.import_columns import NotRecognised, recognise
from bot.core.domain.importing import ParsedTable, parse_table
from bot.documents.tabular import (
    Limits,
    TableRefusal,
    TableRefused,
    is_workbook,
    read_table,
    unpacked_size,
)

MEGABYTE = 1024 * 1024
IN_CHAT = Limits(size=20 * MEGABYTE, unpacked=120 * MEGABYTE, rows=20_000)  # 20 MB: what a bot may fetch
MOST_HERE = MEGABYTE // 4  # bytes that are read in this process
_MOST_MEMORY = 2048 * MEGABYTE
_MOST_SECONDS = 60  # of work


class ImportUnreadable(Exception):
    """`code`: "refused.…" (see TableRefusal), "empty", "not_recognised" or "lacks". `facts` always hold
    "file", of "lacks" `kind` and `columns` too."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """As exceptions travel between processes."""
        return _again, (self.code, self.facts)


def _again(code: str, facts: dict[str, int | str]) -> ImportUnreadable:
    return ImportUnreadable(code, **facts)


def read_import(data: bytes, name: str, limits: Limits | None = None) -> ParsedTable:
    """Raises ImportUnreadable."""
    if not data.strip():
        raise ImportUnreadable("empty", file=name)
    try:
        table = read_table(data, name, limits)
    except TableRefused as refused:
        raise ImportUnreadable(f"refused.{refused.code.value}", **(refused.facts | {"file": name})) from None
    layout = recognise(table.header, name)
    if not isinstance(layout, NotRecognised):
        lines = ((row.line_number, [row.values[column] for column in table.header]) for row in table.rows)
        return parse_table(name, layout, lines)
    if layout.kind is None:
        raise ImportUnreadable("not_recognised", file=name)
    raise ImportUnreadable("lacks", file=name, kind=layout.kind.value, columns=", ".join(layout.missing))


def read_for_chat(data: bytes, name: str) -> ParsedTable:
    """Within IN_CHAT; slow, so in a thread. Raises ImportUnreadable."""
    if not _is_large(data):
        return read_import(data, name, IN_CHAT)
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_confine) as elsewhere:
            return elsewhere.submit(read_import, data, name, IN_CHAT).result()
    except (BrokenProcessPool, MemoryError):
        raise ImportUnreadable(f"refused.{TableRefusal.NOT_A_TABLE.value}", file=name) from None


def _is_large(data: bytes) -> bool:
    """What is too large for the chat altogether is not even looked into."""
    if len(data) > MOST_HERE:
        return len(data) <= IN_CHAT.size
    try:
        return is_workbook(data) and MOST_HERE * 8 < unpacked_size(data) <= IN_CHAT.unpacked
    except TableRefused:
        return False


def _confine() -> None:
    """No more memory and work than an honest table needs; the kernel ends whoever wants more."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
