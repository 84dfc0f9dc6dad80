"""Sudachi behind one function: morphemes with exact offsets into the raw text.

A Sudachi dictionary may be shared by threads, a tokenizer may not ("Tokenizer is already in use"): one tokenizer per
thread and mode. Input over Sudachi's limit (49,149 bytes) is read in pieces cut at a line or sentence end.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import Iterator, List, NamedTuple, Tuple

from sudachipy import Dictionary, SplitMode

# Sudachi refuses more than 49,149 bytes; a code point takes at most four.
PIECE_CHARS = 10_000
_CUT_AFTER = "\n。！？!?、 "

_LONE = re.compile("[\ud800-\udfff]")  # half a surrogate pair, which UTF-8 cannot write

_local = threading.local()


class Morpheme(NamedTuple):
    """One morpheme. ``surface == text[start:end]`` always; ``lemma`` is Sudachi's normalized form."""

    surface: str
    start: int
    end: int
    lemma: str
    dictionary_form: str
    reading: str
    pos: Tuple[str, ...]

    @property
    def pos1(self) -> str:
        return self.pos[0]


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


def _tokenizer(mode: str):  # type: ignore[no-untyped-def]
    tokenizers = getattr(_local, "tokenizers", None)
    if tokenizers is None:
        tokenizers = _local.tokenizers = {}
    if mode not in tokenizers:
        tokenizers[mode] = _dictionary().tokenizer(mode=getattr(SplitMode, mode))
    return tokenizers[mode]


def _pieces(text: str) -> Iterator[Tuple[int, str]]:
    start = 0
    while len(text) - start > PIECE_CHARS:
        window = text[start : start + PIECE_CHARS]
        cut = max((window.rfind(mark) for mark in _CUT_AFTER), default=-1) + 1
        cut = cut if cut > PIECE_CHARS // 2 else PIECE_CHARS
        yield start, text[start : start + cut]
        start += cut
    yield start, text[start:]


def analyze(text: str, mode: str = "C") -> List[Morpheme]:
    """Split ``text`` into morphemes, blanks left out.

    Args:
        text: raw text, any length, any script; lone surrogates are read as U+FFFD (same length).
        mode: Sudachi's split mode ``"A"`` (short) or ``"C"`` (compounds kept).
    """
    last: Tuple[str, str, Tuple[Morpheme, ...]] = getattr(_local, "last", ("", "", ()))
    if last[:2] == (mode, text):  # the readers of one message, one after the other, ask for the same text
        return list(last[2])
    clean = _LONE.sub("\ufffd", text)
    found: List[Morpheme] = []
    for offset, piece in _pieces(clean):
        for m in _tokenizer(mode).tokenize(piece):
            pos = m.part_of_speech()
            start, end = m.begin() + offset, m.end() + offset
            surface = text[start:end]
            if pos[0] == "空白" or not surface.strip():
                continue
            found.append(Morpheme(surface, start, end, m.normalized_form(), m.dictionary_form(), m.reading_form(), pos))
    _local.last = (mode, text, tuple(found))
    return found
