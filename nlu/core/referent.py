"""Of whom a thing in a message is said: the writer, a member, somebody else, or nobody.

The last person marked as subject in the clause, else the topic of the clause before, else the writer. First-person
feelings (疲れた, 払えない) turn back to the writer unless somebody else's are reported (〜みたい, 〜と言う).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import Experiencer, Kinship
from nlu.core.folding import fold_width
from nlu.core.household_reading import HouseholdReading, Referent
from nlu.core.kinship import Naming
from nlu.core.marked_person import MarkedPerson, marked_people, own_namings
from nlu.core.morphology import Morpheme
from nlu.core.named_doer import named_doer

_HARD_BREAK = "。！？!?\n"
_SOFT_BREAK = re.compile(
    r"、|(?:なので|ので|けれども?|けど|のに|(?<=[ますただないるい])から(?!だ)|(?<=[すただい])が(?=[、"
    r",\s])|(?<=[いたきしえけせてねべめれりっん])て(?=[、,\s]|(?!い|る|ます|き|く|し|"
    r"ほ|も|は|お|ば|の))|"
    r"(?<=[だるいた])し(?=[、\s私僕俺])|(?<=[たんだ])ら(?=[、私僕俺])|(?<=[護話倒病い症院業齢職用婚題要い])で(?=[、"
    r"私僕俺もう眠疲払寝夜]))"
)
_POSSESSED_WORK = re.compile(
    r"の(?:介護|世話|お世話|看病|面倒|件|こと|事|ため|せい|付き添い|つきそい|送迎|送り迎え|"
    r"通院|入院|残業|仕事|転勤|葬儀|葬式|介助|見守り|見舞い|代わり|問題|対応|下の世話|"
    r"施設|病院|手続き|家|話|愚痴)[^、。]{0,4}?(?:で|に|が|を|も|は|と)"
)
_FEELING = re.compile(
    r"疲れ|つかれ|しんど|つら[いくか]|辛[いくか]|限界|もう無理|むり|きつ[いくか]|眠れ|"
    r"寝れ(?!る)|ねむれ|寝られ|払え|はらえ|困って|困り|こまって|こまり|不安|心配|どうし(?:たら|"
    r"よう|て)|イライラ|いらいら|泣け|"
    r"死にた|しにた|消えた|きえた|いなくなりた|逃げた|やめた(?!後)|辞めた[いく]|帰りた|"
    r"働け|はたらけ|お金が|生活が|生活費|家賃|やってい?け|くたくた|クタクタ|へとへと|"
    r"ヘトヘト|もたない|もたん|持たな|頭が(?:痛|おかしく)|気が(?:狂|重|変)|"
    r"怖[いくか]|こわ[いくか]|さみし|寂し|さびし|孤独|ストレス|しまいそう|しまう|しまった|"
    r"しまって|したい|ほしい|欲しい|分からな|わからな|わかりません|情けな|申し訳|後悔|"
    r"追い詰め|おいつめ|余裕が|助けて|たすけて|見てられ|ついていけ|手に負え|手がつけられ"
    r"|殴られ|叩かれ|怒鳴られ|言われ|蹴られ|たたかれ|どなられ|責められ|手を上げ|叩い|"
    r"怒鳴っ|共倒れ|倒れそう|病みそう|つぶれそう|潰れそう|しんどか|えらい(?:わ|です)|"
    r"やりきれ|やるせな|心が折|涙が|食べられ|起き(?:れ|られ)|介護疲れ|看病疲れ"
)
# さみしい思いをさせて: felt by the one who is made to.
_MADE_TO_FEEL = re.compile(
    r"(?:思い|我慢|苦労)(?:を|ばかり|ばっかり|も)?さ?せ(?!られ)|(?:寂し|さみし|さびし|怖|こわ)がらせ"
)
_PASSIVE = re.compile(
    r"(?:られ|され|われ|かれ|まれ|たれ|なれ)(?:る|た|て|ま|そう|ん|ちゃ)|してく(?:る|"
    r"れ)|(?<![出えれ])てき(?:た|ま)|(?<![出えれ])てくる"
)
_REPORTED = re.compile(
    r"^[^。！？!?\n、]{0,10}?(?:みたい|らしい|そう(?:です|だ|に|で|な)|よう(?:です|だ|"
    r"で|な|に見)|っぽい|がっ(?:て|た)|がる|様子|ように見え|に見え|気配|って(?:言|いう|"
    r"いっ|ゆ|書|泣|つぶや|漏ら|騒|聞|きい|LINE|ライン|メール|訴え|叫)|と(?:言|いう|いっ|"
    r"いい|書|泣|つぶや|呟|漏ら|騒|聞|訴え|叫|話し|口に|連絡|繰り返)|って(?=[^。、\n]{1,6}[がは])|"
    r"」|』|とのこと|とか言|なんて言)"
)
_ADNOMINAL = re.compile(
    r"(?:(?:[のなるたいう]|ない|ている|てる|った|だった|気味の|ぎみの|中の|がちな|がちの|"
    r"っぽい)?(?:\d{1,3}(?:歳|才|代)?の?|[小中高]\d|高齢の|同居の|一人暮らしの|うちの|"
    r"私の|実家の|近い|半ばの|過ぎの)*)"
)
_TAIL_TO_NOUN = re.compile(r"[^、。！？!?\n\sがはをにで]{0,8}")
_FIRST_PERSON_WORD = ("が", "は", "も", "って", "、", "には", "にも", "だけ", "まで", "の")
_MEDIA_MARK = re.compile(
    r"(?:の?(?:で|では|の中|の話|によると|に出|を見て|で見|のシーン|の主人公|の登場人物|"
    r"とかで|なんかで|を読|が言|は言|見て)|が|は|の)"
)
_STRONG_MARKS = frozenset(
    {"が", "は", "も", "って", "には", "にも", "とも", "だけ", "まで", "、", "の方が", "のほうが", "　", " "}
)


def _clause_start(folded: str, place: int) -> Tuple[int, int]:
    """Return the start of the clause and of the sentence that ``place`` stands in."""
    sentence = max(folded.rfind(mark, 0, place) for mark in _HARD_BREAK) + 1
    start = sentence
    for match in _SOFT_BREAK.finditer(folded, sentence, place):
        if match.end() <= place:
            start = match.end()
    return start, sentence


def _referent(reading: HouseholdReading, person: MarkedPerson) -> Referent:
    if person.first_person:
        return _writer(reading)
    if person.member is not None:
        if reading.members[person.member].kinship is Kinship.SELF:
            return Referent(person.member, Experiencer.OTHER_PERSON)
        return Referent(person.member, Experiencer.MEMBER)
    return Referent(None, Experiencer.NOBODY if person.role in ("media", "pet") else Experiencer.OTHER_PERSON)


def _writer(reading: HouseholdReading) -> Referent:
    if not reading.writer_is_kin:
        return Referent(None, Experiencer.SELF)
    return Referent(reading.self_index, Experiencer.SELF)


def _is_subject(person: MarkedPerson) -> bool:
    return person.mark in _STRONG_MARKS and person.role not in ("professional", "media") and not person.counted


def _media_before(folded: str, people: Sequence[MarkedPerson], sentence: int, span: Span) -> bool:
    # A member who plays or watches is still the one talked of.
    if any(p.member is not None and sentence <= p.start < span.start and _is_subject(p) for p in people):
        return False
    return any(
        p.role == "media"
        and sentence <= p.start < span.start
        and (folded[p.end - 1] in "には論" or _MEDIA_MARK.match(folded, p.end) is not None)
        for p in people
    )


def _behind(folded: str, people: Sequence[MarkedPerson], span: Span) -> Optional[MarkedPerson]:
    """Return the person that the thing describes from in front: 認知症の母, 学校に行かない娘."""
    for person in people:
        if person.start < span.end or person.first_person and person.start < span.end:
            continue
        gap = folded[span.end : person.start]
        if len(gap) > 12 or person.role in ("professional", "media"):
            return None
        if not gap:
            return (
                person
                if folded[span.end - 1] in "のなるたいう" or "\u4e00" <= folded[span.end - 1] <= "\u9fff"
                else None
            )
        if _ADNOMINAL.fullmatch(gap):
            return person
        if (
            gap[-1] in "のるたいなう"
            and _TAIL_TO_NOUN.fullmatch(gap)
            and not gap.startswith(("です", "ます", "でした", "まし"))
        ):
            return person
        return None
    return None


def _speaker(folded: str, people: Sequence[MarkedPerson], span: Span, sentence: int) -> Optional[MarkedPerson]:
    """Return who is reported to feel or say the thing: the last subject before, else the first just behind."""
    for person in reversed(people):
        if person.start < span.start and person.start >= sentence and _is_subject(person) and not person.first_person:
            return person
    for person in people:
        if span.end <= person.start <= span.end + 10 and person.mark in ("が", "は", "も") and not person.first_person:
            return person
    for person in reversed(people):
        if person.start < span.start and _is_subject(person) and not person.first_person:
            return person
    return None


def who_is_meant(
    reading: HouseholdReading,
    text: str,
    morphemes: Sequence[Morpheme],
    span: Span,
    own: Optional[Sequence[Naming]] = None,
) -> Referent:
    """Tell of whom the thing in ``span`` is said.

    Args:
        reading: ``read_household`` of the same text.
        text: the raw message.
        morphemes: ``analyze(text)``.
        span: where the thing stands; an empty span, or one outside the text, is the writer's.
        own: where the writer is named, when the caller knows; ``morphemes`` are not looked at then.
    """
    folded = fold_width(text)
    if span.start >= len(folded) or span.end <= span.start:
        return _writer(reading)
    if own is None:
        own = own_namings(folded, morphemes)
    people = marked_people(reading, folded, own)
    clause, sentence = _clause_start(folded, span.start)
    if _media_before(folded, people, sentence, span):
        return Referent(None, Experiencer.NOBODY)
    named = named_doer(folded, people, span)
    if named is not None:
        return replace(_referent(reading, named), named=True)
    inside = [p for p in people if span.start <= p.start < span.end and not p.counted]
    if any(p.member is not None and sentence <= p.start < span.end and _is_subject(p) for p in people):
        inside = [p for p in inside if p.role != "media"]
    if inside and not inside[0].first_person:
        return _with_inside(reading, folded, people, inside, span, sentence)
    behind = _behind(folded, people, span)
    if behind is not None:
        return _referent(reading, behind)
    said = folded[span.start : span.end]
    reported = bool(_REPORTED.match(folded[span.end : span.end + 16]))
    if reported:
        speaker = _speaker(folded, people, span, sentence)
        if speaker is not None:
            return _referent(reading, speaker)
    before = [p for p in people if clause <= p.start < span.start]
    found = _in_clause(reading, folded, before, span, said)
    if found is not None:
        return found
    return _inherited(reading, folded, people, span, clause, sentence, said)


def _with_inside(
    reading: HouseholdReading,
    folded: str,
    people: Sequence[MarkedPerson],
    inside: Sequence[MarkedPerson],
    span: Span,
    sentence: int,
) -> Referent:
    """The thing names somebody itself (母の介護); what they do to the writer (夫に殴られる) is the writer's."""
    person = next((p for p in inside if not p.first_person and p.mark in ("が", "は")), inside[0])
    rest = folded[person.end : span.end]
    if rest.startswith(("に", "から")) and _PASSIVE.search(folded[person.end : span.end + 6]):
        earlier = [p for p in people if sentence <= p.start < person.start and p.mark in ("が", "は", "も")]
        return _referent(reading, earlier[-1]) if earlier else _writer(reading)
    if _POSSESSED_WORK.match(rest) and _FEELING.search(rest):
        return _writer(reading)
    return _referent(reading, person)


