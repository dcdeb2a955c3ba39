"""The return order says everything, in both languages, whatever a person typed into it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from bot.documents.barcodes import BarcodeReading, read_barcodes
from bot.documents.facts import LABELS, PaperPhoto, Signature
from bot.documents.return_order_pdf import return_order_pages, return_order_pdf
from tests.unit.documents.drawing import encoded, noise
from tests.unit.documents.papers import BOTH, CHINESE, CLOCK, CLOCK_ZH, ENGLISH, MADE_AT, paper

ROOT = Path(__file__).parents[3]
JPEG = encoded(noise(32, 24), "JPEG")


def pages(pdf: bytes) -> list[str]:
    """The words of every page in reading order, single blanks between them."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def fonts(pdf: bytes) -> set[str]:
    """The font files that lie in the document, without their subset tags."""
    reader = PdfReader(BytesIO(pdf))
    things = (reader.get_object(number) for number in reader.xref[0])
    names = (
        str(thing["/FontName"])
        for thing in things
        if isinstance(thing, DictionaryObject) and "/FontFile3" in thing
    )
    return {name.partition("+")[2] for name in names}


def test_the_labels_of_the_tests_are_those_of_the_template() -> None:
    assert tuple(ENGLISH) == LABELS
    assert tuple(CHINESE) == LABELS


def test_an_english_paper_says_who_what_and_how_much() -> None:
    (text,) = pages(return_order_pdf(paper(notes=("Carton wet on one side.",))))
    for words in (
        "Return order", "RO-2026-00031", "RR-2026-00042", "Café Marronnier 12104", "In review",
        "2026-11-24 14:20", "Bo 2026-11-23 09:05", "Wei 2026-11-23 10:41", "Chen 2026-11-24 14:20",
        "not yet", "Alarm clock Marlow, rose", "31104", "Damaged in transit", "Grade C",
        "restock 4", "to vendor 2", "3.75", "Total", "GBP 22.50",
        "Asked 6", "Counted 6", "Accepted 4", "Rejected 2", "Carton wet on one side.", "Page 1 of 1",
    ):  # fmt: skip
        assert words in text, words


def test_a_chinese_paper_prints_chinese_with_the_font_it_brought() -> None:
    pdf = return_order_pdf(paper(labels=CHINESE, language="zh", lines=(CLOCK_ZH,), status="待审核"))
    (text,) = pages(pdf)
    for words in (
        "退货单",
        "客户",
        "马洛闹钟（玫瑰粉）",
        "物流损坏",
        "良品入库 4",
        "退供应商 2",
        "待审核",
        "第 1 页，共 1 页",
    ):
        assert words in text, words
    assert fonts(pdf) == {"NotoSansSC-Regular"}


def test_a_paper_in_both_languages_names_the_product_twice() -> None:
    line = replace(CLOCK, second_name="马洛闹钟（玫瑰粉）")
    (text,) = pages(return_order_pdf(paper(labels=BOTH, language="both", lines=(line,))))
    for words in ("退货单 Return order", "Alarm clock Marlow, rose", "马洛闹钟（玫瑰粉）"):
        assert words in text


def test_the_same_facts_give_the_same_bytes() -> None:
    facts = paper(photos=(PaperPhoto(JPEG, "dial"),))
    assert return_order_pdf(facts) == return_order_pdf(facts)


def test_another_process_gives_the_same_bytes_too() -> None:
    script = (
        "import hashlib; from tests.unit.documents.papers import paper; "
        "from bot.documents.return_order_pdf import return_order_pdf; "
        "print(len(return_order_pdf(paper())), hashlib.sha256(return_order_pdf(paper())).hexdigest())"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT).stdout
        for _ in range(2)
    )
    assert first == second


