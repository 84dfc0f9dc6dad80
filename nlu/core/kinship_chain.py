"""Chains of kinship seen from the writer: 妻の父 is the father-in-law, 隣の息子さん nobody of the writer's."""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, Mapping, Optional

from bot.domain.vocabulary import Kinship as K

SPOUSES: FrozenSet[K] = frozenset({K.HUSBAND, K.WIFE, K.PARTNER})
CHILDREN: FrozenSet[K] = frozenset({K.CHILD, K.SON, K.DAUGHTER})
SIBLINGS: FrozenSet[K] = frozenset({K.OLDER_BROTHER, K.OLDER_SISTER, K.YOUNGER_BROTHER, K.YOUNGER_SISTER, K.SIBLING})
GRANDCHILDREN: FrozenSet[K] = frozenset({K.GRANDCHILD, K.GRANDSON, K.GRANDDAUGHTER})
PARENTS: FrozenSet[K] = frozenset({K.MOTHER, K.FATHER, K.PARENT, K.PARENTS})
IN_LAW_PARENTS: FrozenSet[K] = frozenset({K.MOTHER_IN_LAW, K.FATHER_IN_LAW, K.PARENTS_IN_LAW})
GRANDPARENTS: FrozenSet[K] = frozenset({K.GRANDMOTHER, K.GRANDFATHER, K.GRANDPARENTS})

_BROTHERS = (K.OLDER_BROTHER, K.YOUNGER_BROTHER)
_SISTERS = (K.OLDER_SISTER, K.YOUNGER_SISTER)


def _rows(*rows: "tuple[tuple[K, ...], K]") -> Dict[K, K]:
    return {kin: result for kins, result in rows for kin in kins}


_OF_SPOUSE = _rows(
    ((K.MOTHER,), K.MOTHER_IN_LAW),
    ((K.FATHER,), K.FATHER_IN_LAW),
    ((K.PARENTS, K.PARENT), K.PARENTS_IN_LAW),
    (_BROTHERS, K.BROTHER_IN_LAW),
    (_SISTERS, K.SISTER_IN_LAW),
    ((K.CHILD,), K.CHILD),
    ((K.SON,), K.SON),
    ((K.DAUGHTER,), K.DAUGHTER),
    ((K.GRANDMOTHER,), K.GRANDMOTHER),
    ((K.GRANDFATHER,), K.GRANDFATHER),
    ((K.GRANDPARENTS,), K.GRANDPARENTS),
    ((K.NEPHEW,), K.NEPHEW),
    ((K.NIECE,), K.NIECE),
)
_OF_PARENT = _rows(
    ((K.MOTHER,), K.GRANDMOTHER),
    ((K.FATHER,), K.GRANDFATHER),
    ((K.PARENTS, K.PARENT), K.GRANDPARENTS),
    (_BROTHERS, K.UNCLE),
    (_SISTERS, K.AUNT),
    ((K.HUSBAND,), K.FATHER),
    ((K.WIFE,), K.MOTHER),
    ((K.MOTHER_IN_LAW,), K.GRANDMOTHER),
    ((K.FATHER_IN_LAW,), K.GRANDFATHER),
)
_OF_CHILD = _rows(
    ((K.HUSBAND,), K.SON_IN_LAW),
    ((K.WIFE,), K.DAUGHTER_IN_LAW),
    ((K.CHILD,), K.GRANDCHILD),
    ((K.SON,), K.GRANDSON),
    ((K.DAUGHTER,), K.GRANDDAUGHTER),
    (_BROTHERS, K.SON),
    (_SISTERS, K.DAUGHTER),
)
_OF_SIBLING = _rows(
    ((K.HUSBAND,), K.BROTHER_IN_LAW),
    ((K.WIFE,), K.SISTER_IN_LAW),
    ((K.SON,), K.NEPHEW),
    ((K.DAUGHTER,), K.NIECE),
)
_OF_UNCLE = _rows((tuple(CHILDREN), K.COUSIN), ((K.WIFE,), K.AUNT), ((K.HUSBAND,), K.UNCLE))
_OF_IN_LAW = _rows(((K.HUSBAND,), K.FATHER_IN_LAW), ((K.WIFE,), K.MOTHER_IN_LAW))
# The one whom a relative has married anew, or lives with.
_NEW_SPOUSE = {
    K.MOTHER: K.FATHER,
    K.FATHER: K.MOTHER,
    K.MOTHER_IN_LAW: K.FATHER_IN_LAW,
    K.FATHER_IN_LAW: K.MOTHER_IN_LAW,
    K.DAUGHTER: K.SON_IN_LAW,
    K.SON: K.DAUGHTER_IN_LAW,
    **dict.fromkeys(_BROTHERS, K.SISTER_IN_LAW),
    **dict.fromkeys(_SISTERS, K.BROTHER_IN_LAW),
}
_OF_EX = _rows(((K.CHILD,), K.CHILD), ((K.SON,), K.SON), ((K.DAUGHTER,), K.DAUGHTER))

