"""Makes resources/codes/strokes.txt: how many strokes a character has, and in which order they are written.

``python build/strokes.py UNIHAN_FOLDER CNCHAR_ORDER.min.js``: the folder holds Unihan_IRGSources.txt(.bz2) and
Unihan_OtherMappings.txt(.bz2) of the Unicode Character Database (Debian: package unicode-data); the script comes from the
npm package cnchar-order. Characters: 3400–9FFF, and what 通用规范汉字表 (kTGH) has beyond.
"""

import bz2
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "resources" / "codes" / "strokes.txt"
HEAD = """\
# Strokes of Chinese characters, for lists of names in the order of strokes (姓氏笔画).
# [count]: Unihan 15.0 kTotalStrokes, (c) Unicode, Inc., Unicode License (LICENCE-strokes.txt).
# [order]: cnchar-order 3.2.6, (c) theajack, MIT License (LICENCE-strokes.txt); 1 横提 2 竖竖钩 3 撇 4 点捺 5 折.
# Made by build/strokes.py.
"""
FIRST, LAST = 0x3400, 0x9FFF
CLASSES = {
    "横": 1,
    "提": 1,
    "竖": 2,
    "竖钩": 2,
    "撇": 3,
    "点": 4,
    "点2": 4,
    "捺": 4,
}  # anything else bends: 5
DISPUTED = frozenset("字邶炽舢弢萏彘剿皙蓐德撅膝霈凝廨镧黏酆麟鼷纛囍")  # other tables write them otherwise


def unihan(folder: Path, name: str, field: str) -> Iterator[tuple[str, str]]:
    """(character, value) of one field."""
    packed = folder / f"Unihan_{name}.txt.bz2"
    plain = folder / f"Unihan_{name}.txt"
    text = bz2.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
    for line in text.decode("utf-8").splitlines():
        if f"\t{field}\t" in line:
            code, _, value = line.split("\t")
            yield chr(int(code[2:], 16)), value


def orders(script: Path) -> dict[str, str]:
    """The strokes of each character as classes 1 to 5."""
    found = re.findall(r"JSON\.parse\('(.*?)'\)", script.read_text(encoding="utf-8"), re.S)
    letters, table = json.loads(found[0]), json.loads(found[1])
    classes = {letter: str(CLASSES.get(entry["name"], 5)) for letter, entry in table.items()}
    return {c: "".join(classes[letter] for letter in text) for c, text in letters.items() if len(c) == 1}


def grouped(pairs: dict[str, str], key: object) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for character, value in pairs.items():
        groups[value].append(character)
    return [f"{value} {''.join(sorted(groups[value]))}" for value in sorted(groups, key=key)]  # type: ignore[arg-type]


def main() -> None:
    folder, script = Path(sys.argv[1]), Path(sys.argv[2])
    listed = {character for character, _ in unihan(folder, "OtherMappings", "kTGH")}
    counts = {
        character: value.split()[0]
        for character, value in unihan(folder, "IRGSources", "kTotalStrokes")
        if FIRST <= ord(character) <= LAST or character in listed
    }
    order = {
        character: text
        for character, text in orders(script).items()
        if character in counts and len(text) == int(counts[character]) and character not in DISPUTED
    }
    lines = [HEAD.rstrip(), "[count]", *grouped(counts, int), "[order]", *grouped(order, str)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
