"""The reader: one message in, everything understood of it out. Loads a trained model, needs no Rasa.

Danger is read first and by rules alone; whatever else fails, that reading is returned.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding import ConcernMention, Cue, DangerReading, MemberMention, Understanding
from bot.domain.vocabulary import Act, ConcernCode, Field
from nlu.core.act_model import ActModel, is_unreadable
from nlu.core.anatomy import Anatomy, attempt, dissect
from nlu.core.concern_finder import OUTRIGHT, find_concerns, find_unclear
from nlu.core.concern_model import ConcernModel, Guess
from nlu.core.cues import read_cues
from nlu.core.danger import read_danger
from nlu.core.design import Design
from nlu.core.examples import Example
from nlu.core.features import Encoded, FeatureSpace, Floats, window_scales
from nlu.core.field_model import FieldModel
from nlu.core.fields import household_fields
from nlu.core.hidden_layer import HiddenLayer
from nlu.core.labels import concern_fields
from nlu.core.linear import LinearBank
from nlu.core.model_files import read_model, write_model
from nlu.core.signal_finder import add_trained
from nlu.core.signal_model import LONG, SignalGuess, SignalModel
from nlu.core.targets import CONCERNS, FIELDS, SIGNALS
from nlu.core.training import train_models
from nlu.core.word_vectors import WordVectors, read_wheel
from nlu.core.writer_member import with_writer

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Weighed:
    """What the trained models make of one message."""

    guesses: Tuple[Guess, ...]
    acts: Tuple[Tuple[Act, float], ...]
    signals: Tuple[SignalGuess, ...] = ()
    fields: Mapping[Field, float] = dataclass_field(default_factory=dict)


# From this probability of a concern on, the model may add a field of its.
NOT_UNLIKELY = 0.20
# Without the model, words that say a concern outright are believed and nothing else.
_UNWEIGHED = Weighed(tuple(Guess(code, 0.5, 1.0, ()) for code in ConcernCode), ((Act.TELL, 0.0),))


@dataclass(frozen=True)
class Reading:
    """An understanding, and all dialogue acts with their shares, likeliest first."""

    understanding: Understanding
    acts: Tuple[Tuple[Act, float], ...]


@dataclass(frozen=True)
class Reader:
    """A trained reader. Immutable, to be shared by threads."""

    space: FeatureSpace
    concern_model: ConcernModel
    act_model: ActModel
    signal_model: SignalModel
    field_model: FieldModel
    hidden: HiddenLayer
    bank: LinearBank
    fingerprint: str = ""

    @classmethod
    def load(cls, path: Union[str, Path]) -> "Reader":
        """Load a reader from a folder, or from a Rasa model archive (``models/*.tar.gz``).

        Raises:
            FileNotFoundError: there is no trained reader at ``path``.
        """
        return cls.from_parts(*read_model(Path(path)))

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> "Reader":
        space = FeatureSpace.from_json(facts["space"], WordVectors.from_arrays(arrays), arrays["word_kinds"])
        concerns = ConcernModel.from_parts(facts["concerns"], arrays)
        acts = ActModel.from_parts(facts["acts"], arrays)
        signals = SignalModel.from_parts(facts["signals"], arrays)
        fields = FieldModel.from_parts(facts["fields"], arrays)
        hidden = HiddenLayer.from_arrays(arrays)
        bank = _one_bank(concerns, acts, signals, fields)
        return cls(space, concerns, acts, signals, fields, hidden, bank, facts["fingerprint"])

    def save(self, folder: Path) -> None:
        """Write ``reader.npz`` and ``reader.json`` into ``folder``."""
        arrays = {
            **self.space.word_vectors.arrays(),
            "word_kinds": self.space.kinds,
            **self.concern_model.arrays(),
            **self.act_model.arrays(),
            **self.signal_model.arrays(),
            **self.field_model.arrays(),
            **self.hidden.arrays(),
        }
        write_model(folder, arrays, {**self._facts(), "fingerprint": self.fingerprint})

    def _facts(self) -> Dict[str, Any]:
        return {
            "space": self.space.to_json(),
            "concerns": self.concern_model.to_json(),
            "acts": self.act_model.to_json(),
            "signals": self.signal_model.to_json(),
            "fields": self.field_model.to_json(),
        }

    @classmethod
    def train(cls, examples: Sequence[Example], progress: Optional[Progress] = None) -> "Reader":
        """Train on labelled messages (a minute for five thousand on two cores).

        Args:
            examples: messages with the concerns they state.
            progress: told what is being done and the share of it that is done.
        """
        tell = progress or (lambda part, share: None)
        anatomies = []
        for number, example in enumerate(examples):
            anatomies.append(dissect(example.text, example.question))
            tell("read", (number + 1) / len(examples))
        space = FeatureSpace.learn(anatomies, read_wheel())
        encoded = []
        for number, anatomy in enumerate(anatomies):
            encoded.append(space.encode(anatomy))
            tell("features", (number + 1) / len(examples))
        design = Design.build(encoded, space.sizes)
        trained = train_models(design, examples, [anatomy.danger for anatomy in anatomies], tell)
        acts, concerns, signals, fields = trained.acts, trained.concerns, trained.signals, trained.fields
        bank = _one_bank(concerns, acts, signals, fields)
        reader = cls(space, concerns, acts, signals, fields, trained.hidden, bank)
        return replace(reader, fingerprint=_fingerprint(examples, reader._facts()))

    def weigh(self, anatomy: Anatomy) -> Weighed:
        """Return what the trained models make of a message that was taken apart."""
        encoded = self.space.encode(anatomy)
        scales = window_scales(encoded)
        odds = self.bank.score(encoded, scales)
        whole = self.hidden.score(encoded, scales)
        border = len(self.concern_model.bank.classes)
        beyond = border + len(self.act_model.bank.classes)
        guesses = self.concern_model.guesses(odds[:, :border], whole[CONCERNS], encoded)
        last = beyond + len(self.signal_model.bank.classes)
        of_signals = odds[:, beyond:last]
        by_place = self._by_place(anatomy, encoded, scales)
        signals = self.signal_model.guesses(of_signals, whole[SIGNALS], encoded, anatomy.danger, by_place)
        acts = self.act_model.ranking(odds[-1, border:beyond])
        fields = self.field_model.probabilities(odds[:, last:], whole[FIELDS])
        return Weighed(tuple(guesses), tuple(acts), tuple(signals), fields)

    def _by_place(self, anatomy: Anatomy, encoded: Encoded, scales: Mapping[str, Floats]) -> Optional[Floats]:
        """Score each place as if it were the whole message, where a danger may drown in what stands around it."""
        doubtful = any(not signal.firm for signal in anatomy.danger.signals)
        if len(encoded.windows) < 2 or not (doubtful or len(anatomy.clauses) >= LONG):
            return None
        return np.asarray(self.hidden.score_windows(encoded, scales)[:, SIGNALS])

    def understand(self, text: str, question: Optional[str] = None) -> Understanding:
        """Understand one message.

        Args:
            text: the raw message, any length and script.
            question: code of the question just asked (``QuestionCode``), if any.

        Returns:
            An understanding; when a part fails it is missing, the danger reading never is.
        """
        return self.read(text, question).understanding

    def read(
        self,
        text: str,
        question: Optional[str] = None,
        *,
        danger: Optional[DangerReading] = None,
        anatomy: Optional[Anatomy] = None,
    ) -> Reading:
        """Understand one message, taking over what was already read of it; with the ranking of all acts."""
        first = read_danger(text, question) if danger is None else danger
        degraded = Understanding(act=Act.TELL, act_confidence=0.0, danger=first, model=self.fingerprint)
        without_model = Reading(degraded, ((Act.TELL, 0.0),))
        return attempt("understanding", lambda: self._read(text, question, first, anatomy), without_model)

    def _read(self, text: str, question: Optional[str], danger: DangerReading, anatomy: Optional[Anatomy]) -> Reading:
        if is_unreadable(text):
            unreadable = Understanding(Act.UNREADABLE, 1.0, danger=danger, model=self.fingerprint)
            return Reading(unreadable, ((Act.UNREADABLE, 1.0),))
        parts = anatomy or dissect(text, question, danger)
        if parts.danger != danger:
            parts = replace(parts, danger=danger)
        weighed = attempt("model", lambda: self.weigh(parts), _UNWEIGHED)
        return Reading(self._assemble(parts, weighed, danger), weighed.acts)

    def _assemble(self, anatomy: Anatomy, weighed: Weighed, danger: DangerReading) -> Understanding:
        act, confidence = weighed.acts[0]
        danger = attempt("signals", lambda: add_trained(anatomy, danger, weighed.signals), danger)
        nothing: Tuple[ConcernMention, ...] = ()
        concerns = attempt("concerns", lambda: find_concerns(anatomy, weighed.guesses, danger), nothing)
        if not concerns and not danger.signals and act is Act.TELL:
            concerns = attempt("unclear", lambda: find_unclear(anatomy, weighed.guesses), nothing)
        members = anatomy.household.members
        if anatomy.household.writer_is_kin:
            members, concerns = with_writer(members, concerns, danger)
        no_cues: Tuple[Cue, ...] = ()
        return Understanding(
            act=act,
            act_confidence=round(confidence, 4),
            members=members,
            concerns=concerns,
            danger=danger,
            cues=attempt(
                "cues", lambda: read_cues(anatomy.text, anatomy.morphemes, anatomy.clauses, anatomy.hits), no_cues
            ),
            fields=self._fields(anatomy, concerns, danger, members, weighed),
            writer_is_kin=anatomy.household.writer_is_kin,
            model=self.fingerprint,
        )

    def _fields(
        self,
        anatomy: Anatomy,
        concerns: Sequence[ConcernMention],
        danger: DangerReading,
        members: Sequence[MemberMention],
        weighed: Weighed,
    ) -> Tuple[Field, ...]:
        told = household_fields(concerns, danger, members)
        if not weighed.fields:
            return told
        outright = {hit.code for hit in anatomy.hits if hit.weight >= OUTRIGHT}
        certain = {name for concern in concerns if concern.code in outright for name in concern.fields}
        certain.update(household_fields((), danger, members))
        withdrawn = {name for concern in concerns if not concern.fields for name in concern_fields()[concern.code]}
        near = [guess.code for guess in weighed.guesses if guess.probability >= NOT_UNLIKELY]
        supported = {name for code in near for name in concern_fields()[code]} - withdrawn
        return self.field_model.settle(told, certain, supported, weighed.fields)


def _one_bank(concerns: ConcernModel, acts: ActModel, signals: SignalModel, fields: FieldModel) -> LinearBank:
    """All models as one, so that a message is scored once; their classes stand in this order."""
    first = LinearBank.joined(concerns.bank, acts.bank)
    return LinearBank.joined(first, LinearBank.joined(signals.bank, fields.bank))


def _fingerprint(examples: Sequence[Example], facts: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode("utf-8"))
    for example in examples:
        digest.update(repr(example).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]