_TABLE: Dict[K, Mapping[K, K]] = {K.UNCLE: _OF_UNCLE, K.AUNT: _OF_UNCLE, K.EX_HUSBAND: _OF_EX, K.EX_WIFE: _OF_EX}
for _owners, _row in (
    (SPOUSES, _OF_SPOUSE),
    (PARENTS, _OF_PARENT),
    (CHILDREN, _OF_CHILD),
    (SIBLINGS, _OF_SIBLING),
    (IN_LAW_PARENTS, _OF_IN_LAW),
):
    _TABLE.update(dict.fromkeys(_owners, _row))


def compose(owner: K, kin: K) -> Optional[K]:
    """Return what the ``kin`` of the writer's ``owner`` is to the writer; None when it is not the writer's kin.

    The father of one's own child (子どもの父親) may be anybody the writer was with: None.
    """
    if owner is K.SELF:
        return kin
    if owner in CHILDREN and kin in PARENTS:
        return None
    if kin is K.PARTNER:
        return _NEW_SPOUSE.get(owner)
    if owner in SIBLINGS and kin in PARENTS | GRANDPARENTS:
        return kin
    return _TABLE.get(owner, {}).get(kin, K.RELATIVE)


_STATE = (
    r"(?:実家|実|高齢|年老いた|老いた|一人暮らし|ひとり暮らし|独居|独り暮らし|認知症|"
    r"病気|寝たきり|末期|田舎|同居|要介護\d?|要支援\d?|障害のある|持病のある|"
    r"亡くなった|遠方|別居中|不登校|引きこもり|ひきこもり|車椅子|入院中|独身|無職|上|下|うち)"
)
_AGE = (
    r"(?:(?:もう|今年)?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})(?:歳|才|代|さい)?(?:半ば|"
    r"前半|後半|くらい|ぐらい|近い|過ぎ|前後|になる)?|(?:小|中|高)学?校?\d年?生?|小学生|"
    r"中学生|高校生|年長|年少)"
)
_BETWEEN = rf"(?:(?:{_STATE}|{_AGE})の?){{0,3}}"
_KIN_GAP = re.compile(rf"(?:の|方の|側の|のほうの|の方の|んとこの|のとこの|のところの|んちの|家の){_BETWEEN}")
_SELF_GAP = re.compile(rf"(?:の|ん(?:ち|家|とこ)の|ちの|の家の|の方の|側の){_BETWEEN}")
_FOREIGN_GAP = re.compile(
    r"(?:の|んちの|ちの|宅の|の家の|の家で|のうちの|のお宅の|家の|のとこの|のところの|の部屋の|、|，|の階の|)"
    r"(?:に|で|の)?(?:住む|住んでいる|住んでる|住んどる|いる|暮らす|暮らしている|ひとりで住む|"
    r"一人で住んでいる|一人で暮らす)?の?"
    rf"(?:[、,]?{_STATE}の?|{_AGE}の?|若い|小さな|小さい|ちいさい|お){{0,3}}"
)


def owns(owner_is_self: bool, gap: str) -> bool:
    """True when the words between two namings make the second the first one's."""
    gap = gap.replace(" ", "")
    return bool((_SELF_GAP if owner_is_self else _KIN_GAP).fullmatch(gap)) if len(gap) <= 24 else False


def owned_by_outsider(gap: str, owner_ends_open: bool) -> bool:
    """True when the person named after ``gap`` belongs to the outsider named before it.

    Args:
        gap: words between the two namings.
        owner_ends_open: the outsider's words end in の or in a verb (団地の, 近所に住む), so that no の follows.
    """
    if len(gap) > 24 or not _FOREIGN_GAP.fullmatch(gap):
        return False
    return owner_ends_open or gap.startswith(("の", "んち", "ち", "宅", "家", "に", "で"))
