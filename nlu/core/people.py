"""The people of a message: each naming is somebody's kin, the writer's own role, absent, or a stranger."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import FrozenSet, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.kinship import NameForm, Naming
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, GRANDPARENTS, compose, owned_by_outsider, owns
from nlu.core.member_state import said_to_be_dead
from nlu.core.own_role import is_absent, is_own_role, states_own_role
from nlu.core.people_in_need import works_for_others
from nlu.core.people_speaker import seen_by_speaker
from nlu.core.person import Person, person_of

# Kin named politely or by an everyday word may as well be the neighbour's whom the message is about.
_SHARED_WORDS = re.compile(
    r"(?:お|)(?:ばあ|じい|婆|爺|ばー|じー)(?:さん|ちゃん)|(?:お)(?:母|父|かあ|とう|兄|"
    r"姉)(?:さん|ちゃん)|奥さん|(?:旦那|だんな)さん|子ども|子供|こども|赤ちゃん|男の子|"
    r"女の子|[娘息子孫親]|息子|両親|祖母|祖父"
    r"|お婆さん|お爺さん|長男|長女|次男|次女|母親|父親"
)
_OWN_BEFORE = re.compile(r"(?:うち|ウチ|私|わたし|僕|俺|自分|我が家|わが家|実家)の?$")
_SAME_CHILD = frozenset({"双子", "三つ子", "年子", "上", "下"})
_IN_STORY = re.compile(
    r"(?:で(?:見|やって|出て)(?:た|いた)|に出てくる|の中の|の)?(?:(?:の|、)?(?:犯人|主人公|登場人物|主役|悪役)[、はがのも])?の?"
)
_FROM_AGE = re.compile(r"(?:くらい|ぐらい|になる|になった|半)?の?")
_ANIMAL = (
    r"(?:三毛|茶トラ|キジトラ|雑種|柴犬|犬|猫|ワン|わん|にゃん|ニャン|ネコ|ねこ|イヌ|いぬ|ペット|うさぎ|ウサギ|ハムスター|"
    r"インコ|トイプ|チワワ|柴)"
)
_ANIMAL_BESIDE = re.compile(rf"(?:ちゃん|たち)?\s?[(（、,]?\s?(?:は|って)?{_ANIMAL}")
_ANIMAL_BEFORE = re.compile(rf"{_ANIMAL}[^。、\n]{{0,4}}の$")


def _joined(folded: str, previous: Person, person: Person) -> Optional[Person]:
    """Return the one person that two neighbouring namings make, or None when they are two."""
    gap = folded[previous.end : person.start]
    if previous.is_outsider:
        if previous.role == "media" and person.is_kin and _IN_STORY.fullmatch(gap) and not _own(folded, person):
            return replace(person, kind="outsider", kinship=None, role="media")
        if not (person.is_kin or person.role in ("other_kin", "person", "neighbour", "pet", "client")):
            return None
        lives_near = previous.open_ended and not previous.word.endswith("の")
        if (
            lives_near
            and person.is_kin
            and not _polite(folded, person)
            and not person.word.startswith(("お", "子", "男", "女"))
        ):
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
    if previous.kinship in CHILDREN and person.kinship in GRANDCHILDREN:
        return None
    if previous.word in _SAME_CHILD and person.kinship in CHILDREN:
        return replace(person, start=previous.start, ordinal=previous.ordinal or person.ordinal, needs_age=False)
    kinship = compose(previous.kinship, person.kinship)
    if kinship is None:
        if states_own_role(folded, person.end):
            return None
        return replace(person, kind="outsider", kinship=None, role="other_parent")
    keep = person.ordinal if previous.kinship in CHILDREN and kinship in CHILDREN else None
    return replace(person, start=previous.start, kinship=kinship, ordinal=keep, needs_age=False)


def _lost_owner(folded: str, owner: Person, joined: Person) -> bool:
    """True when the first of a chain is named as dead (死んだ女房の母親): both are meant."""
    return owner.is_kin and joined.is_kin and said_to_be_dead(folded, owner)


def _shared(person: Person) -> bool:
    return person.role == "other_kin" or (person.is_kin and bool(_SHARED_WORDS.fullmatch(person.word)))


def _polite(folded: str, person: Person) -> bool:
    return person.role == "other_kin" or folded[person.start : person.end].endswith(("さん", "様", "さま", "くん"))


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
    return not re.search(r"[。！？!?\n]|うるさ|騒|音|苦情|嫌が|怒鳴られ|ので|[いたるすだ]から|せいで|私|うち", between)


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
    at_work = works_for_others(folded)
    for naming in sorted((*namings, *_bare_ordinals(folded, ages)), key=lambda naming: naming.start):
        person = person_of(naming)
        if _is_pronoun_of_kin(person, people):
            continue
        if people:
            joined = _joined(folded, people[-1], person)
            if joined is not None:
                kept_owner = joined.role == "other_parent" or _lost_owner(folded, people[-1], joined)
                people[-1:] = [people[-1], joined] if kept_owner else [joined]
                if joined.role in ("neighbour", "client"):
                    scene = joined
                continue
        if person.role in ("neighbour", "client"):
            scene = scene or person
        elif scene is not None and _belongs_to_scene(folded, scene, person):
            person = replace(person, kind="outsider", kinship=None, role=scene.role, needs_age=False)
        elif foreign and _shared(person) and not _own(folded, person) and (at_work or _polite(folded, person)):
            person = replace(person, kind="outsider", kinship=None, role="client", needs_age=False)
        people.append(person)
    people = [_as_passer_by(folded, _as_pet(folded, p)) for p in people]
    people = [p for p in people if not _said_by_member(folded, p, people[0])]
    age_ends = frozenset(age.span.end for age in ages)
    kept = [p for p in people if not (p.open_ended and p.word_start == p.start and p.word.endswith(("の", "む", "る")))]
    kept = [p for p in kept if not p.needs_age or _has_age(folded, p, age_ends)]
    kept = [p for p in kept if not (p.is_kin and is_absent(folded, p))]
    kept = [replace(p, kind="role") if p.is_kin and is_own_role(folded, p, kept) else p for p in kept]
    kept = [p for at, p in enumerate(kept) if not _is_apposed(folded, p, kept[at + 1 : at + 2])]
    return seen_by_speaker(folded, kept, ages)


def _is_apposed(folded: str, person: Person, following: Sequence[Person]) -> bool:
    """True for the writer's place before 私: 姉のわたし."""
    return person.is_kin and any(
        n.is_self and folded[person.end : n.start] in ("の", "である", "で") for n in following
    )


