"""The people of a message: each naming is somebody's kin, the writer's own role, absent, or a stranger."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import FrozenSet, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.borrowed_name import borrowed_names, is_own
from nlu.core.kinship import NameForm, Naming
from nlu.core.kinship_chain import (
    CHILDREN,
    GRANDCHILDREN,
    GRANDPARENTS,
    IN_LAW_PARENTS,
    PARENTS,
    SIBLINGS,
    SPOUSES,
    compose,
    owned_by_outsider,
    owns,
)
from nlu.core.live_in_lover import with_partners
from nlu.core.member_state import said_to_be_dead
from nlu.core.own_role import is_absent, is_own_role, states_own_role
from nlu.core.people_in_need import works_for_others
from nlu.core.people_speaker import seen_by_speaker
from nlu.core.person import Person, person_of
from nlu.core.renamed import without_renamed

# Kin named politely or by an everyday word may as well be the neighbour's whom the message is about.
_SHARED_WORDS = re.compile(
    r"(?:お|)(?:ばあ|じい|婆|爺|ばー|じー)(?:さん|ちゃん)|(?:お)(?:母|父|かあ|とう|兄|"
    r"姉)(?:さん|ちゃん)|奥さん|(?:旦那|だんな)さん|子ども|子供|こども|赤ちゃん|男の子|"
    r"女の子|[娘息子孫親]|息子|両親|祖母|祖父"
    r"|お?嫁(?:さん|ちゃん)?|お婆さん|お爺さん|長男|長女|次男|次女|母親|父親"
)
_AT_PARENTS = re.compile(r"[がは](?:自分の)?実家の")
_TALE = re.compile(r"の[^。、！？!?\n]{0,10}(?:話|愚痴|悪口)")
_SAME_CHILD = frozenset({"双子", "三つ子", "年子", "上", "下"})
_IN_STORY = re.compile(
    r"(?:で(?:見|やって|出て)(?:た|いた)|に出てくる|の中の|の)?(?:(?:の|、)?(?:犯人|主人公|登場人物|主役|悪役)[、はがのも])?の?"
)
_FROM_AGE = re.compile(r"(?:くらい|ぐらい|になる|になった|半)?の?")


def _joined(folded: str, previous: Person, person: Person) -> Optional[Person]:
    """Return the one person that two neighbouring namings make, or None when they are two."""
    gap = folded[previous.end : person.start]
    if previous.is_outsider:
        if previous.role == "media" and person.is_kin and _IN_STORY.fullmatch(gap) and not is_own(folded, person):
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
    if previous.kinship in SPOUSES and _AT_PARENTS.fullmatch(gap):
        # 「嫁が実家の両親と」: her parents, and she is meant as well.
        return replace(person, kinship=compose(previous.kinship, person.kinship))
    if not owns(previous.is_self, gap):
        return None
    if previous.is_self:
        return replace(person, start=previous.start, needs_age=False)
    if previous.kinship in CHILDREN and person.kinship in GRANDCHILDREN:
        return None
    if previous.word in _SAME_CHILD and person.kinship in CHILDREN:
        return replace(person, start=previous.start, ordinal=previous.ordinal or person.ordinal, needs_age=False)
    if previous.kinship is Kinship.SIBLING and person.kinship in CHILDREN | SIBLINGS:
        # 「三人兄弟の次男」: one of them, no relative of theirs.
        return replace(person, start=previous.start, needs_age=False)
    if previous.kinship in SPOUSES and person.kinship in (Kinship.EX_HUSBAND, Kinship.EX_WIFE):
        return replace(person, kind="outsider", kinship=None, role="other_parent")
    kinship = compose(previous.kinship, person.kinship)
    if kinship is not None and _named_beside(previous, person):
        return replace(person, kinship=kinship)
    if kinship is None:
        if states_own_role(folded, person.end):
            return None
        return replace(person, kind="outsider", kinship=None, role="other_parent")
    keep = person.ordinal if previous.kinship in CHILDREN and kinship in CHILDREN else None
    return replace(person, start=previous.start, kinship=kinship, ordinal=keep, needs_age=False)


def _named_beside(owner: Person, person: Person) -> bool:
    """True when the owner of a chain is meant too: 母の再婚相手, 夫の連れ子."""
    if person.word.startswith(("再婚", "後妻", "後添")):
        return owner.kinship not in IN_LAW_PARENTS
    return owner.kinship in SPOUSES and person.word.startswith("連れ子")


def _next_room(folded: str, room: Person, person: Person) -> bool:
    """True for the next room of the writer's own house: 隣の部屋で旦那が."""
    own = person.is_kin and not _polite(folded, person) and person.kinship in SPOUSES | PARENTS | IN_LAW_PARENTS
    return own and room.word.endswith(("部屋", "階")) and folded[room.end : person.start] == "で"


