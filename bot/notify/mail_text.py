"""The same words as in Telegram, as a mail shows them: safe HTML, and plain text."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_KEPT = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s", "code": "code", "pre": "pre"}
_QUOTES = ("blockquote",)
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "</head>"
    '<body style="font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;max-width:36em;'
    'margin:1em auto;padding:0 1em">{body}</body></html>'
)
_LINK = (
    '<p><a href="{url}" style="display:inline-block;padding:.6em 1.2em;border-radius:.5em;'
    'background:#1f6feb;color:#ffffff;text-decoration:none">{label}</a></p>'
)
_SMALL = '<p style="color:#6e7781;font-size:14px">{words}</p>'


@dataclass(frozen=True, slots=True)
class MailWords:
    """What stands below the card: sentences, and a link with its label where there is one."""

    language: str
    notes: Sequence[str] = ()
    link: str = ""
    link_label: str = ""


class _MailHtml(HTMLParser):
    """Telegram's tags that a mail knows, written anew; everything else is words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _KEPT:
            self.parts.append(f"<{_KEPT[tag]}>")
        elif tag in _QUOTES:
            self.parts.append("<blockquote>")
        elif tag == "a":
            self.parts.append(f'<a href="{html.escape(_safe(dict(attrs).get("href")))}">')

    def handle_endtag(self, tag: str) -> None:
        if tag in _KEPT:
            self.parts.append(f"</{_KEPT[tag]}>")
        elif tag in _QUOTES:
            self.parts.append("</blockquote>")
        elif tag == "a":
            self.parts.append("</a>")

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data, quote=False).replace("\n", "<br>\n"))


def _safe(url: str | None) -> str:
    return url if url and url.startswith(("https://", "http://", "mailto:")) else "#"


def mail_html(telegram_html: str, words: MailWords) -> str:
    """A whole page. Links to anything but the web and mail lead nowhere."""
    parser = _MailHtml()
    parser.feed(telegram_html)
    parser.close()
    body = [f"<p>{''.join(parser.parts)}</p>"]
    if words.link:
        body.append(_LINK.format(url=html.escape(words.link), label=html.escape(words.link_label)))
    body += [_SMALL.format(words=html.escape(note)) for note in words.notes]
    return _PAGE.format(language=html.escape(words.language), body="\n".join(body))


def mail_plain(bare_words: str, words: MailWords) -> str:
    parts = [bare_words]
    if words.link:
        parts.append(f"{words.link_label}\n{words.link}")
    return "\n\n".join([*parts, *words.notes]) + "\n"
