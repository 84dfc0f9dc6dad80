"""Kin words that add nobody: the writer's own place in the family (2児の母です), and people said not to exist."""

from __future__ import annotations

import re
from typing import Sequence

from bot.domain.vocabulary import Kinship
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, IN_LAW_PARENTS, PARENTS, SIBLINGS
from nlu.core.person import Person

_OWN_ROLE_AFTER = re.compile(
    r"(?:だで、?|で(?=[\d四五六七八九])|です(?!が.{0,6}(?:歳|さん))|で(?:いい|よい|いられ)|だ(?:から|けど|し|が|よ|$|[。、])|で(?:す|、)|なの(?:で|"
    r"に)|なん(?:です|だ)|として|をして(?:い|ま|お)|をやって|やって(?:い|ま)|やのに|やから)"
)
_OWN_ROLE_BEFORE = re.compile(
    r"(?:(?:子ども|子供|こども|子|娘|息子|児|園児|赤ちゃん|双子|長男|長女|生|っ子|(?<!\d)1?\d[歳才]|"
    r"年長|年少|\d[人児]|[一二三四五]人|一児|二児|三児|[小中高]\d|か月|ヶ月)(?:の|を(?:育てる|"
    r"育てている|持つ|抱える))"
    r"|専業主婦の|新米|シングル|現役の)$"
)
_WRITER_IS_BEFORE = re.compile(r"(?:私|わたし|わたくし|僕|ぼく|俺|自分|うち)(?:自身)?(?:は|が|も)[^。\n、]{0,8}$")
_ONE_ROLE = re.compile(r"(?:だで|じゃけ|やけん|なので|だから|だし|なのに|として|やから|だけど)")
_ROLE_WORDS = frozenset(
    {
        "長男",
        "長女",
        "次男",
        "次女",
        "三男",
        "三女",
        "一人娘",
        "一人息子",
        "ひとり娘",
        "ひとり息子",
        "嫁",
        "末っ子",
        "三男坊",
        "末娘",
    }
)
_ABSENT = re.compile(
    r"(?:さん|たち|達)?(?:は|も|とか|なんて|など|って)?(?:誰も|もう|特に|まだ|近くに|"
    r"そばに)?(?:い(?:ない|ません|なく(?!なっ)|なかった|てへん|やしません|ねえ|ねぇ)|"
    r"おら(?:ん|ず|へん|れません|ない)|"
    r"おりません|なし(?![くい])|無し|持たない|を?持って(?:い)?ない)"
)
_ABSENT_GA = re.compile(
    r"が(?:誰も|もう|近くに|そばに)?(?:い(?:ない|ません)|おら(?:ん|ず|へん)|おりません)(?=ので|"
    r"から|ため|し|ん(?:で|だ)|、|です|。|$|で)"
)
_CHILDLESS = re.compile(
    r"(?:の|が)(?:い(?:ない|なかった)|おら(?:ん|ない))(?:夫婦|家|世帯|老夫婦|二人|ふたり)|のない(?:老)?(?:夫婦|世帯)"
)
_WISHED = re.compile(r"(?:は|が)?まだ(?:か|なの|ですか|\?|？)|の顔(?:が|を|も)?(?:見た[いく]|見せ|拝)|の誕生を待")
_COMING = re.compile(r"(?:が|は|も)?(?:うまれる|生まれる|産まれる|うまれます|生まれます|産まれます)")
# Out for some hours: somebody who is not there now is there otherwise.
_OUT_FOR_HOURS = re.compile(
    r"(?:朝|昼|夕方|夜中?|平日|日中|今|午前|午後|週末|土日|\d時)(?:間|中|じゅう|の間|の?うち|まで|すぎ|過ぎ)?(?:なら|は|も|だけ|に)?[、\s]?$"
)
_GONE = re.compile(r"い(?:ない(?:し|から|ので|んで|$|[。、])|ません)")
_UNKNOWN = re.compile(r"(?:が|は)?(?:誰か|だれか|誰だか|わから|分から|不明)")
_MISTAKEN = re.compile(r"と(?:間違|まちが|思うて|思い込|勘違)")
_UNBORN_BABY = re.compile(
    r"(?:お腹|おなか)(?:が張|で|の張|に(?:赤|いる))|胎動|妊婦健診|(?:赤ちゃん|子)を産むのに|出産予定"
)
_UNBORN = re.compile(
    r"(?:が|を|も)?(?:欲し|ほし|できな|出来な|できにく|授か|産んだら|生まれたら|できたら|産みた|生みた|望|作る|つくる|"
    r"作り)"
)


