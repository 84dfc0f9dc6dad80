"""Whose age an age is: the person named beside it, the writer, or nobody."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.age_opening import OLDEST_PET, closes_as_writer, minor_before, opens_as_writer, sex_before
from nlu.core.age_owner import (
    GROUP_KIN,
    group_before,
    is_writers_age,
    named_pair,
    plausible,
    speaks_of_both,
    tended_elder,
    too_old_for,
)
from nlu.core.age_run import OwnedAges, age_runs, of_one_person, run_end
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN
from nlu.core.person import Person

_HONORIFIC = r"(?:さん|ちゃん|くん|君|様|達|たち)?"
_PREFIX = (
    r"(?:[、,\s:：/・]|もう|今年で?|今|いま|現在|来年|来月|先月|先日|年齢は|年齢|歳は|"
    r"年は|としは|まだ|約|満|たしか|確か|だいたい|大体|そろそろ|もうすぐ|ことし|多分|"
    r"たぶん|やっと|"
    r"すでに|既に|とうとう|先週|今月|春から|春に|4月から|4月で|この春から?|今度|みんな|"
    r"ともに|共に|二人とも|ふたりとも|それぞれ|だけど|おそらく|これで|上が|上は|年が|"
    r"歳が|じつは|なんと|えっと|ええと|えーと|あの|"
    r"ひとり|一人|こう見えて|年上で|年下で|ちなみに|数えで|満で|かぞえで)"
)
_PREV_TIGHT = re.compile(rf"[)）]?{_HONORIFIC}\s?[(\[【「:：=・\-]?\s?")
_PREV_TOPIC = re.compile(
    rf"{_HONORIFIC}[0-9一二三四五]?人?(?:の(?:ほう|方)[はがも]|は|が|も|って|の(?:歳|年齢|年)[はが]|ね|な|がな|"
    rf"はな|がね|はね|[がは](?:のう|のぉ|よ|さ)|、|,|\s|です|ですが|なんですが|\()*{_PREFIX}{{0,4}}"
)
_NEXT_TIGHT = re.compile(
    r"(?:さん)?(?:\)|)(?:に?なった(?:ばかり|とこ(?:ろ)?)の|(?:を|も)?(?:迎え|むかえ|過ぎ|すぎ|超え)(?:た|る)|た)?(?:くらい|ぐらい|"
    r"半|ほど)?(?:の|になる|になった|になります?|となる|を過ぎた|の方の|の実の|に近い|"
    r"近い|[、,]|男の|女の|\s)?(?:うちの|私の)?"
)
# 「(ダウン症・60)」: the age is one of several facts in brackets.
_IN_BRACKETS = re.compile(r"\([^()。\n]{1,16}[・、,\s]")
_NEXT_PREDICATE = re.compile(
    r"(?:の|で|になる|になった|、|に)[^。！？!?\n]{0,14}(?:[のるたなうい]|ている|てる|" r"でる)"
)
_SELF_NOUN = re.compile(
    r"(?:歳|才|代)?\s?[(（]?(?:の|[、,])?\s?(?:独身|既婚|無職|一人暮らし|ひとり暮らし|独居|バツイチ)?の?"
    r"(?P<noun>(?:女性|女子|女|男性|男子|男)(?!の子|子|性|児|[二三2-4]人|ふたり|ばかり|を育)|♀|♂|主婦|専業主婦|主夫|会社員|無職|パート|フリーター|"
    r"シングルマザー|シンママ|独身|OL|学生|大学生|独居|一人暮らし|ひとり暮らし|派遣|自営業?|"
    r"年金暮らし|年金生活|生保|ニート|既婚|妊婦|婆(?![あさち])|ばばあ|爺(?![さち])|じじい|年寄り|老人|独り者|独り身)"
)
_FOREIGN_AFTER_NOUN = re.compile(
    r"[)）]?(?:の?(?:方|人|かた|ひと))?(?:が|は(?!ず)|を|に|と(?!申|い)|から|の家|の世帯|" r"のお宅|宅|さん)"
)
_SELF_COPULA = re.compile(
    r"\s?(?:です|だ(?!と|って)|っす|でーす|や(?!って)|になり|になった|になる|にもな[っる]|なん(?:です|"
    r"だ|や)|で[、す]|と申|、|。|$|\n|ですけど|ばい|じゃ|だべ|やけど|やねん|ですわ|だよ|なのに|なので|なんで)"
)
_FIRST_PERSON_START = re.compile(
    r"(?:はじめまして|初めまして|こんにちは|こんばんは|おはようございます|失礼します|"
    r"すみません|すいません|あの[ーう]?|えっと|相談です|お願いします|現在|今|当方|都内|"
    r"県内|市内|お?(?:たんじょう|誕生)(?:び|日)|きょう|今日|きのう|昨日|[、。,.\s!！…]|住みの|在住の?)*"
)


_NOW_BY = re.compile(r"だ(?:し|から|もん|よ)|なのに|なので|やし|やから")

# Of somebody described by age and sex alone (80代の女性が).
DESCRIBED = -1


def _sex_of(noun: str) -> Optional[Sex]:
    if noun.startswith(("女", "♀", "主婦", "専業主婦", "シングルマザー", "シンママ", "OL", "妊婦")):
        return Sex.FEMALE
    return Sex.MALE if noun.startswith(("男", "♂", "主夫")) else None


def _score_previous(gap: str) -> Optional[float]:
    if _IN_BRACKETS.fullmatch(gap):
        return 0.1
    if len(gap) <= 3 and _PREV_TIGHT.fullmatch(gap):
        return 0.5 if gap.strip() != gap or "・" in gap else 0.0
    if len(gap) <= 20 and _PREV_TOPIC.fullmatch(gap):
        if gap in ("は", "が", "も"):
            return 0.2
        return 1.0 if gap[:1] in "はがも" or "は" in gap[:4] else 1.5
    if len(gap) <= 10 and gap[:1] in "はが" and not re.search(r"[、。！？!?\s]", gap):
        return 1.1
    return None


def _score_next(gap: str, bare: bool) -> Optional[float]:
    if len(gap) <= 8 and _NEXT_TIGHT.fullmatch(gap):
        if gap.endswith(("の", "る", "た", "い")):
            return -1.0
        return 0.25 if gap in ("", ")") else 1.2
    if not bare and len(gap) <= 18 and _NEXT_PREDICATE.fullmatch(gap) and "は" not in gap[:2]:
        return 1.1 if gap[0] == "の" else 2.0
    return None


def attach_ages(
    folded: str, people: Sequence[Person], ages: Sequence[AgeReading], answering: bool
) -> Tuple[OwnedAges, ...]:
    """Give each age to a person (index into ``people``), to the writer (None), or to nobody (left out).

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        ages: what ``read_ages`` found.
        answering: the question just asked was ``age``; a number alone is then an answer.
    """
    found: List[OwnedAges] = []
    taken: Dict[int, int] = {}
    cursor = 0
    for run in age_runs(folded, ages, people):
        start, end = run[0].span.start, run[-1].span.end
        while cursor < len(people) and people[cursor].end <= start:
            cursor += 1
        # An age inside a chain (夫の82歳の母) lies within the chained person.
        inside = cursor < len(people) and people[cursor].start < start and end <= people[cursor].word_start
        bare = all(age.bare for age in run)
        if of_one_person(run) and opens_as_writer(folded, people, cursor, run[0], run_end(run)):
            found.append(OwnedAges(None, tuple(run), sex_before(folded, start)))
            continue
        prev_gap = folded[people[cursor - 1].end : start] if cursor > 0 else None
        following = people[cursor] if cursor < len(people) else None
        if inside:
            found.append(OwnedAges(cursor, tuple(run)))
            continue
        overlapping = following is not None and following.start < end <= following.end
        if overlapping:
            found.append(OwnedAges(cursor, tuple(run)))
            continue
        next_gap = folded[end : following.start] if following is not None else None
        to_prev = _score_previous(prev_gap) if prev_gap is not None else None
        to_next = _score_next(next_gap, bare) if next_gap is not None else None
        if to_prev is not None and to_next is not None:
            # Of two beside the age it is whose it can be.
            to_prev, to_next = _possible(people, cursor, run[0], to_prev, to_next)
        if to_prev is not None and (cursor - 1) in taken and to_prev > 0:
            to_prev += 1.5
        if speaks_of_both(folded, start) and named_pair(people[:cursor]):
            found.extend(OwnedAges(index, tuple(run)) for index in (cursor - 2, cursor - 1))
            continue
        loose = to_prev is None or to_prev > 1.0
        if bare and loose and len(run) == 1 and is_writers_age(folded, people[:cursor], run[0]):
            found.append(OwnedAges(None, tuple(run)))
            continue
        noun = _SELF_NOUN.match(folded, end)
        if noun and (to_prev is None or to_prev > 1.2 or people[cursor - 1].is_self):
            rest = folded[noun.end() : noun.end() + 6]
            owner = cursor - 1 if to_prev is not None and people[cursor - 1].is_self else None
            if not (to_next is not None and to_next <= 0.25) and not (
                to_next is not None
                and noun.group("noun") in ("一人暮らし", "ひとり暮らし", "独居", "無職", "独身", "独居")
            ):
                if owner is not None or not _FOREIGN_AFTER_NOUN.match(rest):
                    found.append(OwnedAges(owner, tuple(run), _sex_of(noun.group("noun"))))
                    continue
                if to_prev is None and to_next is None:
                    found.append(OwnedAges(DESCRIBED, tuple(run), _sex_of(noun.group("noun"))))
                    continue
        if (
            to_next is not None
            and (to_prev is None or to_next < to_prev)
            and not _childs_year(run, people, cursor, prev_gap)
        ):
            found.append(OwnedAges(cursor, tuple(run)))
            taken[cursor] = 1
            continue
        group = group_before(folded, people, cursor, start)
        if group is not None:
            found.append(OwnedAges(group, tuple(run)))
            continue
        if to_prev is not None:
            found.extend(_to_previous(folded, people, cursor - 1, run))
            taken[cursor - 1] = 1
            continue
        if run[0].age is not None and run[0].age <= 6 and not people[:cursor]:
            # Nobody writes at that age: a child named by its age alone.
            continue
        owner = _loose_owner(folded, people, cursor, run, bare, taken, answering)
        if owner is not None:
            found.append(OwnedAges(owner if owner >= 0 else None, tuple(run)))
            if owner >= 0:
                taken[owner] = 1
    return tuple(found)


def _possible(
    people: Sequence[Person], cursor: int, age: AgeReading, to_prev: float, to_next: float
) -> Tuple[Optional[float], Optional[float]]:
    before = plausible(people[cursor - 1].kinship, age)
    behind = plausible(people[cursor].kinship, age)
    if before == behind:
        return to_prev, to_next
    return (to_prev, None) if before else (None, to_next)


def _childs_year(run: Sequence[AgeReading], people: Sequence[Person], cursor: int, gap: Optional[str]) -> bool:
    """True for a school year between a child and the writer: 「孫、高校生、わたしが…」."""
    small = run[0].band is not None and not plausible(Kinship.MOTHER, run[0])
    child = cursor > 0 and people[cursor - 1].is_kin and people[cursor - 1].kinship in CHILDREN | GRANDCHILDREN
    return small and child and gap is not None and len(gap) <= 2 and people[cursor].is_self


def _to_previous(folded: str, people: Sequence[Person], index: int, run: List[AgeReading]) -> List[OwnedAges]:
    """Give the run to the person before it; 「夫と私は40と39」 shares it out among as many named together."""
    if len(run) == 1 and run[0].age is None and index > 0:
        beside = folded[people[index - 1].end : people[index].start] == "も" and people[index].end < run[0].span.start
        if beside and folded[people[index].end : run[0].span.start] == "も":
            # 「わたしも家内も高齢でして」
            return [OwnedAges(index - 1, tuple(run)), OwnedAges(index, tuple(run))]
    if len(run) > 1 and people[index].kinship not in GROUP_KIN:
        first = index
        while first > 0 and folded[people[first - 1].end : people[first].start].strip() in ("と", "、", "・", "も", ""):
            first -= 1
        if index - first + 1 == len(run):
            return [OwnedAges(first + place, (age,)) for place, age in enumerate(run)]
    return [OwnedAges(index, tuple(run))]


def _stands_apart(folded: str, start: int, end: int) -> bool:
    """True for a two-digit number between blanks: 「親父が倒れた 78 さっきから」."""
    return end - start == 2 and folded[start - 1 : start].isspace() and folded[end : end + 1].isspace()


def _loose_owner(
    folded: str,
    people: Sequence[Person],
    cursor: int,
    run: Sequence[AgeReading],
    bare: bool,
    taken: Dict[int, int],
    answering: bool,
) -> Optional[int]:
    """Return the owner of an age with nobody beside it: an index, -1 for the writer, None for nobody."""
    if closes_as_writer(folded, people[:cursor], taken, run[0], len(run) == 1):
        return -1
    start, end = run[0].span.start, run[-1].span.end
    copula = bool(_SELF_COPULA.match(folded[end : end + 6]))
    stated = bool(re.match(r"\s?(?:です|だ|っす|でーす|や(?!って)|になり|になった|なん)", folded[end : end + 6]))
    if not people and len(run) > 1 and not of_one_person(run):
        return None
    if not people and bare and run[0].age is not None and run[0].age >= 16 and _NOW_BY.match(folded, end):
        # 「もう26だし」
        return -1 if folded.endswith("もう", 0, start) else None
    if not people:
        alone = answering or (not bare and copula and bool(_FIRST_PERSON_START.fullmatch(folded[:start])))
        whole = len(folded) <= end + 12 and start <= 12
        return -1 if alone and (whole or not answering) or (answering and whole) else None
    bracketed = folded[start - 1 : start] in ("(", "(") or _stands_apart(folded, start, end)
    if bare and not copula and not bracketed:
        return None
    small = minor_before(people[:cursor], taken, run[0])
    if small is not None and copula:
        return small
    # The person talked of before, in this sentence or as the topic of the one before.
    sentence = max(folded.rfind(mark, 0, start) for mark in "。！？!?\n")
    for index in range(cursor - 1, -1, -1):
        person = people[index]
        after = folded[person.end : person.end + 2]
        # The care of somebody (母の介護) is no topic; the affair of somebody (母のこと) is.
        about = folded.startswith(("のこと", "の事", "の件", "の年", "の歳", "にあたる"), person.end)
        topic = after[:1] in ("は", "が", "も") or after == "って" or about or tended_elder(folded, person, run[0])
        near = start - person.end <= 40
        if not plausible(person.kinship, run[0]) or too_old_for(person, people, run[0]):
            continue
        if index in taken and person.kinship not in GROUP_KIN:
            continue
        single = not stated and start - person.end <= 12 and person.is_kin
        if (topic and near or single) and (person.end > sentence or not bare or copula):
            return index
        if bare:
            break
    if any(p.role == "pet" for p in people[:cursor]) and (run[0].age or 0) <= OLDEST_PET:
        return None
    if cursor == 0 and copula and bool(_FIRST_PERSON_START.fullmatch(folded[:start])) and not bare:
        return -1
    if copula and not bare and sentence >= 0:
        return -1
    strangers_only = all(p.role in ("friend", "lover", "colleague", "professional") for p in people)
    if strangers_only and not bare and not folded[end:].strip():
        return -1
    return None
