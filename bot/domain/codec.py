"""An ``Understanding`` as plain JSON and back: the form that travels through Rasa's tracker.

Every value is a str, int, float, bool, None, list or dict with string keys; ``from_json(to_json(u)) == u``.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from functools import lru_cache
from typing import Any, Callable, Dict, Mapping, Tuple, Type, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.domain.understanding import Understanding

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """Return an understanding, or any part of one, as plain JSON values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if dataclasses.is_dataclass(value):
        kind: type = type(value)
        return {name: to_json(getattr(value, name)) for name in _field_names(kind)}
    return value


def from_json(data: Mapping[str, Any]) -> Understanding:
    """Return the understanding that ``to_json`` wrote.

    Keys that are missing take the default, unknown keys are ignored: an old tracker must replay on a newer program.

    Raises:
        KeyError, ValueError, TypeError: the data was not written by ``to_json``.
    """
    return part_from_json(Understanding, data)


def part_from_json(kind: Type[T], data: Mapping[str, Any]) -> T:
    """Return one part of an understanding (``DangerReading``, ``MemberMention`` …) from its JSON form."""
    plain: type = kind
    readers = _readers(plain)
    return kind(**{name: readers[name](value) for name, value in data.items() if name in readers})


@lru_cache(maxsize=None)
def _field_names(kind: type) -> Tuple[str, ...]:
    return tuple(item.name for item in dataclasses.fields(kind))


@lru_cache(maxsize=None)
def _readers(kind: type) -> Dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {name: _reader(hints[name]) for name in _field_names(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is Union:
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        read = _reader(get_args(hint)[0])
        return lambda value: tuple(read(item) for item in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return lambda value: part_from_json(hint, value)
    return lambda value: value