def is_own_role(folded: str, person: Person, people: Sequence[Person] = ()) -> bool:
    """True when the writer names their own place in the family: 「2児の母です」「長男なので」「嫁として」.

    Args:
        folded: width-folded text.
        person: the one named.
        people: all people; an age makes a place the writer's only beside those it is a place to (五十の母です).
    """
    after = folded[person.end : person.end + 12]
    if _is_self_presented(folded, person, people):
        return True
    if person.kinship in PARENTS and re.search(r"[\d一二三四五]児の$", folded[max(0, person.start - 4) : person.start]):
        return True
    if not _OWN_ROLE_AFTER.match(after):
        return False
    if after.startswith("として") and person.kinship not in CHILDREN | GRANDCHILDREN:
        return True
    before = folded[max(0, person.start - 14) : person.word_start]
    # 「中2の娘です」 is a daughter, 「中2の母です」 a mother who writes.
    if person.kinship in PARENTS and person.word_start == person.start and _OWN_ROLE_BEFORE.search(before):
        return True
    # 「長男の嫁です」 at the head of a message, in one word.
    if not before and person.kinship is Kinship.DAUGHTER_IN_LAW and after.startswith(("です。", "です\n")):
        return person.word.endswith("嫁")
    # 「長男の嫁です」: the chain itself ends in the writer's place.
    if person.start < person.word_start and person.kinship is Kinship.DAUGHTER_IN_LAW:
        return True
    if _WRITER_IS_BEFORE.search(before):
        return True
    return person.word in _ROLE_WORDS and bool(_ONE_ROLE.match(after))


_AGE = r"(?:\d{2}|[一二三四五六七八九]?十[一二三四五六七八九]?)(?:歳|才)?"
_AGE_AND_PLACE = re.compile(rf"(?:^|[。\n]){_AGE}[、,]\s?(?:末の|一番[上下]の)?$")
_AGE_OF_PLACE = re.compile(rf"(?:^|[。\n]|[るた]){_AGE}(?:の|独身の?|無職の?)$")
_PRESENTED = re.compile(r"(?:のほう|の方)?(?:です|でございます|じゃ|だ|ですが|や)(?:[。、\n]|$|[\u4e00-\u9fff])")
_COUNTERPART = {
    **dict.fromkeys(PARENTS, CHILDREN),
    **dict.fromkeys(CHILDREN, PARENTS | IN_LAW_PARENTS),
    **dict.fromkeys((Kinship.GRANDMOTHER, Kinship.GRANDFATHER), GRANDCHILDREN),
    **dict.fromkeys((Kinship.UNCLE, Kinship.AUNT), frozenset({Kinship.NEPHEW, Kinship.NIECE})),
}
_NO_COUNTERPART = CHILDREN | SIBLINGS | {Kinship.UNCLE, Kinship.AUNT, Kinship.NEPHEW, Kinship.NIECE} | GRANDCHILDREN


def _is_self_presented(folded: str, person: Person, people: Sequence[Person]) -> bool:
    """True for 「四十六、弟のほうです」 and 「五十の母です」 beside a child of the writer's."""
    if _is_aged_role(folded, person, people):
        return True
    if _one_of_siblings(folded, person):
        return True
    if not _PRESENTED.match(folded, person.end) or person.kinship is None or person.start != person.word_start:
        return False
    before = folded[max(0, person.start - 12) : person.start]
    if person.kinship in _NO_COUNTERPART and _AGE_AND_PLACE.search(before):
        return True
    wanted = _COUNTERPART.get(person.kinship, frozenset())
    beside = any(p.is_kin and p.kinship in wanted for p in people) or (person.kinship in PARENTS and "高校" in folded)
    return beside and bool(_AGE_OF_PLACE.search(before))


