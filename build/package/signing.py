"""Signs Windows programs with the customer's certificate, when the environment names one; without, nothing is signed.

    BRANCH_DESK_SIGN_PKCS12     a .p12/.pfx file with certificate and key, or
    BRANCH_DESK_SIGN_CERT       a PEM file with the certificate chain, and
    BRANCH_DESK_SIGN_KEY        its key: a PEM file, or a pkcs11: URI of a token
    BRANCH_DESK_SIGN_MODULE     the token's PKCS#11 library (with BRANCH_DESK_SIGN_ENGINE, OpenSSL's engine, if it is not found)
    BRANCH_DESK_SIGN_PASSWORD   a file whose first line is the password or PIN
    BRANCH_DESK_SIGN_TIME       address of a time-stamp server (RFC 3161); needs a network, only at signing
    BRANCH_DESK_SIGN_ROOTS      PEM file of the roots the finished setup is checked against

setup.nsi calls this file for the uninstaller and the setup; the programs are signed before they are packed.
"""

import os
import shutil
import sys
from pathlib import Path

from bundle import Product, product
from steps import run, say, stop

PREFIX = "BRANCH_DESK_SIGN_"


def _setting(name: str) -> str:
    return os.environ.get(PREFIX + name, "")


def wanted() -> bool:
    """Whether the environment names a certificate."""
    return bool(_setting("PKCS12") or _setting("CERT"))


def _certificate() -> list[str]:
    """The words that tell osslsigncode about certificate and key."""
    if _setting("PKCS12"):
        words = ["-pkcs12", _setting("PKCS12")]
    else:
        if not _setting("KEY"):
            stop(f"{PREFIX}CERT needs {PREFIX}KEY beside it.")
        words = ["-certs", _setting("CERT"), "-key", _setting("KEY")]
    for name, option in (
        ("MODULE", "-pkcs11module"),
        ("ENGINE", "-pkcs11engine"),
        ("PASSWORD", "-readpass"),
        ("TIME", "-ts"),
    ):
        if value := _setting(name):
            words += [option, value]
    return words


def sign(file: Path, names: Product) -> None:
    """Put the signature into the file."""
    if shutil.which("osslsigncode") is None:
        stop("osslsigncode is missing: install the Debian package osslsigncode.")
    signed = file.with_name(file.name + ".signed")
    signed.unlink(missing_ok=True)
    run(
        "osslsigncode",
        "sign",
        *_certificate(),
        "-h",
        "sha256",
        "-n",
        names.title,
        "-in",
        file,
        "-out",
        signed,
    )
    shutil.copymode(file, signed)
    signed.replace(file)


def verify(file: Path) -> None:
    """The finished file against the roots; without roots it is only told that this was not done."""
    if roots := _setting("ROOTS"):
        run("osslsigncode", "verify", "-CAfile", roots, "-in", file)
        say(f"{file.name}: signed, signature verified")
    else:
        say(f"{file.name}: signed; not verified, {PREFIX}ROOTS is not set")


if __name__ == "__main__":
    sign(Path(sys.argv[1]), product())
