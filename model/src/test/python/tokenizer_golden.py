"""Writes the golden file of the tokenizer tests: texts, as the reference cleans and encodes them.

Needs Python 3.11, ftfy 6.3.1 and regex. Run from the module's folder:

    python src/test/python/tokenizer_golden.py src/test/resources/io/clipstream/model/text

The folder holds clip-4000/bpe_simple_vocab_16e6.txt.gz, CLIP's vocabulary cut to 4,000 merges.
The output has a JSON object a line: text, clean, ids (without markers).
"""

import gzip
import html
import json
import random
import sys
from pathlib import Path

import ftfy
import regex

PATTERN = regex.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    regex.IGNORECASE,
)
MARKERS = ["<|startoftext|>", "<|endoftext|>"]

WRITTEN = """a photo of a cat|hello world!|Hello, World!|it's we're I'd they'll I've I'm can't DON'T 'S 'RE
|  spaced\tout \n text  |tabs\tand\x0bothers\x0c.|no\u00a0break|thin\u2009space\u3000wide\u1680ogham\u2028line\u2029para
|\x1cfs\x1dgs\x1ers\x1fus|\x85next line\x85|nul\x00bell\x07|\x7fdel\ufeffbom\u206a\ufff9\ufffc
|123 4567 1st 2nd|½ ² Ⅷ ④ ٣ ৪ 十 〇|a1b2c3|<|startoftext|>|<|endoftext|> inside <|ENDOFTEXT|> text|!!<|endoftext|>|<|endoftext
|&amp;amp;amp; &lt;b&gt; &quot;q&quot; &#39;s &#x41; &#65 &copy &notit; &not; &notin; &nbsp;x|&EACUTE; &Eacute; &SZLIG; &nTILDE; &AMP; &hellip;
|&#128; &#x85; &#x9f; &#0; &#1; &#11; &#13; &#28; &#xD800; &#x110000; &#99999999999999; &#xfdd0; &#xffff; &#59; &#; &#x; &# &|<p>caf&eacute;</p>
|&ampersand &ampx; &LT &ltfoo &CounterClockwiseContourIntegral; &fjlig; &NotEqualTilde; &bne;|&abcdefghijklmnopqrstuvwxyzabcdefghijklmnop;
|\u201cquoted\u201d \u2018single\u2019 \u02bcmod \u201elow\u201f \u201b|ﬁne ﬂow eﬃcient ﬅ ﬆ Ĳssel ǆ ŉ|ＦＵＬＬ width　１２３ ﾀｰﾝ ｶﾞ ￡ ￦ ﾡ
|\x1b[31mred\x1b[0m \x1b[1;32m \x1b[ \x1bx|crlf\r\nline\rline|Ã©tÃ© cafÃ© naÃ¯ve|â€œquotedâ€\x9d it\u00e2\u20ac\u2122s|voilÃ  le travail|Ã la mode|fÃ cil
|sÃ³|âœ” No problems|ðŸ˜€ smile|Ð¿Ñ€Ð¸Ð²ÐµÑ‚|Ã\u0192Â©|ÃƒÂ©|l\u2019Ã©tÃ© \u2013 caf\u00e9|\u0432\u0402\u201c dash \u0432\u0402\u2122|\u0413\u045e\u0412\u0402\u0412\u045a test
|â€œ like this â€\ufffd|Ã? lost|\u00c3\u00a1 \u00e1|√© ≠|‚Äú mac ‚Äù|├⌐ dos ├í|Å\u201azÅ\u201aoty|Ä\u0178|Â£5 Â© 2020 Â°C|à² à²¬|ã\x83\x84 ã\x83\x86|\u00ed\u00a0\u00bd\u00ed\u00b8\u008d
|\u00c0\u0080 nul \u00c3\u00a9|\u0391\u03a3 \u03a3 \u039f\u0394\u039f\u03a3 \u03a3\u0391\u03a3. \u0391.\u03a3 \u0391\u03a3'\u0391 \u0391\u03a3\u0301 A\u03a3\u00ad B\u03a3-\u0391|İstanbul I ı Kelvin \u212a Å \u212b \u1e9e ẞ|ſ 'ſ it'ſ <|ſtartoftext|>
|e\u0301 \u1100\u1161\u11a8 \u0041\u030a \u0b47\u0b3e a\u0345b !\u0345! \u03b1\u0345 \u0958|\ud83d\ude00 emoji 👩‍👩‍👧 🏳️‍🌈 🇩🇪 👍🏽|\ud83d alone \ude00 \ude00\ud83d
|日本語のテキスト 中文 한국어|العربية हिन्दी ไทย עברית|Ελληνικά Русский Українська|𝕳𝖊𝖑𝖑𝖔 𝟏𝟐 𐐀 𞤀 Ა ა Ꭰ ꭰ Ɐ ꟀꟐ Ⱟ 𐕰|supercalifragilisticexpialidocious antidisestablishmentarianism
|http://example.com/?a=1&b=2&copy=3#x|user@example.com #hashtag @you $5.00 50% 3+4=7 ~/path C:\\dir ^_^ :-) ¯\\_(ツ)_/¯|\u200bzero\u200cwidth\u200d\u2060|x\u0301\u0302\u0303 \u0300 ͡|aaaaaaaaaaaaaaaa abababab
|</w> a</w> Ġ Ċ ł ż|  |\n|.|'|''s|'''|'l 'll 'lll|'r 're|’s it’s|I ♥ U|©®™ \u00ad soft|𝒥ohn &Jscr;ohn &HilbertSpace;|<b> &amp;\n&lt; after|&lt;\n<b>\n&lt;
|№ ⅓ ㎏ ㈱ ﷺ ﬃ Ⓐ|ÐÑÒÓ ÂÃÄ|Ã¼ber and über|\u00e2\u0080\u0099|â\u0080\u0099 mixed ’|Ã\u00a0|×² ²³|Œ! œ1|ŸŠ®|ØªØ¯ Ø³Ù\u201e|Ã\u00ad|ßÀ°|M\u00fcnchen ã€‚|‡ † ‰ ¦ ¤""".replace(
    "\n|", "|"
).split("|")
# The marker texts above hold the separator itself.
WRITTEN = [t for t in WRITTEN] + ["<|startoftext|>", "a <|endoftext|> b <|ENDOFTEXT|>", "!!<|endoftext|>",
    "<|startoftext|><|startoftext|>x<|endoftext|>", "'ſ <|ſtartoftext|>", "<|endoftext", "<| startoftext |>", ""]

