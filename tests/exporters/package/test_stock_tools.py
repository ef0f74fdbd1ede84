"""Programs that are not ours open and verify our package: Debian's age, unzip and minisign."""

import base64
import os
import subprocess
from pathlib import Path

from exporters.package import age_file, minisign
from tests.exporters.package.samples import branch, committee, written

UTF8 = os.environ | {"LC_ALL": "C.UTF-8"}  # unzip writes the names in hanzi


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
        env=UTF8,
    )


def test_age_unzip_and_minisign_open_and_verify_it(tmp_path: Path) -> None:
    made = written()
    (tmp_path / "a.zbb").write_bytes(made.data)
    (tmp_path / "key.txt").write_text(committee().secrets.seal[1] + "\n")
    opened = run("age", "-d", "-i", "key.txt", "-o", "a.zip", "a.zbb", cwd=tmp_path)
    assert opened.returncode == 0, opened.stderr
    assert run("unzip", "-t", "a.zip", cwd=tmp_path).returncode == 0
    unpacked = run("unzip", "-q", "a.zip", cwd=tmp_path)
    assert unpacked.returncode == 0, unpacked.stderr
    assert (tmp_path / "manifest.json").read_bytes() == made.manifest.encode()
    assert (tmp_path / "readable" / "名册.xlsx").is_file() and (tmp_path / "data" / "person.jsonl").is_file()
    (tmp_path / "sender.pub").write_text(minisign.public_file(branch().card.sign_key))
    for key in (("-P", branch().card.sign_key), ("-p", "sender.pub")):
        verified = run("minisign", "-V", *key, "-m", "manifest.json", cwd=tmp_path)
        assert verified.returncode == 0, verified.stderr
        assert made.package_id.encode() in verified.stdout
    (tmp_path / "manifest.json").write_bytes(made.manifest.encode() + b" ")
    assert run("minisign", "-V", "-p", "sender.pub", "-m", "manifest.json", cwd=tmp_path).returncode != 0


def test_we_verify_what_minisign_signed(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"hello")
    assert run("minisign", "-G", "-W", "-p", "pub", "-s", "sec", cwd=tmp_path).returncode == 0
    assert (
        run("minisign", "-S", "-H", "-s", "sec", "-m", "text", "-t", "our words", cwd=tmp_path).returncode
        == 0
    )
    public = (tmp_path / "pub").read_text().splitlines()[1]
    assert minisign.verify(b"hello", (tmp_path / "text.minisig").read_text(), public) == "our words"
    assert (
        minisign.public_file(public).splitlines()[0].split()[-1]
        == (tmp_path / "pub").read_text().split("\n")[0].split()[-1]
    )


def test_the_number_of_a_key_is_written_as_minisign_writes_it(tmp_path: Path) -> None:
    """Whatever it begins with: one key in sixteen has a leading zero, which is left out."""
    raw = bytes.fromhex("69a1e313117800") + b"\x08"
    for number, words in ((raw, "800781113E3A169"), (raw[:7] + b"\x00", "781113E3A169")):
        public = base64.b64encode(b"Ed" + number + bytes(32)).decode("ascii")
        assert minisign.public_file(public).splitlines()[0].endswith(f" public key {words}")
    for number in range(40):
        assert run("minisign", "-G", "-f", "-W", "-p", "pub", "-s", "sec", cwd=tmp_path).returncode == 0
        stock = (tmp_path / "pub").read_text().splitlines()
        assert minisign.public_file(stock[1]).splitlines()[0].split()[-1] == stock[0].split()[-1], number


def test_a_file_that_age_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"hello" * 50_000)
    recipient = committee().card.seal_keys[0]
    assert run("age", "-r", recipient, "-o", "out.age", "text", cwd=tmp_path).returncode == 0
    assert age_file.unseal((tmp_path / "out.age").read_bytes(), committee().secrets.seal) == b"hello" * 50_000
