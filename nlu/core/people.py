"""The people of a message: each naming is somebody's kin, the writer's own role, absent, or a stranger."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import FrozenSet, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.kinship import NameForm, Naming
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, GRANDPARENTS, compose, owned_by_outsider, owns
from nlu.core.own_role import is_absent, is_own_role, states_own_role
from nlu.core.person import Person, person_of

# Kin named politely or by an everyday word may as well be the neighbour's whom the message is about.
_SHARED_WORDS = re.compile(
    r"(?:お|)(?:ばあ|じい|婆|爺|ばー|じー)(?:さん|ちゃん)|(?:お)(?:母|父|かあ|とう|兄|"
    r"姉)(?:さん|ちゃん)|奥さん|(?:旦那|だんな)さん|子ども|子供|こども|赤ちゃん|男の子|"
    r"女の子|[娘息子孫親]|息子|両親|祖母|祖父"
    r"|お婆さん|お爺さん|長男|長女|次男|次女|母親|父親"
)
_OWN_BEFORE = re.compile(r"(?:うち|ウチ|私|わたし|僕|俺|自分|我が家|わが家|実家)の?$")
_FROM_AGE = re.compile(r"(?:くらい|ぐらい|になる|になった|半)?の?")
_ANIMAL = (
    r"(?:犬|猫|ワン|わん|にゃん|ニャン|ネコ|ねこ|イヌ|いぬ|ペット|うさぎ|ウサギ|ハムスター|" r"インコ|トイプ|チワワ|柴)"
)
_ANIMAL_BESIDE = re.compile(rf"(?:ちゃん|たち)?\s?[(（、,]?\s?(?:は|って)?{_ANIMAL}")
_ANIMAL_BEFORE = re.compile(rf"{_ANIMAL}[^。、\n]{{0,4}}の$")
_YOUNGER_TOO = re.compile(r"下の(?:子|娘|息子|男|女|チビ)|真ん中の子|弟くん|妹ちゃん")


def _joined(folded: str, previous: Person, person: Person) -> Optional[Person]:
    """Return the one person that two neighbouring namings make, or None when they are two."""
    gap = folded[previous.end : person.start]
    if previous.is_outsider:
        if not (person.is_kin or person.role in ("other_kin", "person", "neighbour", "pet", "client")):
            return None
        if previous.owner and owned_by_outsider(gap, previous.open_ended):
            return replace(
                person,
                start=previous.start,
                kind="outsider",
                kinship=None,
                role=previous.role,
                owner=True,
                needs_age=False,
            )
        return None
    if person.role == "other_kin" and owns(previous.is_self, gap):
        return None
    if not person.is_kin or person.kinship is None or previous.kinship is None:
        return None
    if not owns(previous.is_self, gap):
        return None
    if previous.is_self:
        return replace(person, start=previous.start, needs_age=False)
    kinship = compose(previous.kinship, person.kinship)
    if kinship is None:
        if states_own_role(folded, person.end):
            return None
        return replace(person, kind="outsider", kinship=None, role="other_parent")
    keep = person.ordinal if previous.kinship in CHILDREN and kinship in CHILDREN else None
    return replace(person, start=previous.start, kinship=kinship, ordinal=keep, needs_age=False)


def _shared(person: Person) -> bool:
    return person.role == "other_kin" or (person.is_kin and bool(_SHARED_WORDS.fullmatch(person.word)))


def _own(folded: str, person: Person) -> bool:
    return bool(_OWN_BEFORE.search(folded[max(0, person.start - 5) : person.start])) or person.word.startswith(
        ("うちの", "ウチの", "我が", "わが")
    )


def _belongs_to_scene(folded: str, scene: Person, person: Person) -> bool:
    """True when a kin word after a neighbour or client was named is about their family, not the writer's."""
    if not _shared(person) or _own(folded, person) or person.start != person.word_start:
        return False
    if person.role == "other_kin" or person.kinship in GRANDPARENTS and person.word.endswith("さん"):
        return True
    if folded.startswith(("の泣", "の叫", "の悲鳴"), person.end):
        return True
    between = folded[scene.end : person.start]
    if len(between) > 80:
        return False
    # One flow of talk, no turn to the writer's own house.
    return not re.search(r"[。！？!?\n]|うるさ|騒|音|苦情|嫌が|怒鳴られ|ので|から|せいで|私|うち", between)


def resolve_people(
    folded: str, namings: Sequence[Naming], ages: Sequence[AgeReading], foreign: bool
) -> Tuple[Person, ...]:
    """Resolve namings into people, in order.

    Args:
        folded: width-folded text.
        namings: what ``scan_names`` found.
        ages: what ``read_ages`` found; a bare 子 counts only with an age before it.
        foreign: the writer presents themself as a professional or volunteer who writes about a household.
    """
    people: List[Person] = []
    scene: Optional[Person] = None
    for naming in sorted((*namings, *_bare_ordinals(folded, ages)), key=lambda naming: naming.start):
        person = person_of(naming)
        if _is_pronoun_of_kin(person, people):
            continue
        if people:
            joined = _joined(folded, people[-1], person)
            if joined is not None:
                people[-1:] = [people[-1], joined] if joined.role == "other_parent" else [joined]
                if joined.role in ("neighbour", "client"):
                    scene = joined
                continue
        if person.role in ("neighbour", "client"):
            scene = scene or person
        elif scene is not None and _belongs_to_scene(folded, scene, person):
            person = replace(person, kind="outsider", kinship=None, role=scene.role, needs_age=False)
        elif foreign and _shared(person) and not _own(folded, person):
            person = replace(person, kind="outsider", kinship=None, role="client", needs_age=False)
        people.append(person)
    people = [_as_pet(folded, p) for p in people]
    people = [p for p in people if not _said_by_member(folded, p, people[0])]
    age_ends = frozenset(age.span.end for age in ages)
    kept = [p for p in people if not (p.open_ended and p.word_start == p.start and p.word.endswith(("の", "む", "る")))]
    kept = [p for p in kept if not p.needs_age or _has_age(folded, p, age_ends)]
    kept = [p for p in kept if not (p.is_kin and is_absent(folded, p))]
    kept = [replace(p, kind="role") if p.is_kin and is_own_role(folded, p) else p for p in kept]
    return _by_speaker(folded, tuple(kept))


