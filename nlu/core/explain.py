"""What stands behind an understanding, for a person to read: tokens, clauses, evidence, probabilities, rules."""

from __future__ import annotations

from typing import List, Optional

from bot.domain.understanding import Understanding
from nlu.core.anatomy import dissect
from nlu.core.attribution import carried
from nlu.core.labels import labels
from nlu.core.reader import Reader

SHOWN_CONCERNS = 8


def explain(reader: Reader, text: str, question: Optional[str] = None) -> str:
    """Return the explanation of one message as lines of text.

    Args:
        reader: the trained reader.
        text: the raw message.
        question: code of the question just asked, if any.
    """
    anatomy = dissect(text, question)
    weighed = reader.weigh(anatomy)
    understanding = reader.read(text, question, anatomy=anatomy).understanding
    lines: List[str] = [f"text      {text!r}"]
    lines.append("tokens    " + " ".join(f"{m.surface}/{m.lemma}({m.pos1})" for m in anatomy.morphemes))
    lines.append("clauses   " + " | ".join(text[c.start : c.end].strip() for c in anatomy.clauses))
    for number, member in enumerate(understanding.members):
        age = member.age if member.age is not None else member.age_band or "?"
        lines.append(f"member {number}  {labels('kinship')[member.kinship.value]} {age} 「{member.span.of(text)}」")
    for hit in anatomy.hits:
        lines.append(f"evidence  {hit.code} {hit.weight:.1f} 「{hit.span.of(text)}」")
    for guess in weighed.guesses[:SHOWN_CONCERNS]:
        mark = "*" if guess.probability >= guess.threshold else " "
        lines.append(f"concern  {mark}{guess.code} {guess.probability:.2f} (from {guess.threshold:.2f})")
    for concern in understanding.concerns:
        manner = concern.manner
        lines.append(
            f"said      {concern.code} {manner.assertion} of {manner.experiencer}"
            f" member {concern.member if concern.member is not None else '-'} 「{concern.span.of(text)}」"
        )
    for name, share in weighed.fields.items():
        mark = "*" if name in understanding.fields else " "
        lines.append(f"field    {mark}{name} {share:.2f}")
    for signal in understanding.danger.signals:
        lines.append(
            f"danger    {signal.code} {signal.level} by {signal.rule} ({signal.source}) 「{signal.span.of(text)}」"
        )
    for item in understanding.danger.set_aside:
        lines.append(f"set aside {item.code}: {item.reason} by {item.rule} 「{item.span.of(text)}」")
    for label in shown_labels(understanding):
        features = "  ".join(f"{one.weight:+.2f} {one.feature}" for one in carried(reader, anatomy, label))
        lines.append(f"carried   {label}: {features}")
    for cue in understanding.cues:
        lines.append(f"cue       {cue.kind}:{cue.code} 「{cue.span.of(text)}」")
    lines.append("acts      " + " ".join(f"{act} {share:.2f}" for act, share in weighed.acts[:3]))
    lines.append(f"urgency   {understanding.urgency}\n")
    return "\n".join(lines)


def shown_labels(understanding: Understanding) -> List[str]:
    """Return the labels that were given and whose features are worth showing, each once."""
    given = [concern.code.value for concern in understanding.concerns]
    given += [signal.code.value for signal in understanding.danger.signals]
    given += [name.value for name in understanding.fields]
    return list(dict.fromkeys(given))
