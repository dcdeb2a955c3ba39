"""Papers set by typst with fonts that come with the package: no network, no system fonts.

Texts reach a template as JSON data, never as markup, so nothing a person types can break a paper.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
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
