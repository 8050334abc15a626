"""Writes the data tables of io.clipstream.model.text from Python's and ftfy's own tables.

Needs Python 3.11, ftfy 6.3.1 and regex. Run from the module's folder:

    python src/test/python/text_tables.py src/main/resources/io/clipstream/model/text JDK_LOWER

JDK_LOWER is a text file of `codepoint lowercase` lines (hexadecimal) as the oldest supported JDK
has them; only where Python differs does a line go into unicode.txt.
"""

import html.entities
import re
import sys
from pathlib import Path

import ftfy.badness
import ftfy.chardata
import regex

# What Python's re calls white space, as the members of a class.
SPACE = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def ranges(codepoints):
    runs = []
    for c in codepoints:
        if runs and c == runs[-1][1] + 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in runs)


def final_sigma_before(prefix):
    return (prefix + "Σ").lower().endswith("ς")


def unicode_table(jdk_lower):
    letter, number = regex.compile(r"\p{L}"), regex.compile(r"\p{N}")
    ignorable = [
        c for c in SCALARS if final_sigma_before("a" + chr(c)) and not final_sigma_before(chr(c))
    ]
    yield "letter " + ranges(c for c in SCALARS if letter.match(chr(c)))
    yield "number " + ranges(c for c in SCALARS if number.match(chr(c)))
    yield "cased " + ranges(c for c in SCALARS if final_sigma_before(chr(c)))
    yield "ignorable " + ranges(ignorable)
    other = [c for c in SCALARS if len(chr(c).lower()) == 1 and ord(chr(c).lower()) != jdk_lower[c]]
    yield "lower " + " ".join(f"{c:X}={ord(chr(c).lower()):X}" for c in other)


def entity_table():
    for name, value in sorted(html.entities.html5.items()):
        yield name + "\t" + " ".join(f"{ord(c):X}" for c in value)


def visible(text):
    return "".join(c if 0x20 <= ord(c) < 0x7F else f"\\u{ord(c):04X}" for c in text)


def codepage_table():
    names = [n for n in ftfy.chardata.CHARMAP_ENCODINGS if n != "latin-1"]
    for name in names + ["windows-1252"]:
        upper = bytes(range(0x80, 0x100)).decode(name, errors="replace")
        yield name + " " + " ".join(f"{ord(c):X}" for c in upper)


def badness_rules():
    source = Path(ftfy.badness.__file__).read_text()
    body = re.search(r'BADNESS_RE = re.compile\(\s*r"""(.*?)"""\.format', source, re.S).group(1)
    body = "\n".join(line for line in body.split("\n") if not line.strip().startswith("#"))
    inside, rule = False, ""
    for c in body:
        inside = c == "[" or inside and c != "]"
        if c == "|" and not inside:
            yield rule
            rule = ""
        elif inside or not c.isspace():
            rule += c
    yield rule


def mojibake_table():
    yield "set space " + visible(SPACE)
    yield "set word \\p{L}\\p{N}_"
    for name, chars in ftfy.badness.MOJIBAKE_CATEGORIES.items():
        yield f"set {name} {visible(chars)}"
    for name, chars in ftfy.chardata.UTF8_CLUES.items():
        yield f"set {name} {visible(chars)}"
    for rule in badness_rules():
        yield "bad " + visible(rule.replace("\\s", "[{space}]").replace("\\w", "[{word}]"))


def write(folder, name, note, lines):
    text = "".join(f"# {line}\n" for line in note) + "".join(line + "\n" for line in lines)
    (folder / name).write_text(text, encoding="utf-8")


def main(folder, jdk_file):
    pairs = (line.split() for line in Path(jdk_file).read_text().splitlines())
    jdk_lower = {int(c, 16): int(l, 16) for c, l in pairs}
    write(
        folder,
        "unicode.txt",
        [
            "Character classes of the Unicode Character Database (Unicode licence v3), as ranges.",
            "letter, number: \\p{L}, \\p{N}. cased, ignorable: the sides of the final-sigma rule",
            "(disjoint: ignorable wins). lower: lower-case mappings that a Java 17 runtime lacks.",
        ],
        unicode_table(jdk_lower),
    )
    write(
        folder,
        "entities.tsv",
        ["HTML named character references (WHATWG HTML standard, section 13.5): name, code points."],
        entity_table(),
    )
    write(
        folder,
        "codepages.txt",
        [
            "The characters of bytes 80 to FF, in the order in which the repair tries the encodings;",
            "windows-1252 itself (FFFD: unassigned) is last. Tables of the encodings' vendors.",
        ],
        codepage_table(),
    )
    write(
        folder,
        "mojibake.txt",
        [
            "Sets of characters that occur in mojibake and the sequences of them that betray it.",
            "Data of ftfy 6.3.1, copyright Robyn Speer, Apache License 2.0; see LICENSES.md.",
            "set NAME MEMBERS, bad SEQUENCE: the syntax of a regular expression; {NAME} is a set.",
        ],
        mojibake_table(),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
