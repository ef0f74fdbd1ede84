"""Words that mark something as a state secret; such things do not belong into this program."""

import re

_MARK = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆*]"
    r"|[（(【\[〔](?:绝密|机密|秘密)[^）)】\]〕]{0,8}[）)】\]〕]"
    r"|^(?:绝密|机密)|^秘密(?=[\s：:·—-]|$)"
)
_WORD = re.compile(r"绝密|机密|秘密")
_HARMLESS = re.compile(
    r"保守(?:党和)?(?:国家|党的)?秘密|国家秘密|党的秘密|无?秘密(?:投票|写票)|商业秘密|工作秘密"
)


def secret_word(text: str, *, strict: bool = False) -> tuple[str, bool]:
    """The word of secrecy in a text, "" when there is none, and whether it is a mark of classification.

    `strict`: in the name of a file every such word is one, but for those of everyday talk (保守秘密, 秘密投票).
    """
    speaks = _WORD.search(_HARMLESS.sub("", text))
    mark = _MARK.search(text) or (speaks if strict else None)
    word = mark or speaks
    if word is None:
        return "", False
    said = _WORD.search(word.group())
    return said.group() if said else "", mark is not None
