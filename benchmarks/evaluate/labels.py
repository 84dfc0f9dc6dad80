"""Short names of codes for pictures: of the catalogue, or the codes themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Dict, Mapping

from nlu.core.labels import CATALOG, labels
from nlu.core.lexicon_files import read_yaml

# What a picture has room for.
_LONGEST = 14


@lru_cache(maxsize=1)
def _catalogue() -> Dict[str, Mapping[str, str]]:
    tables: Dict[str, Any] = {name: read_yaml(CATALOG / f"{name}.yml")[name] for name in ("concerns", "signals")}
    return {
        "concern": {row["code"]: row["label_ja"] for row in tables["concerns"]},
        "signal": {row["code"]: row["label_ja"] for row in tables["signals"]},
        "urgency": labels("urgency"),
        "kinship": labels("kinship"),
    }


@dataclass(frozen=True)
class Labels:
    """Japanese names by kind (``concern``, ``signal``, ``urgency``, ``kinship``) and code."""

    japanese: bool = True
    _names: Dict[str, Mapping[str, str]] = field(default_factory=_catalogue)

    def of(self, kind: str, code: str) -> str:
        """Return the name of a code."""
        name = self._names[kind].get(code, code) if self.japanese else code
        return name if len(name) <= _LONGEST or name == code else f"{name[: _LONGEST - 1]}…"
