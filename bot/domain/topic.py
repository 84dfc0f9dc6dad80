"""Of whom the talk is. What a message tells of nobody in particular is told of the one whom the talk is about.

「弟のことで相談です」 – 「25で、三年家から出ていません」: the brother is 25 and does not go out, not the writer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, FrozenSet, Optional, Sequence, Tuple

from bot.domain.evidence import Manner, Span
from bot.domain.member import CHILD_KINSHIPS, GRANDCHILD_KINSHIPS, PARENT_KINSHIPS, SPOUSE_KINSHIPS, Member
from bot.domain.understanding import ConcernMention, MemberMention, SignalMention, Understanding
from bot.domain.vocabulary import AgeBand, Assertion, ConcernCode, Experiencer, Kinship, SignalCode

# So many messages later the talk may have gone on to something else.
STAYS_FOR = 2
_SAID_BEFORE = re.compile(r"(?:気になって(?:い)?るのは|心配なのは|困って(?:い)?るのは)[^。！？!?\n]{0,8}$")
_SAID_AFTER = re.compile(
    r"(?:さん|様|ちゃん|くん|たち)?(?:の(?:こと|件|事|様子|具合|調子)|が心配|を心配|が気に(?:なっ|かか))"
)
_FIRST_PERSON = re.compile("私|わたし|わたくし|あたし|僕|ぼく|俺|おれ|オレ|自分|わし|うち|ウチ")
# Words with which writers present themselves; a number beside them is their own age.
_PRESENTS = re.compile("女|男|主婦|主夫|会社員|独身|無職|年生です|パートです|母です|父です")
# Of these nobody tells in passing of themself while the talk is about another. Money, home and tiredness are the
# writer's.
_MAY_BE_THE_TOPICS = frozenset(
    {
        ConcernCode.ELDER_CARE,
        ConcernCode.DEMENTIA,
        ConcernCode.ELDER_FRAILTY,
        ConcernCode.ELDER_ALONE,
        ConcernCode.CARE_SERVICE,
        ConcernCode.ELDER_MALTREATMENT,
        ConcernCode.PHYSICAL_DISABILITY,
        ConcernCode.INTELLECTUAL_DISABILITY,
        ConcernCode.DEVELOPMENTAL_DISABILITY,
        ConcernCode.INTRACTABLE_DISEASE,
        ConcernCode.DISABILITY_SERVICE,
        ConcernCode.DISABILITY_WORK,
        ConcernCode.DISABILITY_MALTREATMENT,
        ConcernCode.ILLNESS,
        ConcernCode.HIKIKOMORI,
        ConcernCode.SELF_NEGLECT,
        ConcernCode.ADDICTION,
        ConcernCode.FRAUD_DAMAGE,
    }
)
_OF_THE_OLD = frozenset(
    {ConcernCode.DEMENTIA, ConcernCode.ELDER_FRAILTY, ConcernCode.ELDER_ALONE, ConcernCode.ELDER_MALTREATMENT}
)
_SIGNALS = frozenset(
    {
        SignalCode.MEDICAL,
        SignalCode.MISSING,
        SignalCode.DISABILITY_ABUSE,
        SignalCode.ELDER_ABUSE,
        SignalCode.CHILD_ABUSE,
    }
)
_SCHOOL_BANDS = frozenset(
    {AgeBand.PRESCHOOL, AgeBand.ELEMENTARY_SCHOOL, AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.HIGH_SCHOOL}
)
_GRANDPARENTS = frozenset({Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS})
_PARENTS_FROM = 50
_GRANDPARENTS_FROM = 60
_GENERATION = 15


@dataclass(frozen=True)
class Topic:
    """The member whom the talk is about, and the message in which it last was."""

    member_id: str
    at: int

    def stands_at(self, index: int) -> bool:
        """True while the talk has not gone on."""
        return index - self.at <= STAYS_FOR


def mentions_of_topic(
    understanding: Understanding, text: str, topic: Optional[Member], writer: Optional[Member]
) -> FrozenSet[int]:
    """Return the mentions that the reader took for the writer, nobody being named, and that are of the topic.

    A bare age (「80歳、二人暮らしです」), or a condition (「先週ADHDと言われました」).
    """
    if topic is None or not understanding.writer_is_kin:
        return frozenset()
    named_besides = any(mention.kinship is not Kinship.SELF for mention in understanding.members)
    found = set()
    for index, mention in enumerate(understanding.members):
        if mention.kinship is not Kinship.SELF or _FIRST_PERSON.search(mention.span.of(text)):
            continue
        if mention.age is None and mention.age_band is None:
            codes = [c.code for c in understanding.concerns if c.member == index]
            fits = bool(codes) and all(may_be_of(code, topic) for code in codes)
        else:
            fits = _age_may_be_of(topic, writer, mention, text, named_besides=named_besides)
        if fits:
            found.add(index)
    return frozenset(found)


def may_be_of(code: ConcernCode, topic: Member) -> bool:
    """True when a concern told of nobody may be the topic's."""
    if code in _OF_THE_OLD and (topic.is_minor or topic.kinship in CHILD_KINSHIPS | GRANDCHILD_KINSHIPS):
        return False
    return code in _MAY_BE_THE_TOPICS


