"""Rasa without TensorFlow at run time: ``import tensorflow`` is answered by an empty stand-in.

Rasa imports TensorFlow for components that our pipeline does not have; it costs five seconds and 340 MB. So does
what it imports for other channels, stores and brokers: two more seconds and 80 MB. The packages stay installed for
``rasa train`` with other pipelines. Must run before Rasa is imported.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, MutableSequence, Optional, Tuple, Type

_REPLACED: Tuple[str, ...] = (
    "tensorflow",
    "tensorflow_addons",
    "tensorflow_hub",
    "tensorflow_text",
    "keras",
    # classifiers of Rasa's that our pipeline does not have
    "matplotlib",
    "sklearn",
    # channels, beside our own
    "aiogram",
    "engineio",
    "fbmessenger",
    "mattermostwrapper",
    "rocketchat_API",
    "slack_sdk",
    "socketio",
    "twilio",
    "webexteamssdk",
    # stores, locks and brokers, beside our own
    "aio_pika",
    "boto3",
    "botocore",
    "bson",
    "pymongo",
    "redis",
    # questions in Rasa's terminal
    "prompt_toolkit",
    "questionary",
)


class _Anything(type):
    """A class of which every attribute, call and item is such a class again, so that class bodies can be read."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)

    def __getitem__(cls, key: object) -> Any:
        return cls

    def __or__(cls, other: object) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator on a class or function, it hands the thing back.
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return cls


def _stand_in(name: str) -> Type[Any]:
    return _Anything(name, (), {})


class _StandInModule(ModuleType):
    __path__: MutableSequence[str] = []
    __version__ = "0.0.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _stand_in(name)
        setattr(self, name, found)
        return found


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        if fullname.split(".")[0] in _REPLACED:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def install() -> bool:
    """Put the stand-in in place; return False when TensorFlow or Rasa has been imported already."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return True
    if "tensorflow" in sys.modules:
        return False
    sys.meta_path.insert(0, _Finder())
    return True
