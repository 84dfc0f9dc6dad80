"""Whether a first-person word makes the writer one of those in trouble (全部わしじゃ) or not (私の名前)."""

from __future__ import annotations

import re

from nlu.core.person import Person
from nlu.core.writer import PROFESSION

_ALONE = r"(?:自身|ひとり|一人|独り|だけ|ばかり|ばっか|しか|くらい|ぐらい|の(?:ほう|方))?"
_MARK = re.compile(
    rf"{_ALONE}(?P<mark>は(?!$)|が|も|だって|って|まで|には|にも|を|に|から|で|じゃ|です|だ|や|なん|、|。|！|!|\s|\n|$|しか|と(?=[^、。]{{1,6}}で交代))"
)
_OWN_THING = re.compile(
    r"の(?:体|身体|からだ|病|障害|障がい|仕事|収入|給料|稼ぎ|時給|月給|年金|貯金|蓄え|パート|バイト|軽トラ|うつ|鬱|気持|心|人生|"
    r"ほうが|方が|方も|せい|物忘れ|足腰|病気|将来|生活|暮らし|持病|借金|カード|体調|メンタル|ストレス|話|こと|番|分|腕|手(?![紙続])|首|くび|顔|髪|背|腰|膝|ひざ|肩|目|耳|歯|胸|足)"
)
_MY_HOUSE = frozenset({"うち", "ウチ"})
_ONLY_KIN = ("身寄りは", "身内は", "身内が", "親族は", "家族は", "親戚は")
# 「私は札幌です」: a place or a trade, nothing that weighs on anybody.
_SOME_PLACE = re.compile(r"(?!.{0,3}学生)(?![一二三四五六七八九十百])[\u4e00-\u9fff\u30a1-\u30f6]{2,5}(?:です|だ|で)?$")
_HURT_TO_ME = re.compile(
    r"[^。、]{0,10}(?:督促|請求|取り立て|のしかか|押し付け|集中|回って|(?:来る|来ます|くる|きます)(?:。|$)|"
    r"手を|物を|暴|怒|殴|蹴|投げ|押しつけ|つかみ|向か|当た|言う|言い|命令)"
)
_IF = re.compile(r"[^。、]{1,6}?(?:た(?:ら(?!い)|とき|時|後|あと)|れば|の(?:日|とき|時|間)[はにも])")
_DONE_TO_ME = re.compile(
    r"[^。、]{0,8}(?:殴|なぐ|叩|たた|蹴|け[るっ]|責|怒|無視|いじめ|嫌|追い出|捨て|殺[^し]|脅|おど|馬鹿|バカ|縛|突き|つき|押し|閉|にらみ|睨|苦し|雇|相手|必要|置いて|避け|まちが|間違|忘れ)"
)
_BENIGN = re.compile(
    r"(?:そう(?:だった|でした)|昔は|どうしたら|どうすれば|何をすれば|[^。、]{1,16}と[^。、]{0,4}(?:[2-9二三四五六]人|ふたり)(?:です|ぐらし|暮らし|で)|暮ら|住ん|住み|同居|(?:長女|次女|長男|次男|末っ子|一人っ子|一人娘|一人息子|娘|"
    r"息子|嫁|妻|夫|母|父|母親|父親|孫|姉|兄|弟|妹|主婦)(?:です|で[、す]|だ|なの)|思|"
    r"おもい|おもう|聞い|聞き|知って|知り|知らな|見て(?:い|あげ|ます)|面倒を(?:見|み)|"
    r"世話を?(?:し|して)|介護(?:を|して)|看て|みて(?:い|ます)|送り迎え|働いて(?:い(?:て|"
    r"ます|る)|ます|る|おり|て)|仕事を?して(?:い|ま)|通って|相談|"
    + PROFESSION
    + r"|隣|近所|連絡|手伝|話し|言っ|言い|付き添|代わり|代理|"
    r"平気|大丈夫|元気|いい(?:です|けど)|良い|構いませ|かまいませ|味方|遠く|離れて|東京|大阪|海外|外国|夜勤で(?:$|。)|"
    r"県外|遠方|結婚して(?:い|家)|嫁い)"
)
_OWN_HEALTH = re.compile(r"(?:もう)?(?:鬱|うつ|がん|癌|病|限界|無理|死に|疲れ|しんど)")
_CLAUSE_END = re.compile(r"[。！？!?\n]|、|(?:ので|(?<!わ)から|けど|けれど|のに|ですが|ますが|たら)")
_OWN_TROUBLE = re.compile(
    r"疲|つかれ|しんど|つら|辛|限界|無理|もたな|眠れ|寝れ|ねむれ|病気|難病|癌|がん|ガン|"
    r"障害|障がい|うつ|鬱|発達|手帳|透析|入院|手術|通院|倒れ|失業|無職|仕事が|クビ|首に|"
    r"辞め|やめ|払え|借金|お金|生活|死に|消え|泣|不安|怖|こわ|いじめ|学校|"
    r"殴|叩|暴力|妊娠|産後|離婚|孤独|ひとりぼっち|独り|さみし|寂し|体調|腰|痛|具合|壊|"
    r"こわれ|パンク|いっぱい|動け|働け|ストレス|イライラ|いらいら|やば|ヤバ|悩|困|わから|"
    r"分から|できな|出来な|足り|リストラ|退職|収入|年金|引きこも|ひきこも|もう|だめ|ダメ|"
    r"責め|くたくた|へとへと|ぎりぎり|ギリギリ|倒れそう|持病|糖尿|喘息|車椅子|認知|物忘れ|"
    r"弱っ|死の|こまる|こまり|いない|いなくな|おらんよう|歩け|目が|耳が"
)


