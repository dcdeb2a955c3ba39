"""Papers set by typst with fonts that come with the package: no network, no system fonts.

Texts reach a template as JSON data, never as markup, so nothing a person types can break a paper.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst

Output = Literal["pdf", "png"]
_ONE_AT_A_TIME = threading.Lock()  # the kept compiler is not made for two at once


def typeset(
    template: Path,
    facts: Mapping[str, Any],
    kind: Output,
    *,
    at: datetime,
    folder: Path | None = None,
    dots_per_inch: float | None = None,
) -> list[bytes]:
    """One PDF, or each page as a PNG. `facts` reach the template as sys.inputs.facts; files it shows lie in
    `folder`. The same facts and `at` (aware) give the same bytes."""
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=_read(template),
            root=folder or template.parent,
            format=kind,
            ppi=dots_per_inch,
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            timestamp=at.astimezone(UTC),
        )
    assert made is not None
    return made if isinstance(made, list) else [made]


@cache
def _compiler() -> typst.Compiler:
    """Kept: the fonts are read once (first paper about 30 ms, the next about 10)."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def _read(template: Path) -> bytes:
    return template.read_bytes()


# Sure without a look: Latin, punctuation, Chinese and full-width signs.
_SURE = ((0x20, 0x24F), (0x2010, 0x2027), (0x3000, 0x303F), (0x4E00, 0x9FA5), (0xFF01, 0xFF5E))
_ONE_SIGN = b"#set page(width: 30pt, height: 30pt, margin: 2pt)\n#sys.inputs.sign"
_NO_SIGN = "\U0010fffd"  # private use: no font has it


@lru_cache(maxsize=4096)
def can_print(sign: str) -> bool:
    """Whether any of the fonts has that sign; one that none has would be a box on the paper. Takes about 2 ms
    for a sign outside Latin and Chinese, once."""
    if any(first <= ord(sign) <= last for first, last in _SURE):
        return True
    return _drawn(sign) != _box()


@cache
def _box() -> object:
    return _drawn(_NO_SIGN)


def _drawn(sign: str) -> object:
    with _ONE_AT_A_TIME:
        return _compiler().compile(input=_ONE_SIGN, format="png", ppi=72.0, sys_inputs={"sign": sign})
