"""Entities that Telegram itself finds in a text: commands, links, mentions, hashtags, e-mail addresses,
numbers.

Source of the rules for mentions, commands and hashtags: the patterns in tdlib/td, MessageEntity.cpp
(``match_*``). Links are found by a shorter rule than td's: a scheme, or a host name with a known top-level
domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sandbox.text.units import SOLID, Entity, sort_entities, units

_COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz
ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk
fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir
is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk
ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl
pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz
tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm
zw
"""
_GENERIC = """
com net org info biz edu gov mil int app dev io shop store online site website web tech cloud blog page
link live news pro name mobi asia email support company agency digital design world group team wiki xyz
top club vip art bot chat example
"""
_TLD = "|".join(sorted({*_COUNTRIES.split(), *_GENERIC.split()}, key=len, reverse=True))
_TAIL = r"(?:[/?#][^\s<>\"«»]*)?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"

_URL = re.compile(
    rf"(?<![\w@.])(?:(?:https?|ftp|ton|tonsite|tg)://[^\s/?#<>\"«»]+{_TAIL}"
    rf"|(?:{_LABEL}\.)+(?:{_TLD})(?![\w.-]*\w@|\w|-)"
    rf"(?::\d{{1,5}})?{_TAIL})",
    re.IGNORECASE,
)
_EMAIL = re.compile(rf"(?<![\w.+-])[a-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.)+[a-z]{{2,24}}(?!\w)", re.IGNORECASE)
_MENTION = re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}(?!\w)")
_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>@])")
_HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?:@[a-zA-Z0-9_]{3,32})?(?!\w*#)")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?:@[a-zA-Z0-9_]{3,32})?(?![\w$])")
_PHONE = re.compile(r"(?<![\w+])\+\d(?:[ \-()]{0,2}\d){6,14}(?!\w)")
_CARD = re.compile(r"(?<![\w.,+-])\d(?:[ -]?\d){12,18}(?![\w-])")
_TRAILING = ".,:;!?'\"”’»…)"

_KINDS = (
    ("email", _EMAIL), ("url", _URL), ("bot_command", _COMMAND), ("mention", _MENTION), ("hashtag", _HASHTAG),
    ("cashtag", _CASHTAG), ("phone_number", _PHONE), ("bank_card_number", _CARD),
)  # fmt: skip
_HINT = re.compile(r"[@/#$+.:]|\d{4}")


def find_entities(text: str, taken: list[Entity] | None = None) -> list[Entity]:
    """Return ``taken`` plus what Telegram finds in ``text``, nothing inside code or existing links."""
    entities = list(taken or ())
    if not _HINT.search(text):
        return entities
    blocked = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in SOLID]
    for kind, start, end in _matches(text):
        offset = units(text[:start])
        length = units(text[start:end])
        if all(offset + length <= begin or offset >= stop for begin, stop in blocked):
            entities.append({"type": kind, "offset": offset, "length": length})
            blocked.append((offset, offset + length))
    sort_entities(entities)
    return entities


def _matches(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            end = match.end()
            if kind == "url":
                end = _url_end(match.group(), match.start())
            if kind == "bank_card_number" and not _is_card(match.group()):
                continue
            yield kind, match.start(), end


def _url_end(url: str, start: int) -> int:
    while url and url[-1] in _TRAILING and not (url[-1] == ")" and "(" in url):
        url = url[:-1]
    return start + len(url)


def _is_card(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [sum(divmod(2 * d, 10)) if place % 2 else d for place, d in enumerate(reversed(digits))]
    return digits[0] in (2, 3, 4, 5, 6) and sum(doubled) % 10 == 0
