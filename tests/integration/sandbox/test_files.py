"""Photos, documents and albums: scaled, named, downloaded, refused."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from tests.integration.sandbox.phone import ANN, BO, Json, Phone, picture

PDF = b"%PDF-1.4 nothing"


def sides(message: Json) -> list[tuple[int, int]]:
    """Return width and height of a photo's sizes."""
    return [(size["width"], size["height"]) for size in message["photo"]]


async def download(phone: Phone, file_id: str) -> bytes:
    """Fetch a file as a bot does."""
    path = (await phone.bot("getFile", file_id=file_id))["file_path"]
    async with phone.session.get(f"{phone.sandbox.url}/file/bot{phone.token}/{path}") as response:
        assert response.status == 200
        return await response.read()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3000, 1500), [(90, 45), (320, 160), (800, 400), (1280, 640)]),
        ((1280, 960), [(90, 68), (320, 240), (800, 600), (1280, 960)]),
        ((300, 500), [(54, 90), (192, 320), (300, 500)]),
        ((80, 60), [(80, 60)]),
    ],
)
async def test_a_photo_is_scaled_down_and_never_up(
    phone: Phone, size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    (message,) = await phone.photos(ANN, picture(*size))
    assert sides(message) == expected


async def test_each_size_can_be_downloaded_as_jpeg(phone: Phone) -> None:
    await phone.photos(ANN, picture(900, 600, "PNG"), caption="look")
    message = (await phone.updates())[-1]["message"]
    assert message["caption"] == "look"
    for size in message["photo"]:
        content = await download(phone, size["file_id"])
        assert len(content) == size["file_size"]
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("JPEG", (size["width"], size["height"]))


async def test_a_photo_taken_sideways_is_turned_upright(phone: Phone) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200)).save(out, "JPEG", exif=exif)
    (message,) = await phone.photos(ANN, out.getvalue())
    assert sides(message)[-1] == (200, 400)


async def test_the_same_picture_has_one_unique_id_and_many_file_ids(phone: Phone) -> None:
    content = picture(500, 400)
    (first,) = await phone.photos(ANN, content)
    (second,) = await phone.photos(ANN, content)
    (other,) = await phone.photos(ANN, picture(500, 400, color="navy"))
    unique = [message["photo"][-1]["file_unique_id"] for message in (first, second, other)]
    assert unique[0] == unique[1] != unique[2]
    assert first["photo"][-1]["file_id"] != second["photo"][-1]["file_id"]


@pytest.mark.breaks_the_bot_api
async def test_a_file_id_is_good_for_its_own_bot_only(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture())
    file_id = message["photo"][-1]["file_id"]
    assert (await phone.as_bot("77:second").raw("getFile", file_id=file_id))[0] == 400
    assert (await phone.raw("getFile", file_id=file_id))[0] == 200


async def test_a_file_id_sends_all_sizes_again(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture(1000, 500))
    sent = await phone.bot("sendPhoto", chat_id=ANN, photo=message["photo"][0]["file_id"], caption="again")
    assert sides(sent) == sides(message)


async def test_a_photo_cannot_be_sent_as_document_by_file_id(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture())
    status, answer = await phone.raw("sendDocument", chat_id=ANN, document=message["photo"][0]["file_id"])
    assert (status, answer["description"]) == (400, "Bad Request: can't use file of type Photo as Document")


async def test_a_document_keeps_name_type_and_content(phone: Phone) -> None:
    files = {"document": ("Lieferschein 退货.pdf", PDF, "application/pdf")}
    status, answer = await phone.upload(
        "sendDocument", files, chat_id=str(ANN), caption="<b>c</b>", parse_mode="HTML"
    )
    assert status == 200, answer
    document = answer["result"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "Lieferschein 退货.pdf",
        "application/pdf",
        len(PDF),
    )
    assert await download(phone, document["file_id"]) == PDF
    assert answer["result"]["caption_entities"][0]["type"] == "bold"


async def test_a_picture_sent_as_file_is_a_document_with_a_preview(phone: Phone) -> None:
    content = picture(640, 480)
    (message,) = await phone.photos(ANN, content, as_document="true")
    assert message["document"]["mime_type"] == "image/jpeg"
    assert (message["document"]["thumbnail"]["width"], message["document"]["thumbnail"]["height"]) == (
        320,
        240,
    )
    assert await download(phone, message["document"]["file_id"]) == content


