"""Somebody outside the writer's family whom a message is about: seen, heard, cared for at work, a friend in earnest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Optional, Sequence, Tuple

from nlu.core.kinship import Naming
from nlu.core.person import Person

_NEED = re.compile(
    r"痩せ|やせ|やけど|火傷|[外ベ]へ?出され|締め出|閉め出|泣|悲鳴|叫|怒鳴|殴|叩|蹴|あざ|アザ|痣|傷|骨折|倒れ|動か[んなれ]|震え|裸足|薄着|ひとり|一人|独り|独居|夜[中遅九十]|不登校|欠席|休みがち|遅れ|"
    r"連絡がつ|見当たら|いなくな|帰って(?:こ|き)な|徘徊|迷|サンダル|ごみ|ゴミ|食べ|食事|ごはん|ご飯|弁当|風呂|入浴|臭|におい|新聞|郵便受け|見かけ|外鍵|"
    r"閉じ|引きこも|ひきこも|認知|ぼけ|ボケ|呆け|物忘れ|転[びんば]|薬|お金|督促|滞納|電気|ガス|死|刺す|殺|寝ついて|寝たきり|介護|心配|気になる|気がかり|投げ|物音|やめて|"
    r"引きずら|せびら|暴力|虐待|放置|カーテン|うずくま|ベランダ|リスカ|水をかけ|黙[っり]|いや[がだ]|怖が|拒|足腰|歩け|助け|困って|息[はが]|意識|亡く|偏って|住む(?:所|ところ)|寝泊まり"
)
_EARNEST = re.compile(
    r"死にた|死ぬ|死のう|終わらせ|消えた[いく]|自殺|リスカ|リストカット|遺書|殴られ|刺す|刺し|殺す|殺され|大量に(?:薬|飲)|飛び降り|首を(?:吊|つ)|(?:ガス|電気|水)[もが]止|ごはん(?:を|も)食べ"
)
_WITNESS = re.compile(
    r"聞こえ(?:て|る|ます|た|まし)|悲鳴がやま|叫び声|警察(?:呼|を呼|に通報)|のを見た|の見た|見かけ(?:た|まし|ます|る)|窓から|壁(?:越し|の向こう)|(?:公園|路上|道ばた|道端|駐車場|階段)[にでの]"
    r"|(?:三|3)日おきに聞く|玄関に水をかけ"
)
_CASE = re.compile(
    r"受診した|(?:入所|入居)(?:中)?の|利用者|訪問先|受け持ち|担当(?:し|の(?:世帯|家庭|お宅)|地区|区域|世帯)|担任(?:して|の(?:生徒|子|クラス))|(?:生徒|児童|園児)[がはに]|教え子|"
    r"施設です|^[^、。]{0,8}(?:代|歳)のご夫婦|(?:[1-6一二三四五六]年|[中高小][1-6一二三四五六])の(?:女子|男子)[がはに]|車いすの(?:男性|女性)|(?:歳|代)の?(?:男性|女性)、"
)
_MY_JOB = re.compile(
    r"(?:利用者|患者|入居者|生徒|園児)(?:さん|様)?(?:\([^()]{1,8}\))?に(?:「[^」]{0,20}」)?[^。、「]{0,8}(?:られ|かれ|われ|まれ|ばれ)|実習で|(?:患者|利用者|入居者)(?:さん|様)?が亡くな|[0-9]{2,3}人の赤ちゃん|赤ちゃん(?:[0-9]{1,3}人|クラス)|(?:呼ばれ|言われ)(?:て(?:い)?|た)(?:看護師|介護士|介護職|保育士|ヘルパー)|"
    r"転職|施設勤務|の対応に悩|シフト|の仕事(?:が|を|は|も)|夜勤明け"
)
_GENERAL = re.compile(
    r"一般論|ロールプレイ|例題|模擬|標語|たとえば|例えば|通報していい|映画|ドラマ|小説|漫画|アニメ|ニュース"
)
_OWN_WORDS = re.compile(r"うち[のはに]|ウチ[のはに]|私の|わたしの|僕の|俺の|わしの|我が家|わが家|実家")
# Kin words that a stranger may be called by; the others are the writer's own family's.
_ANYBODYS = re.compile(
    r"(?:お|)(?:ばあ|じい|婆|爺|ばー|じー)(?:さん|ちゃん|さま|様)|お?(?:母|父|かあ|とう|兄|姉|嫁)(?:さん|ちゃん|さま)|奥(?:さん|さま|様)|"
    r"(?:旦那|だんな)さん|子ども|子供|こども|子|赤ちゃん|男の子|女の子|男児|女児|女子|男子|[母父]親|親|親子|両親|親父|息子|娘|弟|妹|兄|姉|祖母|祖父|孫|(?:長男|長女|次男|次女|孫|弟|妹)(?:さん|くん|ちゃん)?|上の子|下の子|(?:息子|娘)(?:さん|くん|たち)?"
)
_HOUSE_OF_WORK = re.compile(
    r"担当|世帯|お宅|生徒|児童|クラス|受け持ち|訪問|利用者|学年|[年歳代]の(?:子|男|女|お|母)|年生の(?:子|男|女)|[A-Z](?:様|さん)|(?:男子|女子)[がはに]|同じ(?:棟|階|団地|町内|アパート|マンション)"
)
# The former lover who threatens is no friend in danger.
_THREATENED = re.compile(r"(?:殺|死|刺)(?:す|ね|して)」|つきまと|ストーカー|待ち伏せ|脅")
# 「うちの部の後輩」: the place, not the writer.
_MY_PLACE = ("うち", "ウチ")
_FRIENDS = ("friend", "colleague", "lover")


def works_for_others(folded: str) -> bool:
    """True when a professional tells of a household, class or round that is theirs to look after."""
    return _HOUSE_OF_WORK.search(folded) is not None


def is_own_job(folded: str) -> bool:
    """True when clients or patients are only the writer's work: 利用者さんに叩かれた, 仕事を辞めたい."""
    return _MY_JOB.search(folded) is not None


