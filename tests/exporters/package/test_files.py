"""What lies on the stick may be anything: each cause has its own sentence, and nothing is ever written."""

import os
from pathlib import Path

import pytest

from exporters.package import reading, sealing
from exporters.package.refusal import SENTENCES, PackageRefused, Reason
from tests.exporters.package.samples import committee, written


def reason_of(path: Path) -> Reason:
    with pytest.raises(PackageRefused) as caught:
        reading.open_package(path, committee().me)
    return caught.value.reason


def test_every_reason_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert len(set(SENTENCES.values())) == len(Reason)
    assert all(sentence.endswith("。") for sentence in SENTENCES.values())


def test_a_link_a_folder_and_a_pipe_are_not_opened(tmp_path: Path) -> None:
    real = tmp_path / "real.zbb"
    real.write_bytes(written().data)
    (tmp_path / "link.zbb").symlink_to(real)
    (tmp_path / "folder.zbb").mkdir()
    os.mkfifo(tmp_path / "pipe.zbb")
    for name in ("link.zbb", "folder.zbb", "pipe.zbb"):
        assert reason_of(tmp_path / name) is Reason.NOT_A_PACKAGE


def test_a_stick_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason_of(tmp_path / "gone.zbb") is Reason.READ_ERROR
    path = tmp_path / "a.zbb"
    path.write_bytes(written().data)

    def broken(*_args: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sealing.os, "open", broken)
    assert reason_of(path) is Reason.READ_ERROR


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.zbb"
    with path.open("wb") as file:
        file.truncate(sealing.MAX_FILE + 1)
    assert reason_of(path) is Reason.TOO_BIG


@pytest.mark.parametrize("blank", [b"\0", b"\xff"])
def test_blank_sectors_mean_the_stick_not_a_forger(tmp_path: Path, blank: bytes) -> None:
    data = written().data
    path = tmp_path / "a.zbb"
    path.write_bytes(data[:1024] + blank * (len(data) - 1024))
    assert reason_of(path) is Reason.READ_ERROR
    path.write_bytes(blank * len(data))
    assert reason_of(path) is Reason.READ_ERROR


def test_one_changed_byte_means_damaged_or_altered(tmp_path: Path) -> None:
    data = bytearray(written().data)
    data[-100] ^= 1
    path = tmp_path / "a.zbb"
    path.write_bytes(bytes(data))
    assert reason_of(path) is Reason.TAMPERED


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xef\xbb\xbfname,phone", b"age-encryption.org/v2\n"]
)
def test_any_other_file_is_no_package(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zbb"
    path.write_bytes(content)
    assert reason_of(path) is Reason.NOT_A_PACKAGE