SAMPLES = "café naïve “quote” — dash … €5 Привет Ελληνικά 日本 😀 Łódź ğüş àéîõü ½ ° © «x» İ ß œuvre ’s ãé"
ENCODINGS = ["latin-1", "windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254",
             "windows-1257", "iso-8859-2", "macroman", "cp437"]
ALPHABET = (
    "aaabbc eErsStmd  ''\"&;#x1<|>!.,-–—’“”‘…ÃÂâ€™œ\xa0©é®ß°¡¿ðŸ˜€ÐÑà²Γў\x80\x85\x93\x9d\x1a\ufffd\t\n\r\u2028"
    "Σσςİıſ\u0345\u0301ﬁＡ　ﾀ日한🇩👍\ud800\udc00½²٣Ⅷ\x1b[m\x00\ufeff"
)


def mojibake(rng):
    words = [rng.choice(SAMPLES.split()) for _ in range(rng.randint(1, 4))]
    text = " ".join(words)
    for _ in range(rng.choice([1, 1, 2])):
        text = text.encode("utf-8", "replace").decode(rng.choice(ENCODINGS), errors=rng.choice(["replace", "ignore"]))
    if rng.random() < 0.3:
        text = text.replace("\xa0", " ")
    return text + rng.choice(["", " plain", " “mixed” é", "\nsecond &eacute; line"])


def texts():
    rng = random.Random(7)
    yield from WRITTEN
    for _ in range(200):
        yield mojibake(rng)
    for _ in range(200):
        yield "".join(rng.choice(ALPHABET) for _ in range(rng.randint(1, 24)))


def clean(text):
    text = html.unescape(html.unescape(ftfy.fix_text(text))).strip()
    return regex.sub(r"\s+", " ", text).strip().lower()


class Reference:
    """Byte-pair encoding in the plainest way."""

    def __init__(self, folder):
        lines = gzip.decompress((folder / "bpe_simple_vocab_16e6.txt.gz").read_bytes()).decode()
        merges = [tuple(line.split()) for line in lines.split("\n")[1 : 49152 - 256 - 2 + 1] if line]
        prints = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or b >= 174]
        others = [b for b in range(256) if b not in prints]
        self.symbol = {b: chr(b) for b in prints} | {b: chr(256 + i) for i, b in enumerate(others)}
        alphabet = [self.symbol[b] for b in prints + others]
        pieces = alphabet + [s + "</w>" for s in alphabet] + ["".join(m) for m in merges] + MARKERS
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        self.ranks = {merge: i for i, merge in enumerate(merges)}

    def word(self, word):
        if word in MARKERS:
            return [self.ids[word]]
        parts = [self.symbol[b] for b in word.encode("utf-8")]
        parts[-1] += "</w>"
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda p: self.ranks.get(p, 1 << 30))
            if best not in self.ranks:
                break
            merged, i = [], 0
            while i < len(parts):
                pair = i + 1 < len(parts) and (parts[i], parts[i + 1]) == best
                merged.append("".join(best) if pair else parts[i])
                i += 2 if pair else 1
            parts = merged
        return [self.ids[part] for part in parts]

    def encode(self, cleaned):
        return [i for word in PATTERN.findall(cleaned) for i in self.word(word)]


def records(folder, inputs):
    reference = Reference(folder)
    for text in inputs:
        try:
            cleaned = clean(text)
        except AssertionError:  # ftfy's own UTF-8 decoder fails on some garbage
            continue
        yield json.dumps({"text": text, "clean": cleaned, "ids": reference.encode(cleaned)})


def main(folder):
    lines = records(folder / "clip-4000", texts())
    (folder / "tokenizer-golden.jsonl").write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
