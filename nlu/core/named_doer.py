"""Who feels worn out or does the work of the house, where the words name that person as the one.

「夫が疲れている」「夫がしてくれていて、もうへとへとみたい」 are the husband's; 「母が寝なくて疲れた」 names the
mother and is the writer's, for the clause of the feeling has no subject and nothing reports another's.
"""

from __future__ import annotations

import re
from typing import Match, Optional, Sequence

from bot.domain.evidence import Span
from nlu.core.marked_person import MarkedPerson

_WORN = re.compile(
    r"(?:疲れ|つかれ)(?:[てた切きはが気ぎみ]|ました|そう|果て)|へとへと|ヘトヘト|くたくた|クタクタ|ふらふら|フラフラ|ぼろぼろ|ボロボロ"
    r"|限界|参っ|まいっ|余裕が?な|(?:共倒れ|倒れ|たおれ|つぶれ|潰れ|壊れ|病み|折れ)そう"
    r"|(?:つら|辛|しんど|きつ|大変|たいへん)(?=そう|みたい|らし|[いな]?(?:よう[でだな]|みたい|らし))"
)
_WORK = re.compile(
    r"(?:世話|家事|介護|看病|面倒|ご飯|ごはん|夕飯|料理|洗濯|掃除|弁当|お迎え|送り迎え|通訳|付き添い)(?:など|とか|も|は|を|と|や)?"
    r"(?:[^、。！？!?\n]{0,12}?)(?:し[てた]|しま|する|みて|見て|みる|見る|やって|やる|作っ|作る|つくっ|担[っい]|さ(?=せ)|頼|任)"
)
# The feeling is another's: what is seen or heard, a state that lasts, or what the person will come to.
_SEEN = re.compile(
    r"^[^、。！？!?\n]{0,8}?(?:みたい|らし[いく]|ようで|ようだ|ように見|に見え|様子|っぽい|がって|気配|そう(?=で|だ|に|な|[、。…！!\s]|$))"
)
_OWN_PROSPECT = re.compile(r"(?:倒れ|たおれ|つぶれ|潰れ|壊れ|病み|折れ)そう")
_STATE = re.compile(r"^[^、。！？!?\n]{0,8}?(?:て(?:い)?(?:る|ま|て|た)|でいる|になって)")
_EXERTION = re.compile(
    r"(?:世話|家事|介護|看病|面倒|育児|仕事|付き添い|全部|ぜんぶ)[^。！？!?\n]{0,12}?(?:し|やっ|見|み|こなし)て"
)
# Behind it another predicate begins: a person before it is no longer the subject.
_BREAK = re.compile(
    r"[、。！？!?\s　]|(?<=[いるた])し|ず(?!っ)|(?<!か)なり|くて|(?<!し)て(?!い|る|ま|も|く|お)"
    r"|から|ので|のに|けど|すぎ|ないと|たら"
    r"|(?<!介護)(?<!看病)(?<!世話)(?<!家事)(?<!仕事)(?<!育児)(?<!人)(?<!こと)(?<!休み)で(?!も|は)"
)
_SUBJECT = frozenset({"が", "は", "も"})
_REACH = 120
_NEAR = 14  # between a subject and its predicate within one clause
# してくれている: never the writer, whatever stands between.
_FOR_US = re.compile(r"[^、。！？!?\n]{0,5}?[てで](?:くれ|下さ|くださ)")
# 娘に家事をさせて, 息子に頼んで: who is made to do it does it.
_MADE = re.compile(r"[^、。！？!?\n]{0,4}?(?:させ|てもら|て貰|頼|任せ|まかせ)")


def named_doer(folded: str, people: Sequence[MarkedPerson], span: Span) -> Optional[MarkedPerson]:
    """Return who is worn out, or does the work, by the words in ``span``; None when they name nobody.

    Args:
        folded: the message, width folded.
        people: ``marked_people`` of it.
        span: where the thing stands.
    """
    worn = None
    for match in _WORN.finditer(folded, span.start, min(len(folded), span.end + 6)):
        worn = match if match.start() < span.end else worn
    if worn is not None:
        return _worn_out(folded, people, worn)
    work = _WORK.search(folded, span.start, min(len(folded), span.end + 18))
    return _does_work(folded, people, work) if work is not None and work.start() < span.end else None


def _worn_out(folded: str, people: Sequence[MarkedPerson], worn: Match[str]) -> Optional[MarkedPerson]:
    named = _nearest_subject(folded, people, worn.start())
    if named is None or _with_writer(folded, people, named):
        return None
    if named.first_person or named.member is None:
        return named if named.first_person else None
    between = folded[named.end : worn.start()]
    if len(between) <= _NEAR and not _BREAK.search(between):
        return named
    behind = folded[worn.end() : worn.end() + 16]
    if _SEEN.match(behind) and not _OWN_PROSPECT.match(worn.group()):
        return named
    lasts = _STATE.match(folded[worn.start() + 1 : worn.end() + 12])
    return named if lasts and _EXERTION.search(between) else None


def _does_work(folded: str, people: Sequence[MarkedPerson], work: Match[str]) -> Optional[MarkedPerson]:
    named = _nearest_subject(folded, people, work.start())
    someone = named is not None and (named.member is not None or named.first_person)
    if named is not None and someone and not _BREAK.search(folded[named.end : work.start()]):
        return named
    if named is not None and named.member is not None and _FOR_US.match(folded, work.end() - 2):
        return named
    made = _MADE.match(folded, work.end() - 1)
    asked = [one for one in people if one.mark == "に" and 0 <= work.start() - one.end <= _NEAR]
    return asked[-1] if made and asked and asked[-1].member is not None else None


def _with_writer(folded: str, people: Sequence[MarkedPerson], named: MarkedPerson) -> bool:
    """私も母も: the writer is worn out as well."""
    return any(
        one.first_person and one.mark == "も" and 0 <= named.start - one.end <= 3 and one.start < named.start
        for one in people
    )


def _nearest_subject(folded: str, people: Sequence[MarkedPerson], place: int) -> Optional[MarkedPerson]:
    begin = max([place - _REACH, *(folded.rfind(mark, 0, place) + 1 for mark in "。！？!?\n")])
    for person in reversed(people):
        if begin <= person.start < place and person.mark in _SUBJECT and not person.counted:
            return person
    return None
