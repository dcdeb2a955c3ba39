"""Files by their hash: what is named is there, whole, and is checked when it is read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.photos import FileDamaged, PaperArchive, PhotoStore

PICTURE, SMALL = b"\xff\xd8 a picture", b"\xff\xd8 small"
HASH = hashlib.sha256(PICTURE).hexdigest()


def test_a_photo_is_named_by_its_content_and_comes_back(photos: PhotoStore) -> None:
    assert photos.put(PICTURE, SMALL) == HASH
    assert photos.read(HASH) == PICTURE
    assert photos.read_thumbnail(HASH) == SMALL
    assert photos.exists(HASH)
    assert sorted(_names(photos.folder)) == [
        f"{HASH[:2]}/{HASH[2:4]}/{HASH}.jpg",
        f"{HASH[:2]}/{HASH[2:4]}/{HASH}.thumb.jpg",
    ]


def _names(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def test_the_same_photo_twice_is_one_file(photos: PhotoStore) -> None:
    photos.put(PICTURE, SMALL)
    before = photos.folder.joinpath(HASH[:2], HASH[2:4], f"{HASH}.jpg").stat().st_ino
    photos.put(PICTURE, SMALL)
    assert photos.folder.joinpath(HASH[:2], HASH[2:4], f"{HASH}.jpg").stat().st_ino == before


def test_a_changed_file_is_found_out_and_healed_when_it_is_sent_again(photos: PhotoStore) -> None:
    photos.put(PICTURE, SMALL)
    photos.folder.joinpath(HASH[:2], HASH[2:4], f"{HASH}.jpg").write_bytes(b"another")
    with pytest.raises(FileDamaged):
        photos.read(HASH)
    photos.put(PICTURE, SMALL)
    assert photos.read(HASH) == PICTURE


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64])
def test_what_is_no_hash_never_reaches_the_file_system(photos: PhotoStore, name: str) -> None:
    for ask in (photos.read, photos.read_thumbnail, photos.exists):
        with pytest.raises(ValueError, match="SHA-256"):
            ask(name)


def test_what_was_never_stored_is_not_there(photos: PhotoStore) -> None:
    assert not photos.exists(HASH)
    with pytest.raises(FileNotFoundError):
        photos.read(HASH)
    with pytest.raises(FileNotFoundError):
        photos.read_thumbnail(HASH)


def test_a_disk_that_refuses_leaves_nothing_behind(
    photos: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        photos.put(PICTURE, SMALL)
    monkeypatch.undo()
    assert _names(photos.folder) == []
    assert photos.put(PICTURE, SMALL) == HASH


_KILLED = """
import os, signal, sys
from pathlib import Path
from storage.photos import PhotoStore

count, last, sync = 0, int(sys.argv[2]), os.fsync
def killed_at_last(descriptor):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(descriptor)
os.fsync = killed_at_last
PhotoStore(Path(sys.argv[1])).put(bytes(1_000_000), b"small")
"""


def test_a_process_killed_at_any_sync_leaves_whole_files_or_none(tmp_path: Path) -> None:
    data, kills = bytes(1_000_000), 0
    sha256 = hashlib.sha256(data).hexdigest()
    for last in range(1, 20):
        folder = tmp_path / str(last)
        command = [sys.executable, "-c", _KILLED, str(folder), str(last)]
        killed = subprocess.run(command, check=False).returncode != 0
        kills += killed
        store = PhotoStore(folder)
        try:
            assert store.read(sha256) == data
        except FileNotFoundError:
            assert killed
        if not killed:
            break
    assert kills > 5
    assert store.exists(sha256)


def test_a_paper_comes_back_and_its_name_says_what_it_is(papers: PaperArchive) -> None:
    sha256 = papers.put(b"%PDF-1.7")
    assert (papers.read(sha256), papers.exists(sha256)) == (b"%PDF-1.7", True)
    assert _names(papers.folder) == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf"]