_ROLE_WITH_AGE = re.compile(
    r"(?:です。(?=\d{2}[歳才]?[。です])|の(?:\d{2}|[二三四五六七八九]?十[一二三四五六七八九]?)(?:歳|才|代)?[^。、が\n]{0,8}(?:です|でございます|だ[。、よ]))"
)
_SIBLING_CHAIN = re.compile(r"(?:[二三四五六七八九2-9]人|二|三|四|五)?(?:兄弟|姉妹|兄妹|姉弟|きょうだい)の")
_PLACE_AMONG = re.compile(r"の(?:真ん中|まん中|いちばん上|一番上|一番下|いちばん下|末)(?:です|で|だ)")
_OLDER_KIN = {
    **dict.fromkeys(CHILDREN, PARENTS | IN_LAW_PARENTS),
    **dict.fromkeys(GRANDCHILDREN, frozenset({Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS})),
}


def _is_aged_role(folded: str, person: Person, people: Sequence[Person]) -> bool:
    """True for 「孫の34歳です」 at the head of a message beside the grandmother whose grandchild writes."""
    if person.start != 0 or person.kinship is None or not _ROLE_WITH_AGE.match(folded, person.end):
        return False
    wanted = _OLDER_KIN.get(person.kinship, frozenset())
    return any(p.is_kin and p.kinship in wanted for p in people)


def _one_of_siblings(folded: str, person: Person) -> bool:
    """True for 「三人兄弟の次男です」, 「二人姉妹の妹のほうです」."""
    if person.kinship is Kinship.SIBLING and _PLACE_AMONG.match(folded, person.end):
        return True
    if person.start == person.word_start:
        return False
    chain = _SIBLING_CHAIN.match(folded, person.start)
    inside = chain is not None and chain.end() == person.word_start
    return inside and _PRESENTED.match(folded, person.end) is not None


def is_absent(folded: str, person: Person) -> bool:
    """True when the message says that there is no such person (子どもはいません)."""
    after = folded[person.end : person.end + 16].replace(" ", "")
    if after[:2] == "がい" and _OUT_FOR_HOURS.search(folded[max(0, person.start - 8) : person.start]):
        return False
    if person.kinship in CHILDREN | GRANDCHILDREN:
        if _CHILDLESS.match(after) or _WISHED.match(after) or _COMING.match(after):
            return True
    elif person.kinship in PARENTS | SIBLINGS and (_GONE.match(after) or _UNKNOWN.match(after)):
        return True
    if after[:2] == "とか" or after[:1] in ("は", "も") or person.kinship in CHILDREN:
        match = _ABSENT.match(after)
        if match and (after[:1] in ("は", "も", "と", "な") or match.group(0)[:1] in "なを無"):
            return True
    if _MISTAKEN.match(after) or (person.word.startswith(("赤", "あか", "ベビ")) and _UNBORN_BABY.search(folded)):
        return True
    if re.match(r"も[^。、が]{1,6}も(?:あり?ません|ない|い(?:ない|ません)|おら|おりません|なし)", after):
        return True
    loose = person.kinship in CHILDREN or person.kinship in (
        Kinship.SIBLING,
        Kinship.RELATIVE,
        Kinship.HUSBAND,
        Kinship.WIFE,
        Kinship.PARTNER,
    )
    if loose and (_ABSENT_GA.match(after) or folded[max(0, person.start - 4) : person.start].endswith("頼れる")):
        return bool(re.match(r"[がはも](?:誰も)?(?:い(?:ない|ません|なく)|おら|おりません)", after))
    return person.kinship in CHILDREN and bool(_UNBORN.match(after))


def states_own_role(folded: str, end: int) -> bool:
    """True when what follows a kin word may make it the writer's own place (母です, 母として)."""
    return bool(_OWN_ROLE_AFTER.match(folded[end : end + 12]))