_ELDER = NameForm(kind="kin", kinship=Kinship.CHILD, ordinal="elder")
_GROUP = re.compile(r"(孫|娘|息子)(?:が|は|の|も|、)?(?:[二三2-4]人|ふたり|、)")
_GROUP_KIN = {"孫": Kinship.GRANDCHILD, "娘": Kinship.DAUGHTER, "息子": Kinship.SON}
_SOON = re.compile(
    r"(?:^|(?<=[、。\s]))(上|下)[がは](?:もうすぐ|もうじき|来月|来年)[\d一二三四五六七八九]{1,2}[歳才つ]"
)
_YOUNGER = NameForm(kind="kin", kinship=Kinship.CHILD, ordinal="younger")


def _bare_ordinals(folded: str, ages: Sequence[AgeReading]) -> List[Naming]:
    """Read 上 and 下 as children where an age follows: 「上が小4、下が年中」."""
    found: List[Naming] = []
    group = next((m for age in ages[:1] for m in _GROUP.finditer(folded, 0, age.span.start)), None)
    kinship = _GROUP_KIN[group.group(1)] if group else Kinship.CHILD
    for soon in _SOON.finditer(folded):
        form = _ELDER if soon.group(1) == "上" else _YOUNGER
        found.append(Naming(soon.start(1), soon.end(1), form, soon.group(1)))
    for age in ages:
        match = re.search(
            r"(?:^|[^\u4e00-\u9fff])(上|下)[がはの](?:まだ|もう)?$", folded[max(0, age.span.start - 5) : age.span.start]
        )
        if match:
            place = max(0, age.span.start - 5) + match.start(1)
            form = _ELDER if match.group(1) == "上" else _YOUNGER
            form = replace(form, kinship=kinship)
            found.append(Naming(place, place + 1, form, match.group(1)))
    return found