def signal_manner(signal: SignalMention, topic: Optional[Member]) -> Manner:
    """Return how a signal is told; of nobody in particular, it is of the one whom the talk is about."""
    if topic is not None and signal.code in _SIGNALS:
        return signal.manner.of_a_member(topic.id)
    return signal.manner


def own_trouble(
    understanding: Understanding, subject: Callable[[ConcernMention], Optional[str]], topic: Optional[Member]
) -> Optional[Span]:
    """Return the words in which the writer tells a trouble of their own without naming themself, if any.

    Args:
        understanding: of the message.
        subject: the member whom a concern of it is about.
        topic: the member whom the talk is about.
    """
    for c in understanding.concerns:
        own = c.manner.experiencer is Experiencer.SELF and c.manner.assertion is Assertion.PRESENT
        if own and subject(c) is None:
            return c.span
    signals = understanding.danger.signals
    return next((s.span for s in signals if signal_manner(s, topic).experiencer is Experiencer.SELF), None)


def speaks_of_self(text: str, understanding: Understanding) -> bool:
    """True when the writer names themself in the message."""
    return any(
        mention.kinship is Kinship.SELF and _FIRST_PERSON.search(mention.span.of(text))
        for mention in understanding.members
    )


def topic_after(
    before: Optional[Topic],
    text: str,
    index: int,
    mentions: Sequence[MemberMention],
    ids: Sequence[str],
    subjects: Sequence[Tuple[Optional[str], Manner]],
    writer_id: Optional[str],
) -> Optional[Topic]:
    """Return of whom the talk is after a message.

    Args:
        before: of whom it was.
        text: the message.
        index: its number.
        mentions: the persons that it names.
        ids: their member ids, in the same order.
        subjects: whom each of its concerns is about, and how it is told.
        writer_id: the member who writes.
    """
    others = [(m, name) for m, name in zip(mentions, ids, strict=True) if name != writer_id and m.alive is not False]
    framed = [name for mention, name in others if _is_framed(mention, text)]
    told = [name for name, manner in subjects if name is not None and name != writer_id and _is_kin(manner)]
    for name in (*framed, *told):
        return Topic(name, index)
    if before is not None and before.member_id in ids:
        return Topic(before.member_id, index)
    return before


def _is_kin(manner: Manner) -> bool:
    return manner.experiencer in (Experiencer.SELF, Experiencer.MEMBER)


def _is_framed(mention: MemberMention, text: str) -> bool:
    spans = mention.mentions or (mention.span,)
    return any(
        _SAID_AFTER.match(text, s.end) or _SAID_BEFORE.search(text[max(0, s.start - 20) : s.start]) for s in spans
    )


def _age_may_be_of(
    topic: Member, writer: Optional[Member], mention: MemberMention, text: str, *, named_besides: bool
) -> bool:
    if topic.age_is_known or _PRESENTS.search(text):
        return False
    if mention.age is None:
        # A class at school is a child's; the writer who is no pupil means theirs.
        child = topic.kinship in CHILD_KINSHIPS | GRANDCHILD_KINSHIPS
        return child and mention.age_band in _SCHOOL_BANDS and not (writer is not None and writer.is_minor)
    if named_besides:
        return False
    known = writer.age if writer is not None else None
    if topic.kinship in PARENT_KINSHIPS:
        return mention.age >= max(_PARENTS_FROM, (known or 0) + _GENERATION)
    if topic.kinship in _GRANDPARENTS:
        return mention.age >= max(_GRANDPARENTS_FROM, (known or 0) + 2 * _GENERATION)
    if topic.kinship in CHILD_KINSHIPS | GRANDCHILD_KINSHIPS:
        return mention.age <= (known - _GENERATION if known is not None else _PARENTS_FROM)
    return known is not None or topic.kinship not in SPOUSE_KINSHIPS