def _in_clause(
    reading: HouseholdReading, folded: str, before: Sequence[MarkedPerson], span: Span, said: str
) -> Optional[Referent]:
    """Read the clause of the thing alone; None when no person there is its subject."""
    for person in reversed(before):
        gap = folded[person.end : span.start]
        if person.first_person and person.mark in _FIRST_PERSON_WORD:
            return _writer(reading)
        if _is_subject(person):
            if person.mark in ("が", "は", "も") or not _FEELING.match(said):
                return _referent(reading, person)
            continue
        if person.mark == "の":
            if _POSSESSED_WORK.match(gap):
                if _FEELING.search(said):
                    return _writer(reading)
                continue
            if len(gap) <= 10:
                return _referent(reading, person)
        has = person.mark == "に" and not _PASSIVE.search(folded[span.start : span.end + 8])
        if has and re.search(r"が$|に(?:は|も)?$", gap) and not _FEELING.match(said):
            return _referent(reading, person)
    return None


def _inherited(
    reading: HouseholdReading,
    folded: str,
    people: Sequence[MarkedPerson],
    span: Span,
    clause: int,
    sentence: int,
    said: str,
) -> Referent:
    """Take the topic of what was said before, unless the words are a feeling of the writer's."""
    told = "言われ" in folded[span.start : span.end + 4] and re.search(r"障害|症|病|診断", said)
    told = told or _MADE_TO_FEEL.search(folded, span.start, span.end + 10)
    if (
        not told
        and _FEELING.search(folded[span.start : span.end + 4])
        and not _REPORTED.match(folded[span.end : span.end + 16])
    ):
        return _writer(reading)
    for person in reversed(people):
        if person.start >= clause or person.start >= span.start:
            continue
        if span.start - person.end > 120:
            break
        if person.first_person and person.mark in ("が", "は", "も"):
            return _writer(reading)
        if person.role in ("professional", "media", "pet"):
            continue
        about = folded.startswith(("のこと", "の事", "の件"), person.end)
        if person.mark in ("が", "は", "も", "って", "、", "には", "にも") or about or _ends_clause(folded, person.end):
            return _referent(reading, person)
    if not reading.writer_is_kin and reading.self_index is not None:
        return Referent(reading.self_index, Experiencer.OTHER_PERSON)
    return _writer(reading)


def _ends_clause(folded: str, end: int) -> bool:
    return folded.startswith(("です", "なんです", "だけど", "なんだけど"), end)
