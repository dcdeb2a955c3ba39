"""Every text in both languages, with the same blanks; every error, state and button has what it needs."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from bot.core import domain
from bot.core.domain import (
    delivery_errors,
    errors,
    import_errors,
    joining_errors,
    log_errors,
    money_errors,
    practice,
    product_errors,
    reason_errors,
    report_errors,
    stock_errors,
    training,
)
from bot.core.domain.errors import DeskError
from bot.core.domain.events import Event
from bot.core.domain.figures import BREAKDOWNS, Discrepancy
from bot.core.domain.journal import PostingKind
from bot.core.domain.later_step import StepStatus
from bot.core.domain.money_check import MismatchKind
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Role
from bot.core.domain.periods import PeriodKind
from bot.core.domain.policy_review import Matter
from bot.core.domain.process import Stage
from bot.core.domain.reasons import NOT_CREDITED, REASONS, Disposition, Grade, RefusalReason
from bot.core.domain.report_events import Trouble
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import LocationKind
from bot.core.domain.supplier_claim import (
    WITH_SUPPLIER,
    Answer,
    ClaimStatus,
    GoodsState,
    More,
    Outcome,
    ValuedAt,
)
from bot.core.usecases.ports import Desk
from bot.core.usecases.run_job import Owed, Work, nothing_to_do
from bot.core.usecases.see_claims import ClaimsShown
from bot.core.usecases.see_notes import NotesPart
from bot.documents.credit_note_pdf import LABELS as NOTE_LABELS
from bot.documents.facts import LABELS
from bot.documents.pictures import RefusalCode
from bot.jobs.table import desk_jobs
from bot.views import texts as texts_module
from bot.views.callback_data import Act
from bot.views.claim_buttons import Deed, Menu
from bot.views.claim_steps import OF_BOTH_SIDES
from bot.views.commands import NEEDS
from bot.views.journal_views import COLUMNS
from bot.views.log_views import COLUMNS as LOG_COLUMNS
from bot.views.note_views import WAYS
from bot.views.rendered import FileKind
from bot.views.slip import PARTS
from bot.views.steps import ClaimQuestion, MoneyQuestion
from bot.views.texts import LANGUAGES, has_text, texts_of
from handlers import dialog
from handlers.decisions import PRESSES
from handlers.openers import OPENERS

ROOT = Path(__file__).parents[2]
UNLABELLED = (Deed.SHOW, Deed.PAPER, Deed.PUT_WORDS)
CLAIM_STANDS = frozenset(ClaimStatus) - WITH_SUPPLIER
UNSEEN = {ReturnStatus.DRAFT, ReturnStatus.DISCARDED}  # by customers
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# The same in both languages on purpose: figures, signs, the names of the languages, the lists of reply words.
UNTRANSLATED = {
    "customer.question.head", "customer.item", "answer.measured", "list.and",
    "page", "plain", "bold", "button.change_item", "command.language", "language.name", "button.plus",
    "item.line", "item.note", "decided.because", "decided.words", "order.standing", "stock.movement",
    "item.short", "ledger.line", "claim.head.desk", "claim.said", "claims.week.ours",
    "log.line", "log.quoted", "quiz.choice",
    "money.line", "inspect.summary.line", "inspect.photos.have", "list.comma", "list.names", "step.line",
    "report.head", "list.semicolon", "report.stage", "jobs.line", "report.points", "report.group",
    "report.order", "note.head", "digest.line", "lives.line", "wishes.on", "wishes.off", "mail.subject",
    "policy.percent", "policy.change", "policy.block", "policy.says", "policy.own_fee",
    "reasons.one", "products.head", "products.nothing",
    "import.point", "import.at", "export.table",
}  # fmt: skip


# Chinese says 你 to colleagues and 您 to everybody else; what both read does without.
OUTSIDE = (
    "stranger", "customer.", "claim.theirs.", "claims.week", "claim.ask.offer", "photo.where.supplier",
    "help.foot.customer", "help.foot.supplier", "notice.customer_return", "error.questions_open",
    "error.not_closed_yet", "error.rating_final", "error.access_asked_recently",
)  # fmt: skip
BOTH = (
    "help.head", "people.leave", "people.you", "card.closed", "welcome", "access.welcome", "access.sorry",
    "wishes.", "quiet.", "words.email", "trouble", "toast.not_yours", "notice.not_yours", "mail.",
    "notice.roles_changed", "error.not_allowed", "error.person_removed", "error.invitation_unknown",
    "error.invitation_used", "error.invitation_expired", "error.invitation_revoked", "error.too_many_guesses",
)  # fmt: skip


def _keys() -> set[str]:
    return {*texts_of("en").single, *texts_of("en").plural}


def _forms(language: str, key: str) -> tuple[str, ...]:
    texts = texts_of(language)
    return (texts.single[key],) if key in texts.single else texts.plural[key]


def _blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_every_key() -> None:
    assert _keys() == {*texts_of("zh").single, *texts_of("zh").plural}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice(language: str) -> None:
    catalogue = Path(texts_module.__file__).parent / "locales" / f"{language}.po"
    written = re.findall(r'^msgid "(.+)"$', catalogue.read_text("utf-8"), re.M)
    assert [key for key, times in Counter(written).items() if times > 1] == []


def test_both_languages_have_the_same_blanks() -> None:
    wrong = [
        key
        for key in _keys()
        if set().union(*map(_blanks, _forms("en", key))) != set().union(*map(_blanks, _forms("zh", key)))
    ]
    assert wrong == []


def test_no_text_is_empty_and_chinese_is_chinese() -> None:
    blank = [key for key in _keys() for lang in LANGUAGES if not all(f.strip() for f in _forms(lang, key))]
    assert blank == []
    unspoken = [key for key in _keys() - UNTRANSLATED if not CHINESE.search("".join(_forms("zh", key)))]
    assert unspoken == []


def test_chinese_has_one_form_of_address_for_each_reader() -> None:
    said = {key: "".join(_forms("zh", key)) for key in _keys()}
    outside = {key for key in said if key.startswith(OUTSIDE)}
    both = {key for key in said if key.startswith(BOTH)}
    assert [key for key in said if "您" in said[key] and key not in outside] == []
    assert [key for key in outside | both if "你" in said[key]] == []
    guides = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs" / "zh").glob("*.md")}
    assert [name for name in ("customers", "suppliers") if "你" in guides.pop(name)] == []
    assert [name for name, words in guides.items() if "您" in words] == []


def _error_codes() -> Iterator[str]:
    for module in (
        errors,
        delivery_errors,
        joining_errors,
        money_errors,
        stock_errors,
        report_errors,
        log_errors,
        import_errors,
        practice,
        product_errors,
        reason_errors,
        training,
        dialog,
    ):
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, DeskError):
                yield member.code


def _no_backup(desk: Desk, period: Owed) -> Work:
    return nothing_to_do


def _wanted() -> Iterator[str]:
    yield from (f"error.{code}" for code in _error_codes())
    yield from (f"reason.{reason.code}" for reason in REASONS)
    yield from (f"refusal.{reason.value}" for reason in RefusalReason)
    yield from (f"grade.{grade.value}" for grade in Grade)
    yield from (f"disposition.short.{disposition.value}" for disposition in Disposition)
    yield from (f"status.{status.value}" for status in (*ReturnStatus, *OrderStatus, *StepStatus))
    yield from (f"standing.{status.value}" for status in ReturnStatus)
    seen = set(ReturnStatus) - UNSEEN
    yield from (f"customer.{part}.{status.value}" for part in ("status", "stage") for status in seen)
    yield from (f"stock.{kind.value}" for kind in LocationKind)
    yield from (f"role.{role.value}" for role in Role if role is not Role.SYSTEM)
    yield from (f"photo.refused.{code.value}" for code in RefusalCode)
    yield from (f"button.claim.{deed.value}" for deed in Deed if deed not in UNLABELLED)
    yield from (f"button.claim.menu.{menu.value}" for menu in Menu)
    yield from (f"claim.ask.{question.value}" for question in ClaimQuestion)
    yield from (f"claim.ask.{question.value}.desk" for question in OF_BOTH_SIDES)
    yield from (f"{key}.{shown.value}" for key in ("claims", "button.claims") for shown in ClaimsShown)
    yield from (f"claim.status.{status.value}" for status in ClaimStatus)
    yield from (f"claim.{side}.{status.value}" for side in ("ours", "theirs") for status in CLAIM_STANDS)
    yield from (f"claim.due.{side}" for side in ("ours", "theirs"))
    yield from (f"claim.answer.{answer.value}" for answer in Answer)
    yield from (f"claim.more.{more.value}" for more in More)
    yield from (f"claim.outcome.{outcome.value}" for outcome in Outcome)
    yield from (f"claim.goods.{goods.value}" for goods in GoodsState if goods is not GoodsState.HELD)
    yield from (f"claim.value.{price.value}" for price in ValuedAt)
    yield from (f"notice.{kind.value}" for kind in NoticeKind)
    yield from (f"care.{trouble.value}" for trouble in Trouble)
    yield from (f"job.{job.name}" for job in desk_jobs(0, time(9), _no_backup))
    yield from (f"stage.{stage.value}" for stage in Stage)
    yield from (f"stage.with.{stage.value}" for stage in Stage if stage is not Stage.WHOLE)
    yield from (f"review.{matter.value}" for matter in Matter)
    yield from (f"review.{matter.value}.words" for matter in (Matter.NEAR_VALUE, Matter.NEAR_WINDOW))
    yield from (f"discrepancy.{kind.value}" for kind in Discrepancy)
    yield from (f"report.file.{kind.value}" for kind in FileKind)
    yield from (f"report.look.{dimension.value}" for dimension in BREAKDOWNS)
    yield from (f"report.without.{dimension.value}" for dimension in BREAKDOWNS[1:])
    yield from (f"report.before.{kind.value}" for kind in PeriodKind)
    yield from (f"paper.{label}" for label in LABELS)
    yield from (f"note.paper.{label}" for label in NOTE_LABELS)
    yield from (f"note.way.{way}" for way in WAYS)
    yield from (f"note.ask.{question.value}" for question in (MoneyQuestion.SETTLE, MoneyQuestion.CANCEL))
    yield from (f"notes.{shape}{part.value}" for part in NotesPart for shape in ("", "button."))
    yield from (f"notes.{part.value}.none" for part in NotesPart)
    yield from (f"journal.column.{column}" for column in COLUMNS)
    yield from (f"journal.kind.{kind.value}" for kind in PostingKind)
    yield from (f"mismatch.{kind.value}" for kind in MismatchKind)
    yield from (f"credit.instead.{outcome.value}" for outcome in NOT_CREDITED)
    yield from (f"slip.{part}" for part in PARTS)
    yield from (f"command.{name}" for name in NEEDS)
    yield from (f"log.column.{column}" for column in LOG_COLUMNS)
    yield from (f"event.{event.__name__}" for event in _events(Event))


def _events(base: type[Event]) -> Iterator[type[Event]]:
    """Those that happen: a common base of several is none."""
    for module in pkgutil.iter_modules(domain.__path__):
        importlib.import_module(f"{domain.__name__}.{module.name}")
    # A class with slots is made twice, and only its second making is in its module.
    made = [cls for cls in base.__subclasses__() if vars(sys.modules[cls.__module__])[cls.__name__] is cls]
    for event in made:
        yield from list(_events(event)) or [event]


@pytest.mark.parametrize("key", sorted(set(_wanted())))
def test_every_code_has_a_text(key: str) -> None:
    assert has_text("en", key)
    assert has_text("zh", key)


def _literal_keys() -> Iterator[tuple[str, str]]:
    for path in (
        *(ROOT / "bot" / "views").glob("*.py"),
        *(ROOT / "handlers").rglob("*.py"),
        ROOT / "bot/papers.py",
        ROOT / "bot/note_papers.py",
        ROOT / "bot/order_papers.py",
        ROOT / "bot/debit_papers.py",
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("text", "plain"):
                continue
            if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield path.name, str(node.args[1].value)


def test_every_key_the_code_names_exists() -> None:
    assert [(name, key) for name, key in _literal_keys() if not has_text("en", key)] == []


def test_every_kind_of_button_is_answered() -> None:
    answered = {Act.STEP, Act.END_PRACTICE, *PRESSES, *OPENERS}
    assert set(Act) - answered == set()


def test_no_view_and_no_handler_writes_chinese_or_a_sentence_of_its_own() -> None:
    spoken = [
        path.name
        for path in (*(ROOT / "bot" / "views").glob("*.py"), *(ROOT / "handlers").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for argument in node.args
        if isinstance(argument, ast.Constant) and CHINESE.search(str(argument.value))
    ]
    assert spoken == []
