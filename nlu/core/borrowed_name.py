"""Kin words borrowed for somebody who is no relative: an old cat, a woman in a shop, a person in a film."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Optional, Sequence

from nlu.core.kinship import name_lexicon
from nlu.core.kinship_chain import CHILDREN, GRANDPARENTS
from nlu.core.person import Person

_ANIMAL = (
    r"(?:三毛|茶トラ|キジトラ|雑種|柴犬|老犬|老猫|犬|猫|ワン|わん|にゃん|ニャン|ネコ|ねこ|イヌ|いぬ|ペット|うさぎ|ウサギ|ハムスター|"
    r"インコ|トイプ|チワワ|柴)"
)
_ANIMAL_BESIDE = re.compile(rf"(?:ちゃん|たち)?\s?[(（、,]?\s?(?:は|って)?{_ANIMAL}")
_ANIMAL_BEFORE = re.compile(rf"{_ANIMAL}[^。、\n]{{0,4}}の$")
_IN_BRACKETS = re.compile(rf"\s?[(（]{_ANIMAL}")
_COAT = re.compile(r"、(?:三毛|茶トラ|キジトラ|雑種|柴犬)です")
# 「うちの犬がもうおじいちゃんで」: an old word that is said of the animal, with no particle of its own behind.
_PREDICATE = re.compile(
    r"(?:なん|な(?:の|ので)|です|だ|で(?:[、。す]|も|…)|[でや](?=[^。、]{0,4}(?:散歩|目|耳|足))|。|、|$|\n|!|犬|猫)"
)
_OLD_ANIMAL = re.compile(rf"(?:の|な)?{_ANIMAL}")

_MET = re.compile(
    r"(?:電車|バス|スーパー|駅|駅前|コンビニ|待合室|公園|道|歩道|交差点|散歩中|銭湯|図書館)(?:の中)?で(?:会った|見た)?$"
)
_OF_PLACE = re.compile(
    r"(?:配達先|飼い主|取引先|得意先|出先|旅先|立ち寄り先|バス停|隣の席|前の席|[\u4e00-\u9fff]屋(?:さん)?|商店|売店|受付|レジ|市場|銭湯|教室|サークル|"
    r"老人会|待合室|スーパー|コンビニ|駅前?|公園|喫茶店|食堂|お店|行きつけ|通りすがり|電車|バス)の$"
)
_LIKENED = re.compile(r"(?:扱い|呼ばわり|(?:くさ|臭)い|みたい(?:って|と|に(?:言|呼|見))|世代|に間違)")
_LIKENED_FIRST = frozenset("扱呼く臭み世にやかち」")
_CALLED = re.compile(r"(?:や|か|ちゃん)?」(?:って|と)呼ば")
_COUNTED_BABIES = re.compile(r"(?:[0-9一二三四五六七八九十]人(?:分)?の$)")
_BABIES_OF_JOB = re.compile(r"(?:[0-9一二三四五六七八九十]{1,3}人|クラス|組|健診|教室|広場)")

_STORY = r"(?:映画|ドラマ|小説|漫画|マンガ|アニメ|ゲーム)"
_ALL_STORY = re.compile(rf"{_STORY}の(?:話|中の話|こと)(?:ね|です|だよ|だけど|ですけど|$|。|w|笑)")
_TOLD = re.compile(r"(?:で|の|に出てくる|、|だと|の中で|で[^。、]{0,4}の)")
_STOPS = "。！？!?\n"


def borrowed_names(folded: str, people: Sequence[Person], foreign: bool) -> List[Person]:
    """Return people with every borrowed kin word read as an outsider (pet, person, media) or left out.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        foreign: the writer presents themself as somebody whose work people are.
    """
    found: List[Person] = []
    story = any(p.role == "media" for p in people) and _ALL_STORY.search(folded) is not None
    for person in people:
        if not person.is_kin:
            found.append(person)
            continue
        if folded[person.end : person.end + 1] in _LIKENED_FIRST and _is_likened(folded, person):
            continue
        role = _role(folded, person, found, story, foreign)
        found.append(person if role is None else _outside(person, role))
    return found


def _is_likened(folded: str, person: Person) -> bool:
    """True for the word alone: じいさん扱い, 「ばあさんや」って呼ばれ."""
    return bool(_LIKENED.match(folded, person.end) or _CALLED.match(folded, person.end))


def _outside(person: Person, role: str) -> Person:
    return replace(person, kind="outsider", kinship=None, role=role, needs_age=False, band=None)


def _role(folded: str, person: Person, before: Sequence[Person], story: bool, foreign: bool) -> Optional[str]:
    if is_animal(folded, person, before):
        return "pet"
    if is_own(folded, person):
        return None
    if story or _in_story(folded, person, before):
        return "media"
    if _is_passer_by(folded, person):
        return "person"
    if foreign and person.word.startswith(("赤", "ベビ")) and _is_of_job(folded, person):
        return "client"
    return None


_OWN_OWNERS = ("うち", "ウチ", "私", "わたし", "僕", "俺", "自分", "我が家", "わが家")
_OWN_BEFORE = re.compile(r"(?:うち|ウチ|私|わたし|僕|俺|自分|我が家|わが家|実家)の?$")


def is_own(folded: str, person: Person) -> bool:
    """True when the words themselves say that the person is the writer's: うちの子, 実家の母."""
    if person.start < person.word_start:
        return folded.startswith(_OWN_OWNERS, person.start)
    before = folded[max(0, person.start - 5) : person.start]
    return bool(_OWN_BEFORE.search(before)) or person.word.startswith(("うちの", "ウチの", "我が", "わが"))