def is_needy(folded: str) -> bool:
    """True when the message tells a need or a worry, not just that somebody lives next door."""
    return _NEED.search(folded) is not None and _GENERAL.search(folded) is None


def tells_of_strangers(folded: str, namings: Sequence[Naming], introduced: bool) -> bool:
    """True when the writer tells what they saw, heard or met at work of people who are not their own.

    Args:
        folded: width-folded text.
        introduced: ``introduces_profession(folded)``.
        namings: what ``scan_names`` found; a word of the writer's own family (夫, うちの…) or 私 says otherwise.
    """
    professional = introduced and works_for_others(folded)
    if not (professional or _WITNESS.search(folded) or _CASE.search(folded)):
        return False
    if _OWN_WORDS.search(folded) or not is_needy(folded):
        return False
    if is_own_job(folded):
        return False
    unquoted = [n for n in namings if not _in_quotes(folded, n)]
    case = professional or _CASE.search(folded) is not None
    if not unquoted and not case and not re.search(r"幼児|児童|園児|お年寄り|男性|女性|小学生", folded):
        return False
    return not any(
        (n.is_self and not professional) or (n.is_kin and not _ANYBODYS.fullmatch(folded[n.start : n.end]))
        for n in unquoted
    )


def as_strangers(people: Sequence[Person]) -> List[Person]:
    """Return people with every kin word read as somebody's who is not the writer's."""
    return [
        replace(p, kind="outsider", kinship=None, role="client", needs_age=False)
        if p.is_kin or p.role in ("other_kin", "person", "other_parent")
        else p
        for p in people
    ]


def friend_in_earnest(folded: str, people: Sequence[Person]) -> Optional[int]:
    """Return the friend or colleague who is in danger, when nobody of the writer's own is."""
    if _THREATENED.search(folded) and any(p.role == "lover" for p in people):
        return None
    if (
        not _EARNEST.search(folded)
        or _GENERAL.search(folded)
        or any(p.is_kin or (p.is_self and p.word not in _MY_PLACE) for p in people)
    ):
        return None
    return next(
        (
            at
            for at, p in enumerate(people)
            if p.role in _FRIENDS and folded.startswith(("が", "は", "も", "から", "の"), p.end)
        ),
        None,
    )


def unnamed_stranger(folded: str) -> Tuple[int, int]:
    """Return the place of the word that names a stranger without kin word (幼児, 男性), ``(-1, -1)`` when none."""
    match = re.search(
        r"(?:幼児|園児|男性|女性|お年寄り|児童|生徒|小学生|ご夫婦|(?<=[くるたない])子(?![どもお]))", folded
    )
    return match.span() if match else (-1, -1)


def _in_quotes(folded: str, naming: Naming) -> bool:
    opened = folded.rfind("「", max(0, naming.start - 60), naming.start)
    return opened >= 0 and "」" not in folded[opened : naming.start]