def speaks_of_self(folded: str, person: Person) -> bool:
    """True when a first-person word names the writer as one in trouble or as the one who bears it.

    Args:
        folded: width-folded text.
        person: a person of kind self.
    """
    if _quoted(folded, person) or folded.endswith(_ONLY_KIN, 0, person.start):
        return False
    thing = _OWN_THING.match(folded, person.end)
    if thing is not None:
        return person.word not in _MY_HOUSE and (
            person.word != "自分" or "暮らし" in thing.group(0) or _troubled(folded, thing.end())
        )
    match = _MARK.match(folded, person.end)
    if match is None:
        return False
    mark, end = match.group("mark"), match.end()
    if mark in ("が", "も") and _IF.match(folded, end):
        return False
    if mark == "を" and not _DONE_TO_ME.match(folded, end):
        return False
    if mark in ("じゃ", "で") and folded.startswith(("な", "は"), end):
        return False
    if person.word in _MY_HOUSE:
        return mark in ("は", "も", "、", "には", "って") and bool(_OWN_HEALTH.match(folded, end))
    if person.word == "自分":
        return mark in ("が", "は", "も", "に", "だけ", "まで") and _troubled(folded, end)
    if mark in ("は", "も", "には", "にも", "、", "って", " ", "\n"):
        return _troubled(folded, end) or (mark in ("は", "も") and not _benign(folded, end))
    if mark == "に":
        return bool(_HURT_TO_ME.match(folded, end))
    if mark in ("から", "まで", "だって"):
        return _troubled(folded, end)
    return not (mark == "が" and _benign(folded, end) and not _bears(folded, end))


def _bears(folded: str, end: int) -> bool:
    """True when the writer is the one who does it for others: 私が世話をして."""
    return bool(
        re.match(r"[^。、]{0,12}(?:て(?:い)?[まるた]|とる|とり|てお|てん|ない|なきゃ|しか)", folded[end : end + 20])
    )


def _quoted(folded: str, person: Person) -> bool:
    """True for 私 in the words of somebody else, which a verb of saying or a name goes with."""
    opened = folded.rfind("「", max(0, person.start - 60), person.start)
    return opened >= 0 and "」" not in folded[opened : person.start] and folded.find("」", person.end) >= 0


def _clause(folded: str, start: int) -> "tuple[str, str]":
    rest = folded[start : start + 40]
    end = _CLAUSE_END.search(rest, 1)
    clause = rest[: end.start()] if end else rest
    return clause, rest[: end.end() + 14] if end and end.group(0) == "、" else clause


def _troubled(folded: str, start: int) -> bool:
    return bool(_OWN_TROUBLE.search(_clause(folded, start)[1]))


def _benign(folded: str, start: int) -> bool:
    clause = _clause(folded, start)[0]
    return bool(_BENIGN.search(clause) or (_SOME_PLACE.match(clause) and not _OWN_TROUBLE.search(clause)))