def _is_pronoun_of_kin(person: Person, people: Sequence[Person]) -> bool:
    """True when 彼 or 彼女 only takes up a member named before."""
    sex = {"彼": Sex.MALE, "彼女": Sex.FEMALE}.get(person.word)
    return sex is not None and any(earlier.is_kin and earlier.sex is sex for earlier in people)


def _said_by_member(folded: str, person: Person, first: Person) -> bool:
    """True for a kin word in somebody else's words (娘が「お母さんが…」と): it is seen from them."""
    if not person.is_kin:
        return False
    opened = folded.rfind("「", max(0, person.start - 40), person.start)
    if opened <= 0 or "」" in folded[opened : person.start]:
        return False
    return (first.is_kin and opened > first.start) or folded[opened - 1] in "はがにらて"


def _as_pet(folded: str, person: Person) -> Person:
    """Read うちの子 as a pet when an animal stands beside it."""
    if not person.is_kin or person.kinship not in CHILDREN:
        return person
    bracketed = re.match(rf"\s?[(（]{_ANIMAL}", folded[person.end : person.end + 8])
    coat = person.word.startswith(("うちの", "ウチの")) and re.search(
        r"、(?:三毛|茶トラ|キジトラ|雑種|柴犬)です", folded
    )
    if bracketed or coat:
        return replace(person, kind="outsider", kinship=None, role="pet")
    if person.kinship is not Kinship.CHILD:
        return person
    before = folded[max(0, person.start - 10) : person.start]
    if _ANIMAL_BESIDE.match(folded, person.end) or _ANIMAL_BEFORE.search(before):
        return replace(person, kind="outsider", kinship=None, role="pet")
    return person


_CARED_FOR = re.compile(
    r"と(?:二人|2人|ふたり|三人|3人|いっしょ|一緒)|(?:二人|ふたり|三人|四人)を|を(?:床|抱[いえっ]|連れ|育て|寝か|置い|叩|たた|叱|怒|産|生ん|預)"
    r"|(?:ふたり|二人|三人)?育て|が(?:泣い|寝な|熱)"
)
_SOMEBODYS = ("の", "な", "た", "る", "人")


_OUTSIDE = re.compile(
    r"(?:電車|バス|スーパー|駅|駅前|コンビニ|待合室|公園|道|歩道|交差点|散歩中|銭湯|図書館)(?:の中)?で(?:会った|見た)?$"
)


def _as_passer_by(folded: str, person: Person) -> Person:
    """Read おばあさん met on a train or in a shop as nobody of the writer's."""
    met = person.is_kin and folded[person.start : person.end].endswith("さん")
    if met and _OUTSIDE.search(folded[max(0, person.start - 10) : person.start]) and not _own(folded, person):
        return replace(person, kind="outsider", kinship=None, role="person")
    return person


def _has_age(folded: str, person: Person, age_ends: FrozenSet[int]) -> bool:
    for end in range(max(0, person.start - 6), person.start + 1):
        if end in age_ends and _FROM_AGE.fullmatch(folded[end : person.start]):
            return True
    if re.match(r"の(?:母|父|親|ママ|パパ)", folded[person.end : person.end + 3]):
        return True
    if _CARED_FOR.match(folded, person.end) and not folded.endswith(_SOMEBODYS, 0, person.start):
        return True
    if person.word != "子" and folded.endswith(("下は", "上は"), 0, person.start):
        return True
    return bool(
        re.search(
            r"(?:うち|ウチ|私|わたし|双子|[育産生]て?(?:てる|ている|んだ))の?$",
            folded[max(0, person.start - 5) : person.start],
        )
    )
