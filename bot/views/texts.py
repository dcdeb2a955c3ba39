"""Every text in both languages, from the catalogues in locales/, with what people typed made harmless."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "locales"


class TextUnknown(KeyError):
    """A key that no catalogue has: a mistake in the code, found by the tests."""


@dataclass(frozen=True, slots=True)
class Html:
    """A piece that is Telegram's HTML already."""

    markup: str


@dataclass(frozen=True, slots=True)
class LocaleTexts:
    single: dict[str, str]
    plural: dict[str, tuple[str, ...]]
    form_of: Callable[[int], int]


@cache
def texts_of(language: str) -> LocaleTexts:
    """The catalogue of "en" or "zh"; anything else reads English."""
    locale = "zh_CN" if language == "zh" else "en"
    name = language if language in LANGUAGES else "en"
    with (_FOLDER / f"{name}.po").open("rb") as file:
        catalogue = read_po(file, locale=locale)
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple | list):
            plural[str(message.id[0])] = tuple(str(form) for form in message.string or ())
        else:
            single[message.id] = str(message.string)
    return LocaleTexts(single, plural, c2py(catalogue.plural_expr))


def _harmless(value: object) -> str:
    return value.markup if isinstance(value, Html) else html.escape(str(value), quote=False)


def text(language: str, key: str, **facts: object) -> str:
    """The sentence as HTML; facts are escaped where the template is filled. Raises TextUnknown.
    A key with plural forms is chosen by the fact `count`."""
    return _template(language, key, facts).format_map({k: _harmless(v) for k, v in facts.items()})


def plain(language: str, key: str, **facts: object) -> str:
    """The same for buttons, toasts and papers, which know no markup."""
    values = {k: v.markup if isinstance(v, Html) else v for k, v in facts.items()}
    return _template(language, key, facts).format_map(values)


def _template(language: str, key: str, facts: dict[str, object]) -> str:
    texts = texts_of(language)
    if key in texts.single:
        return texts.single[key]
    if key in texts.plural:
        forms = texts.plural[key]
        count = facts.get("count", 0)
        return forms[min(texts.form_of(int(str(count))), len(forms) - 1)]
    raise TextUnknown(key)


def has_text(language: str, key: str) -> bool:
    texts = texts_of(language)
    return key in texts.single or key in texts.plural
