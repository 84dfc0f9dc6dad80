"""``marugoto understand``: JSON lines in, JSON lines out, same order. Needs the model's reader, not Rasa."""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Dict, Optional, TextIO

from bot.domain.errors import IntakeError
from bot.domain.vocabulary import QuestionCode
from nlu.core.reader import Reader
from nlu.core.wire import to_wire

_QUESTIONS = frozenset(str(code) for code in QuestionCode)


class LineError(ValueError):
    """A line that cannot be read; the text says why, without its words."""


class ReaderError(IntakeError):
    """The model's reader is missing or damaged."""

    code = "model"


def understand_lines(model: Path, source: BinaryIO, sink: TextIO, *, explain: bool = False) -> None:
    """Answer every line of ``source``; a bad one gets ``{"id": null, "error": …}`` in its place.

    Raises:
        ReaderError: there is no reader in ``model``, or it is damaged.
    """
    reader = _load(model)
    for line in source:
        sink.write(_answer(reader, line, explain=explain))
        sink.write("\n")
        sink.flush()


def explain_to_page(model: Path, source: BinaryIO, page: Path) -> None:
    """Write the explanation of every line of ``source`` to a page; a bad line refuses the whole page.

    Raises:
        ReaderError: there is no reader in ``model``, it is damaged, or the page cannot be written.
    """
    from nlu.core.explain_page import explain_page

    reader = _load(model)
    items = []
    for number, line in enumerate(source, 1):
        try:
            items.append(_read(line))
        except LineError as error:
            raise ReaderError(f"line {number}: {error}") from None
    try:
        page.write_text(explain_page(reader, [(item["text"], item["question"]) for item in items]), encoding="utf-8")
    except OSError as error:
        raise ReaderError(f"{page.name} cannot be written ({type(error).__name__})") from error


def _load(model: Path) -> Reader:
    try:
        return Reader.load(model)
    except (OSError, tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        raise ReaderError(f"{model.name} cannot be read as a model ({kind}); run `marugoto train`") from error


def _answer(reader: Reader, line: bytes, *, explain: bool) -> str:
    try:
        item = _read(line)
    except LineError as error:
        return json.dumps({"id": None, "error": str(error)}, ensure_ascii=False)
    text: str = item["text"]
    if explain:
        from nlu.core.explain import explain as explained

        return explained(reader, text, item["question"])
    understanding = reader.understand(text, item["question"])
    return json.dumps(to_wire(item["id"], text, understanding), ensure_ascii=False)


def _read(line: bytes) -> Dict[str, Any]:
    if not line.strip():
        raise LineError("an empty line")
    try:
        item = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise LineError("not UTF-8") from None
    except (ValueError, RecursionError):
        raise LineError("not JSON") from None
    if not isinstance(item, dict):
        raise LineError('not an object {"id", "text"}')
    if not isinstance(item.get("text"), str):
        raise LineError('"text" is missing or no string')
    question: Optional[Any] = item.get("question")
    if question is not None and not (isinstance(question, str) and question in _QUESTIONS):
        raise LineError('"question" is no code of a question')
    return {"id": item.get("id"), "text": item["text"], "question": question}


def _refuse(constant: str) -> Any:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(constant)