def test_sixty_lines_repeat_their_head_on_every_page_and_total_once() -> None:
    lines = tuple(replace(CLOCK, product_code=f"C{number:03d}") for number in range(60))
    texts = pages(return_order_pdf(paper(lines=lines, total_value=Decimal("1350.00"))))
    assert len(texts) > 2
    assert all("Product Reason Asked Counted" in text for text in texts)
    assert [f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(
        texts
    )
    everything = " ".join(texts)
    assert all(everything.count(line.product_code) == 1 for line in lines)
    assert everything.count("GBP 1,350.00") == 1
    assert "Asked 360 Counted 360 Accepted 240 Rejected 120" in texts[-1]


@pytest.mark.parametrize("language", ["en", "zh", "both"])
def test_no_line_is_torn_in_two_by_the_end_of_a_page(language: str) -> None:
    """Where a page ends is tried with lines of every height."""
    for height in range(1, 5):
        lines = [
            replace(CLOCK, product_code=f"C{n:03d}", facts=("short 1",) * height + (f"last of C{n:03d}",))
            for n in range(30)
        ]
        texts = pages(return_order_pdf(paper(lines=tuple(lines), language=language)))
        assert len(texts) > 1
        for line in lines:
            (page,) = [text for text in texts if f"last of {line.product_code}" in text]
            assert f"{line.product_code} · " in page


def test_quotes_beside_latin_letters_are_no_wider_than_other_signs() -> None:
    """The font has them as wide as a Chinese sign: “children’ s”, with a gap."""
    plain, quoted = (width_of_the_name(f"{sign}".join("aaaaaaaaaa")) for sign in ("'", "’"))
    assert quoted < plain * 1.2
    assert width_of_the_name("’".join("钟钟钟钟钟钟钟钟")) > width_of_the_name("钟钟钟钟钟钟钟钟") * 1.5


def width_of_the_name(desk_name: str) -> int:
    """In dots, where the desk's name stands alone above the title."""
    (page,) = return_order_pages(paper(desk_name=desk_name, link=""), dots_per_inch=144)
    image = Image.open(BytesIO(page)).convert("L").point(lambda dot: 255 if dot < 200 else 0)
    box = image.crop((0, 0, image.width, int(17.5 / 25.4 * 144))).getbbox()
    assert box is not None
    return box[2] - box[0]


def test_quantities_of_different_units_are_not_added_up() -> None:
    lines = (CLOCK, replace(CLOCK, unit="kg", counted=Decimal("1.250")))
    (text,) = pages(return_order_pdf(paper(lines=lines)))
    assert "1.25" in text
    assert "Asked 12" not in text


def test_sixty_photos_keep_their_captions_and_more_are_left_out() -> None:
    photos = tuple(PaperPhoto(JPEG, f"photo-{number:02d}") for number in range(61))
    text = " ".join(pages(return_order_pdf(paper(photos=photos, more_photos="1 more in the record"))))
    assert "Photos (60) 1 more in the record" in text
    assert [number for number in range(61) if f"photo-{number:02d}" in text] == list(range(60))


def test_many_photos_are_an_annex_on_pages_of_its_own() -> None:
    few = tuple(PaperPhoto(JPEG, "dent") for _ in range(6))
    assert len(pages(return_order_pdf(paper(photos=few)))) == 1
    first, annex = pages(return_order_pdf(paper(photos=(*few, few[0]))))
    assert "Photos" not in first
    assert "Photos (7)" in annex


def test_a_fee_is_taken_off_the_value_and_what_is_left_is_the_credit() -> None:
    (text,) = pages(return_order_pdf(paper(fee=Decimal("2.25"), credit=Decimal("20.25"))))
    assert "Value GBP 22.50 Restocking fee GBP −2.25 Credit GBP 20.25" in text


def test_goods_that_are_repaired_instead_are_not_credited() -> None:
    (text,) = pages(return_order_pdf(paper(credit=Decimal(0), instead="No credit: repaired instead")))
    assert "No credit: repaired instead" in text
    assert "GBP 22.50" not in text


def test_what_was_otherwise_than_expected_stands_with_its_line() -> None:
    line = replace(CLOCK, facts=("short 2", "missing: key", "Does it run?: not as it should be"))
    (text,) = pages(return_order_pdf(paper(lines=(line,))))
    for fact in ("short 2", "missing: key", "Does it run?: not as it should be"):
        assert fact in text


def test_who_has_no_place_yet_is_left_out_and_a_mark_lies_across_every_page() -> None:
    (plain,) = pages(return_order_pdf(paper()))
    assert "Posted by" not in plain
    assert "VOID" not in plain
    lines = tuple(replace(CLOCK, product_code=f"C{number:03d}") for number in range(60))
    marked = pages(return_order_pdf(paper(lines=lines, mark="VOID", undone_by=Signature("Ann", MADE_AT))))
    assert all("VOID" in text for text in marked)
    assert "Taken back by Ann 2026-11-24 14:20" in marked[0]


def test_a_broken_photo_leaves_words_in_its_place() -> None:
    (text,) = pages(return_order_pdf(paper(photos=(PaperPhoto(b"\xff\xd8broken", "dial"), PaperPhoto(b"")))))
    assert text.count("This photo cannot be shown") == 2


def test_the_code_in_the_corner_opens_the_record() -> None:
    (page,) = return_order_pages(paper(), dots_per_inch=144)
    link = "https://t.me/returns_desk_bot?start=RO-2026-00031"
    assert read_barcodes(page) == [BarcodeReading(link, "QR")]
    (without,) = return_order_pages(paper(link=""), dots_per_inch=144)
    assert read_barcodes(without) == []


@pytest.mark.parametrize("long_text", ["W" * 400, "很长的名称" * 80, "word " * 80, "a/b-c_" * 60])
def test_absurdly_long_texts_stay_on_the_paper(long_text: str) -> None:
    """Nothing dark in the outermost 8 mm: what is too long wraps."""
    line = replace(
        CLOCK, product_code=long_text, product_name=long_text, specification=long_text, reason=long_text,
        dispositions=(long_text,),
    )  # fmt: skip
    facts = paper(lines=(line,), desk_name=long_text, customer_name=long_text, notes=(long_text,))
    for page in return_order_pages(facts, dots_per_inch=36):
        image = Image.open(BytesIO(page)).convert("L")
        edge = 11  # 8 mm
        for strip in ((0, 0, edge, image.height), (image.width - edge, 0, image.width, image.height)):
            assert image.crop(strip).getextrema() == (255, 255)


def test_markup_is_printed_and_never_obeyed() -> None:
    typed = '#panic("x") $x^2$ *b* _i_ @ref <label> \\ " ]] #{ `code` // end /* {page}'
    (text,) = pages(return_order_pdf(paper(customer_name=typed, notes=(typed,))))
    assert "".join(text.split()).count("".join(typed.split())) == 2


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60), st.sampled_from(["en", "zh", "both"]))
def test_nothing_a_person_types_can_break_the_paper(typed: str, language: str) -> None:
    line = replace(CLOCK, product_name=typed, reason=typed, dispositions=(typed,), grade=typed)
    facts = paper(
        desk_name=typed, number=typed, lines=(line,), notes=(typed,), language=language,
        photos=(PaperPhoto(JPEG, typed),),
    )  # fmt: skip
    assert return_order_pdf(facts).startswith(b"%PDF-")


def test_a_missing_label_is_named() -> None:
    labels = {key: text for key, text in ENGLISH.items() if key not in ("grade", "scan")}
    with pytest.raises(ValueError, match=r"^labels missing: grade, scan$"):
        return_order_pdf(paper(labels=labels))


def test_many_threads_get_each_their_own_paper() -> None:
    numbers = [f"RO-2026-{number:05d}" for number in range(12)]
    photo = PaperPhoto(JPEG, "dial")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: return_order_pdf(paper(number=number, photos=(photo,))), numbers))
    assert all(number in pages(pdf)[0] for number, pdf in zip(numbers, made, strict=True))