_ELDER = NameForm(kind="kin", kinship=Kinship.CHILD, ordinal="elder")
_YOUNGER = NameForm(kind="kin", kinship=Kinship.CHILD, ordinal="younger")


def _bare_ordinals(folded: str, ages: Sequence[AgeReading]) -> List[Naming]:
    """Read 上 and 下 as children where an age follows: 「上が小4、下が年中」."""
    found: List[Naming] = []
    for age in ages:
        match = re.search(
            r"(?:^|[^\u4e00-\u9fff])(上|下)[がはの](?:まだ|もう)?$", folded[max(0, age.span.start - 5) : age.span.start]
        )
        if match:
            place = max(0, age.span.start - 5) + match.start(1)
            found.append(Naming(place, place + 1, _ELDER if match.group(1) == "上" else _YOUNGER, match.group(1)))
    return found


def _is_pronoun_of_kin(person: Person, people: Sequence[Person]) -> bool:
    """True when 彼 or 彼女 only takes up a member named before."""
    sex = {"彼": Sex.MALE, "彼女": Sex.FEMALE}.get(person.word)
    return sex is not None and any(earlier.is_kin and earlier.sex is sex for earlier in people)


_OLD_MAN = re.compile(r"(?:わし|わしゃ|おら)(?:が|は|も|の|ゃ|\d|ら)")


def _said_by_member(folded: str, person: Person, first: Person) -> bool:
    """True for a kin word in a relative's own words (娘が「お母さんが…」と): it is seen from them."""
    if not person.is_kin or not first.is_kin or person.start <= first.end:
        return False
    opened = folded.rfind("「", max(0, person.start - 40), person.start)
    return opened > first.start and "」" not in folded[opened : person.start]


def _as_pet(folded: str, person: Person) -> Person:
    """Read うちの子 as a pet when an animal stands beside it."""
    if not person.is_kin or person.kinship is not Kinship.CHILD or person.sex:
        return person
    before = folded[max(0, person.start - 10) : person.start]
    if _ANIMAL_BESIDE.match(folded, person.end) or _ANIMAL_BEFORE.search(before):
        return replace(person, kind="outsider", kinship=None, role="pet")
    return person


def _has_age(folded: str, person: Person, age_ends: FrozenSet[int]) -> bool:
    for end in range(max(0, person.start - 6), person.start + 1):
        if end in age_ends and _FROM_AGE.fullmatch(folded[end : person.start]):
            return True
    if re.match(r"の(?:母|父|親|ママ|パパ)", folded[person.end : person.end + 3]):
        return True
    return bool(
        re.search(
            r"(?:うち|ウチ|私|わたし|双子|[育産生]て?(?:てる|ている|んだ))の?$",
            folded[max(0, person.start - 5) : person.start],
        )
    )


def _by_speaker(folded: str, people: Tuple[Person, ...]) -> Tuple[Person, ...]:
    """Words whose meaning hangs on who speaks: 嫁 beside a son, お兄ちゃん beside 下の子, パパ beside a baby."""
    kin = {p.kinship for p in people if p.is_kin}
    has_son = Kinship.SON in kin or any(p.word.startswith("息子夫婦") for p in people)
    old_woman = has_son and (
        bool(kin & GRANDCHILDREN) or re.search(r"うちの嫁|嫁と折り合い|嫁がきつ|嫁に気|嫁との仲", folded)
    )
    small_child = any(p.is_kin and p.kinship in CHILDREN for p in people) or "産後" in folded or "育児" in folded
    parent_voice = bool(_YOUNGER_TOO.search(folded))
    changed: List[Person] = []
    for p in people:
        old_man = folded.startswith("に先立た", p.end) or _OLD_MAN.search(folded) is not None
        if p.is_kin and p.word in ("ばあさん", "婆さん", "ばば") and old_man:
            p = replace(p, kinship=Kinship.WIFE)
        if p.is_kin and p.kinship is Kinship.WIFE and p.word.startswith(("嫁", "ヨメ", "よめ")) and old_woman:
            p = replace(p, kinship=Kinship.DAUGHTER_IN_LAW)
        elif p.is_kin and parent_voice and p.word in ("お兄ちゃん", "おにいちゃん", "兄ちゃん"):
            p = replace(p, kinship=Kinship.SON, ordinal="elder")
        elif p.is_kin and parent_voice and p.word in ("お姉ちゃん", "おねえちゃん", "姉ちゃん"):
            p = replace(p, kinship=Kinship.DAUGHTER, ordinal="elder")
        elif p.is_kin and p.kinship is Kinship.FATHER and p.word == "パパ" and small_child:
            p = replace(p, kinship=Kinship.HUSBAND)
        changed.append(p)
    return tuple(changed)
