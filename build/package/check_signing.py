"""The signing hook, tried with a certificate made for the purpose: every exe a person gets to see is signed."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import signing
import windows_setup
from bundle import Product
from steps import run, say
from windows_computer import Computer

PASSWORD = "test-only"


def throw_away(place: Path) -> dict[str, str]:
    """A certificate nobody trusts, as a customer's .p12 file with a password, in the words of signing.py."""
    key, certificate, bundle, password = (
        place / name for name in ("key.pem", "cert.pem", "id.p12", "password")
    )
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test of the signing hook",
        "-addext", "extendedKeyUsage=codeSigning", "-keyout", key, "-out", certificate,
    )  # fmt: skip
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    run(
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        key,
        "-in",
        certificate,
        "-passout",
        f"file:{password}",
        "-out",
        bundle,
    )
    return {"PKCS12": str(bundle), "PASSWORD": str(password), "ROOTS": str(certificate)}


def check(names: Product, version: str, files: Path, setups: Path) -> None:
    """Build a small setup with the hook on, install it, and verify all its exe files."""
    with tempfile.TemporaryDirectory(prefix="signing-") as name:
        settings = {signing.PREFIX + key: value for key, value in throw_away(Path(name)).items()}
        os.environ.update(settings)
        try:
            target = setups / "signed-setup.exe"
            windows_setup.build(replace(names, version=version), files, target, quick=True)
            with Computer(names, setups) as computer:
                computer.wine.run(f"Z:\\setups\\{target.name}", "/S")
                for exe in ("uninstall.exe", *windows_setup.programs(names)):
                    signing.verify(computer.place / exe)
        finally:
            for key in settings:
                del os.environ[key]
    say("signing hook: setup, uninstaller and both programs carry the signature of a throw-away certificate")