def _lost_owner(folded: str, owner: Person, joined: Person) -> bool:
    """True when the first of a chain is named as dead (死んだ女房の母親): both are meant."""
    return owner.is_kin and joined.is_kin and said_to_be_dead(folded, owner)


def _shared(person: Person) -> bool:
    return person.role == "other_kin" or (person.is_kin and bool(_SHARED_WORDS.fullmatch(person.word)))


def _polite(folded: str, person: Person) -> bool:
    return person.role == "other_kin" or folded[person.start : person.end].endswith(("さん", "様", "さま", "くん"))


def _belongs_to_scene(folded: str, scene: Person, person: Person) -> bool:
    """True when a kin word after a neighbour or client was named is about their family, not the writer's."""
    if not _shared(person) or is_own(folded, person) or person.start != person.word_start:
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
    gossip: Optional[Person] = None
    at_work = works_for_others(folded)
    for naming in sorted((*namings, *_bare_ordinals(folded, ages)), key=lambda naming: naming.start):
        person = person_of(naming)
        if _is_pronoun_of_kin(person, people):
            continue
        if people and _next_room(folded, people[-1], person):
            people.pop()
        if people:
            joined = _joined(folded, people[-1], person)
            if joined is not None:
                kept_owner = joined.start > people[-1].start or _lost_owner(folded, people[-1], joined)
                people[-1:] = [people[-1], joined] if kept_owner else [joined]
                if joined.role in ("neighbour", "client"):
                    scene = joined
                continue
        if person.role in ("neighbour", "client"):
            scene = scene or person
        elif person.role in ("friend", "colleague") and _TALE.match(folded, person.end):
            gossip = person
        elif gossip is not None and person.word.startswith(("お", "ご", "姑", "舅")) and not is_own(folded, person):
            # 「ママ友の義実家の話」: the polite words are of her family.
            person = replace(person, kind="outsider", kinship=None, role=gossip.role, needs_age=False)
        elif scene is not None and _belongs_to_scene(folded, scene, person):
            person = replace(person, kind="outsider", kinship=None, role=scene.role, needs_age=False)
        elif foreign and _shared(person) and not is_own(folded, person) and (at_work or _polite(folded, person)):
            person = replace(person, kind="outsider", kinship=None, role="client", needs_age=False)
        people.append(person)
    people = without_renamed(folded, with_partners(folded, borrowed_names(folded, people, foreign)))
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


_CARED_FOR = re.compile(
    r"と(?:二人|2人|ふたり|三人|3人|いっしょ|一緒)|(?:二人|ふたり|三人|四人)を|を(?:床|抱[いえっ]|連れ|育て|寝か|置い|叩|たた|叱|怒|産|生ん|預)"
    r"|(?:ふたり|二人|三人)?育て|が(?:泣い|寝な|熱)"
)
_SOMEBODYS = ("の", "な", "た", "る", "人")


_OF_EX = re.compile(r"(?:前|元)(?:の)?(?:妻|夫|嫁|奥さん|旦那(?:さん)?|主人)(?:と)?の(?:間の)?$")


def _has_age(folded: str, person: Person, age_ends: FrozenSet[int]) -> bool:
    for end in range(max(0, person.start - 6), person.start + 1):
        if end in age_ends and _FROM_AGE.fullmatch(folded[end : person.start]):
            return True
    if _OF_EX.search(folded[max(0, person.start - 8) : person.start]):
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