async def test_an_album_is_one_message_per_photo_with_one_group(phone: Phone) -> None:
    await phone.photos(ANN, picture(), picture(color="navy"), picture(color="gold"), caption="three")
    messages = [update["message"] for update in await phone.updates()]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["three", None, None]
    ids = [message["message_id"] for message in messages]
    assert ids == list(range(ids[0], ids[0] + 3))


async def test_a_bot_sends_an_album_of_uploads_and_known_files(phone: Phone) -> None:
    (known,) = await phone.photos(ANN, picture())
    media = [
        {"type": "photo", "media": "attach://fresh", "caption": "*new*", "parse_mode": "MarkdownV2"},
        {"type": "photo", "media": known["photo"][-1]["file_id"]},
    ]
    files = {"fresh": ("f.jpg", picture(color="navy"), "image/jpeg")}
    status, answer = await phone.upload("sendMediaGroup", files, chat_id=str(ANN), media=json.dumps(media))
    assert status == 200, answer
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_editing_media_puts_another_photo_in(phone: Phone) -> None:
    files = {"photo": ("p.jpg", picture(), "image/jpeg")}
    _, sent = await phone.upload("sendPhoto", files, chat_id=str(ANN))
    other = {"new": ("n.jpg", picture(200, 100), "image/jpeg")}
    media = json.dumps({"type": "photo", "media": "attach://new", "caption": "new"})
    message_id = str(sent["result"]["message_id"])
    status, answer = await phone.upload(
        "editMessageMedia", other, chat_id=str(ANN), message_id=message_id, media=media
    )
    assert status == 200, answer
    assert sides(answer["result"])[-1] == (200, 100)
    assert answer["result"]["caption"] == "new"


async def test_a_caption_can_be_changed_and_removed(phone: Phone) -> None:
    files = {"photo": ("p.jpg", picture(), "image/jpeg")}
    _, sent = await phone.upload("sendPhoto", files, chat_id=str(ANN), caption="old")
    place = {"chat_id": ANN, "message_id": sent["result"]["message_id"]}
    assert (await phone.bot("editMessageCaption", **place, caption="new"))["caption"] == "new"
    assert "caption" not in await phone.bot("editMessageCaption", **place)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(3000, 100, "PNG"), "PHOTO_INVALID_DIMENSIONS"),
        (picture(9000, 1200, "PNG"), "PHOTO_INVALID_DIMENSIONS"),
        (b"x" * (10 * 1024 * 1024 + 1),
         "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"),
        (b"", "file must be non-empty"),
    ],
    ids=["no picture", "too long and thin", "too large", "more than 10 MB", "empty"],
)  # fmt: skip
async def test_a_bad_photo_is_refused(phone: Phone, content: bytes, words: str) -> None:
    status, answer = await phone.upload(
        "sendPhoto", {"photo": ("p.jpg", content, "image/jpeg")}, chat_id=str(ANN)
    )
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_getfile_refuses_more_than_20_megabytes(phone: Phone) -> None:
    content = b"x" * ((20 << 20) + 1)
    _, sent = await phone.upload("sendDocument", {"document": ("big.bin", content, "")}, chat_id=str(ANN))
    status, answer = await phone.raw("getFile", file_id=sent["result"]["document"]["file_id"])
    assert (status, answer["description"]) == (400, "Bad Request: file is too big")


async def test_a_download_link_ends_after_an_hour(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture())
    path = (await phone.bot("getFile", file_id=message["photo"][0]["file_id"]))["file_path"]
    await phone.do("/clock", advance_seconds=3601)
    async with phone.session.get(f"{phone.sandbox.url}/file/bot{phone.token}/{path}") as response:
        assert response.status == 404


async def test_a_persons_phone_shrinks_what_a_bot_could_not_send(phone: Phone) -> None:
    (message,) = await phone.photos(ANN, picture(6000, 5000))
    assert max(sides(message)[-1]) == 1280


async def test_other_kinds_of_files_are_sent_and_named(phone: Phone) -> None:
    for kind, name in (("video", "v.mp4"), ("audio", "a.mp3"), ("voice", "o.ogg"), ("animation", "g.mp4")):
        status, answer = await phone.upload(
            f"send{kind.title()}", {kind: (name, b"content of it", "")}, chat_id=str(ANN)
        )
        assert status == 200, answer
        assert answer["result"][kind]["file_size"] == 13


async def test_a_person_without_pictures_has_no_profile_photos(phone: Phone) -> None:
    assert await phone.bot("getUserProfilePhotos", user_id=BO) == {"total_count": 0, "photos": []}