def is_animal(folded: str, person: Person, before: Sequence[Person]) -> bool:
    """True for うちの子 or おばあちゃん said of an animal."""
    if person.kinship in GRANDPARENTS:
        if _OLD_ANIMAL.match(folded, person.end):
            return True
        pet = next((p for p in reversed(before) if p.role == "pet"), None)
        return pet is not None and person.start - pet.end <= 30 and _PREDICATE.match(folded, person.end) is not None
    if person.kinship not in CHILDREN:
        return False
    coat = person.word.startswith(("うちの", "ウチの")) and _COAT.search(folded)
    if _IN_BRACKETS.match(folded, person.end) or coat:
        return True
    if person.word_start != person.start or person.sex is not None:
        return False
    beside = _ANIMAL_BESIDE.match(folded, person.end)
    return bool(beside or _ANIMAL_BEFORE.search(folded[max(0, person.start - 10) : person.start]))


def _in_story(folded: str, person: Person, before: Sequence[Person]) -> bool:
    """True for the people of a film: 「推理小説で義父が…」, 「ヒロインの親が毒親で」."""
    if not before or before[-1].role != "media":
        return False
    last = before[-1]
    gap = folded[last.end : person.start]
    if _TOLD.fullmatch(gap):
        return True
    # Somebody of the story was named: the sentence goes on in it.
    return name_lexicon().forms[last.word].kind == "kin" and not any(stop in gap for stop in _STOPS)


def _is_passer_by(folded: str, person: Person) -> bool:
    """True for おばあさん met on a train or in a shop."""
    if not folded[person.start : person.end].endswith(("さん", "ちゃん")):
        return False
    before = folded[max(0, person.start - 10) : person.start]
    if folded[person.start : person.end].endswith("さん") and _MET.search(before):
        return True
    return person.kinship in GRANDPARENTS and _OF_PLACE.search(before) is not None


def _is_of_job(folded: str, person: Person) -> bool:
    before = folded[max(0, person.start - 6) : person.start]
    return bool(_COUNTED_BABIES.search(before) or _BABIES_OF_JOB.match(folded, person.end))
