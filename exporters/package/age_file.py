"""age v1 files (X25519 recipients only): the one place that encrypts for somebody else."""

from collections.abc import Sequence

from pyrage import decrypt, encrypt, x25519


def new_identity() -> tuple[str, str]:
    """A fresh key pair as age's own texts: recipient (`age1…`) and secret (`AGE-SECRET-KEY-1…`)."""
    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """One age file which each of the recipients can open."""
    return encrypt(data, [x25519.Recipient.from_str(one) for one in recipients])


def unseal(data: bytes, secrets: Sequence[str]) -> bytes:
    """What is inside, by any of our secrets."""
    return decrypt(data, [x25519.Identity.from_str(one) for one in secrets])
