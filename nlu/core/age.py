"""Ages as people state them: numbers, decades, school years, words (還暦, 新生児, 高齢の).

Only what is stated: a year of birth, an age in the past (20歳の頃) or a limit (65歳以上) is no age.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import AgeBand
from nlu.core.age_words import KANA_NUMBER, WORD_AGES, WORD_BANDS, decade_band, number_of

__all__ = ["AgeReading", "decade_band", "number_of", "read_ages"]

OLDEST = 120

_NUM = (
    r"(?:\d{1,3}|[一二三四五六七八九]?百?[一二三四五六七八九]?十[一二三四五六七八九]?|"
    r"百[一二三四五六七八九]?|[一二三四五六七八九]|ゼロ|零)"
)
_NEAR_UNDER = r"(?:(?:に|が|も)?(?:近い|近く|ちか[いく])|の?(?:手前|目前|一歩手前)|前(?=[のでだや]))"
_OVER = r"(?:を|は|も)?(?:過ぎ|すぎ|超え|越え|越し|こえ|回っ|まわっ|オーバー|ちょい|ちょっと|とうに過ぎ|いくつ)"
_ABOUT = r"(?:くらい|ぐらい|位|前後|ほど|ごろ|ちょうど|そこそこ)"
# What follows a number that is no age, or an age that is not now.
_NOT_NOW = (
    r"(?!年?[上下])(?!半?(?:の)?(?:頃|ころ|ごろに|とき|時(?!点)|際|以上|以下|以降|未満|まで|から(?!だ)|"
    r"になったら|になれば|になるまで"
    r"|(?:くらい|ぐらい|程度|並み|なみ|レベル|相当)?の?(?:言葉|ことば|体格|知能|発達|語彙|大きさ|身長|知的)"
    r"|定年|の壁|差|違い|ちがい|離れ|若[いくか]|児?健[診康]|児?検診|健診|"
    r"若者|で(?:死ん|家を出|結婚|出産し|産ん|発病|発症|独立)))"
)
_COUNTERS = (
    r"(?![\d.,:/%一二三四五六七八九十百千-]|年|ねん|均|帖|平米|月|日|時|じ(?:かん|に)|分|秒|人|にん|回|かい|個|こ(?:の)?ころ|"
    r"階|万|千|百|円|えん|度|キロ|㎏|k|c|m|L|本|枚|件|社|校|番|号|丁|級|台|泊|杯|割"
    r"|か[月所国年]|ヶ|カ[月国所]|ヵ|ケ月|点|位(?!の)|名|組|棟|戸|畳|坪|つ|児|連|周|週|"
    r"倍|種|者|歩|匹|頭|羽|代|世|対|等|ポ|P|p|G|話|曲|通|件|限|条|冊|箱|袋|錠|ミリ|リットル|"
    r"メートル|センチ|肩|腕|九日|回忌|パー|カ所|世帯|家族|歳|才|さい|サイ|路|ら|ヘ|ぬ)"
)
_NOT_AFTER = r"(?<![\d.\-/:¥$.A-Za-z〇一二三四五六七八九十百千万第約])"

_MONTH = r"(?:か|カ|ヶ|ヵ|ケ|ｹ|箇|ヵ)月|かげつ"
# The characters that an age can begin with: most places of a text are passed by one look.
_FIRST = (
    r"(?=[\d〇零ゼ一二三四五六七八九十百生産う小中高新しちこ低年園未就幼保よほJDKアはハ還古喜傘米卒白後お"
    r"老乳成社いにさごろなき])"
)
_PATTERN = re.compile(
    _FIRST
    + r"(?:"
    + "|".join(
        (
            rf"(?P<month>(?:生後|(?:生まれて|産まれて|うまれて)(?:まだ|もう|から)?)(?P<m1>{_NUM})(?:{_MONTH})半?(?:くらい|ぐらい)?|生後(?P<d1>{_NUM})(?:日|週間?)"
            rf"|{_NOT_AFTER}(?P<m2>{_NUM})(?:{_MONTH})半?"
            r"(?=(?:になる|になった|の)?(?:赤|ベビ|子(?!宮)|こども|むす|娘|息子|長男|長女|次男|"
            r"次女|男の子|女の子|児|乳児|双子|孫))"
            rf"|(?:(?<=[下上子娘][はが])|(?<=[下上子娘][はが]まだ)|(?<=[下上子娘][はが]もう))(?P<m3>{_NUM})(?:{_MONTH})半?(?=で[す、"
            rf"手目]|だ|に?なり|になる|。|$)"
            rf"|(?:(?<=[娘男女孫子])|(?<=[娘男女孫子][ (])|(?<=[男女]はまだ)|(?<=[男女]はもう))"
            rf"(?P<m6>{_NUM})(?:{_MONTH})半?(?=[、。,)]|の[0-9二三四五]人|$)"
            rf"|(?<=[。\s])(?P<m5>{_NUM})(?:{_MONTH})半?(?=です|になります)"
            rf"|(?<=[歳才]と)(?P<m4>{_NUM})(?:{_MONTH})半?)",
            r"(?P<school>(?<![最崇標縮])(?:新)?(?:小(?:学校?)?の?(?P<e>[1-6一二三四五六])(?:年生?|年|の時期)?"
            r"|中(?:学校?)?の?(?P<j>[1-3一二三])(?:年生?|年)?|高(?:校)?の?(?P<h>[1-3一二三])(?:年生?|年)?)"
            r"(?![\d人名回日週時階割本個万円位等度台病つ月]|の壁|ギャップ|プロブレム|(?:の)?(?:頃|"
            r"ころ|とき|時|から|まで)))",
            r"(?P<pupil>小学生|小学校の?高学年|小学校の?低学年|低学年|高学年|小学部|小学校(?=の(?:子|"
            r"娘|息子|長|次|孫|弟|妹|男の子|女の子))|しょうがくせい|小坊"
            r"|中学生|中学部|中学(?:校)?(?=の(?:子|娘|息子|長|次|孫|弟|妹|男の子|女の子))|ちゅうがくせい|"
            r"中坊|(?<![A-Z0-9])JC(?![A-Z])"
            r"|高校生|高等部|高校(?=の(?:子|娘|息子|長|次|孫|弟|妹|男の子|女の子))|こうこうせい|"
            r"JK(?![A-Z])|(?<![A-Z0-9])DK(?![A-Z])"
            r"|(?<!最)年長(?!者)|年少(?!者)|年中(?=さん|組|の(?:子|娘|息子|長|次|下|上|孫|男|"
            r"女)|[で、とに。)]|$)|園児|未就学児?|就学前(?![健検])|幼児(?!教育|期|虐待)|保育園児|"
            r"幼稚園児"
            r"|(?:幼稚園|保育園|こども園)(?=の(?:子|娘|息子|長|次|孫|弟|妹|男の子|女の子))|(?:ようちえん|ほいくえん)"
            r"(?=の ?(?:こ|いもうと|おとうと|妹|弟|子)|"
            r"の ?むす)"
            r"|(?<=[上下][がはの])(?:幼稚園|保育園|こども園|小学校|中学校?|高校)"
            r"|(?:幼稚園|保育園|こども園|小学校|中学校?|高校)(?=[にへ]通(?:う|っている|ってる)))"
            r"(?!さん?の?(?:頃|ころ)|の?(?:頃|ころ|ときか|とき|時(?!間)|から|まで|向け|以下|以上|"
            r"不登校|虐待|問題))",
            r"(?P<decade>(?<![\d年一二三四五六七八九])(?P<dec>\d0|100|[二三四五六七八九]?十)(?:代|"
            r"だい)(?![目表理わ])(?:の?(?:前半|後半|半ば|なかば))?)"
            r"(?!の?(?:頃|ころ|とき|時(?!点)|から(?!だ)|まで|以上))",
            r"(?P<grade>(?<![\d大学院専業高中小一二三四五六七八九十])(?:(?P<g>[1-6一二三四五六])年生(?!ま)"
            r"|[4-6四五六]年(?=の(?:女子|男子|女の子|男の子|子(?!ど|宮)|息子|娘|孫)))(?!の?(?:頃|ころ|とき|時)))",
            rf"(?P<years>{_NOT_AFTER}(?P<n>{_NUM}|{KANA_NUMBER}|(?<![ぁ-ん])(?:いっ|に|さん|よん|ご|ろく|なな|しち|はっ|はち|きゅう|じゅ[うっ]))(?:歳|才|さい(?![んこごよ])|サイ(?!ズ))児?(?:半|"
            rf"{_NUM}(?:{_MONTH}))?"
            rf"(?:(?P<nu>{_NEAR_UNDER})|(?P<no>{_OVER})|(?P<na>{_ABOUT}))?){_NOT_NOW}",
            rf"(?P<bare>{_NOT_AFTER}(?<!介護)(?<!支援)(?<!レベル)(?<!ステージ)(?<!区分)(?<!昭和)(?<!平成)(?<!令和)(?<!大正)(?<!体温)(?<!血圧)(?<!身長)(?<!体重)"
            rf"(?<!その)(?<!サイズ)(?<!偏差値)(?<!障害)(?<!等級)(?<![週中小高大約])(?P<b>\d{{1,3}}|[二三四五六七八九]?十[一二三四五六七八九]?|"
            rf"百[一二三四五六七八九])"
            rf"(?:(?P<bu>{_NEAR_UNDER})|(?P<bo>{_OVER})|(?P<ba>{_ABOUT}))?{_COUNTERS}){_NOT_NOW}",
            rf"(?P<kana>(?P<k>{KANA_NUMBER})(?=です|でし|だ[。よねけ]|に ?な[りっる]|で[、。す]|や(?:けど|ねん|で|わ)"
            r"|[。、\s!！]|$"
            r"|の(?:はは|ちち|おっと|つま|ばあ|じい|おば|おじ|おかあ|おとう)))",
            r"(?P<word>[3-9三四五六七八九]つ(?=と[2-9二三四五六七八九]つ|に?な[るっり]|の(?:子|娘|息子|孫|坊|男の|女の|妹|弟|姪|甥)|だから|なのに|です)|[2二]つ(?=と[3-9三四五六七八九]つ)|(?<=つと)[2-9二三四五六七八九]つ|(?<=まだ)[2-9二三四五六七八九]つ(?=で|だ)|[一二]つ(?=の(?:上の)?(?:娘|息子|男の子|女の子|孫))|はたち|ハタチ|二十歳|還暦(?!祝)|(?<=の)還暦|古希|古稀|喜寿|傘寿|米寿|卒寿|白寿)(?P<wo>(?:を|"
            r"も|は)?(?:とうに)?(?:過ぎ|すぎ|超え|越え))?",
            r"(?P<about>アラサー|アラフォー|アラフィフ|アラカン|アラ還|アラコキ|アラ(?P<ara>\d0)|"
            r"三十路|四十路|五十路|六十路|七十路|八十路)",
            r"(?P<aged>後期高齢者?|高齢(?!者|化|福祉|社会|出産|妊娠|課|支援|介護)|年老い(?:た|"
            r"て)|老い(?:た|て|ぼれ)|老齢(?!年金|基礎|厚生)|お?年寄り?(?=の)|(?<![長敬養])老(?=[母父親夫妻]))",
            r"(?P<infant>新生児(?!科)|乳児(?!院|健)|乳飲み子)",
            r"(?P<adult>成人(?:した|している|してる|済み|済の|の)(?!日|式)"
            r"|社会人(?=の(?:子|娘|息子|長|次|孫|姉|兄)|です|だ(?!と)|で[す、。]|に?なっ|、|。|$))",
        )
    )
    + ")"
)


@dataclass(frozen=True)
class AgeReading:
    """An age stated at ``span``; ``bare`` when it is a number without 歳, which counts only beside a person."""

    span: Span
    age: Optional[int] = None
    band: Optional[AgeBand] = None
    bare: bool = False


def _rounded(value: int, under: Optional[str], over: Optional[str]) -> Tuple[Optional[int], Optional[AgeBand]]:
    """80近い lies in the seventies, 80過ぎ in the eighties; 82過ぎ is still 82."""
    if value % 10 == 0 and value >= 20:
        if under:
            return None, decade_band(value - 1)
        if over:
            return None, decade_band(value)
    return value, None


_NOT_YET = re.compile(
    r"(?:もうすぐ|そろそろ|もうじき|間もなく|まもなく|あと少しで|来月|来年|再来月|(?:次|今度)の誕生日)[でには]?[、\s]?$"
)


def _not_yet(folded: str, start: int) -> bool:
    """True for an age still to come: もうすぐ80, 来月6歳."""
    return _NOT_YET.search(folded[max(0, start - 10) : start]) is not None


def _from_number(
    folded: str, match: "re.Match[str]", digits: str, prefix: str
) -> Tuple[Optional[int], Optional[AgeBand]]:
    value = number_of(digits)
    if value > OLDEST:
        return None, None
    soon = _not_yet(folded, match.start())
    if soon and not (value % 10 == 0 and value >= 20):
        return None, None
    return _rounded(value, match.group(prefix + "u") or ("soon" if soon else None), match.group(prefix + "o"))


def _pupil_band(word: str) -> AgeBand:
    if word.startswith(("小", "低", "高学年", "しょう")):
        return AgeBand.ELEMENTARY_SCHOOL
    if word.startswith(("中", "ちゅう", "JC")):
        return AgeBand.JUNIOR_HIGH_SCHOOL
    if word.startswith(("高", "こう", "JK", "DK")):
        return AgeBand.HIGH_SCHOOL
    return AgeBand.PRESCHOOL


def _school_band(match: "re.Match[str]") -> AgeBand:
    if match.group("e"):
        return AgeBand.ELEMENTARY_SCHOOL
    return AgeBand.JUNIOR_HIGH_SCHOOL if match.group("j") else AgeBand.HIGH_SCHOOL


def _month_age(folded: str, match: "re.Match[str]") -> Tuple[Optional[int], Optional[AgeBand]]:
    """A count of months is an age beside a child's word, and at the head of a sentence where a baby is told of."""
    if match.group("m5") and not _OF_BABY.search(folded):
        return None, None
    months = next((match.group(name) for name in _MONTH_GROUPS if match.group(name)), None)
    return number_of(months) // 12 if months else 0, None


def _grade_band(folded: str, match: "re.Match[str]") -> Optional[AgeBand]:
    """四年生 and above are a primary school's; 二年生 is of the school that the message names."""
    low = match.group("g") in tuple("123一二三")
    if low and not _UPPER_GRADE.search(folded):
        return next((band for word, band in _SCHOOLS if word in folded), None)
    return AgeBand.ELEMENTARY_SCHOOL


def _word_value(folded: str, match: "re.Match[str]") -> Tuple[Optional[int], Optional[AgeBand]]:
    word = match.group("word")
    age = WORD_AGES[word] if word in WORD_AGES else number_of(word[0])
    if age < 10 and _not_yet(folded, match.start()):
        return None, None
    return (None, decade_band(age)) if match.group("wo") else (age, None)


_MONTH_GROUPS = ("m1", "m2", "m3", "m4", "m5", "m6")
_OF_BABY = re.compile(r"泣|夜泣き|ゆす[っぶり]|揺さぶ|ミルク|授乳|母乳|離乳|おむつ|オムツ|赤ちゃん|赤ん坊")
_UPPER_GRADE = re.compile(r"[4-6四五六]年生")
_SCHOOLS = (
    ("小学", AgeBand.ELEMENTARY_SCHOOL),
    ("中学", AgeBand.JUNIOR_HIGH_SCHOOL),
    ("高校", AgeBand.HIGH_SCHOOL),
)
_Value = Tuple[Optional[int], Optional[AgeBand]]
_READERS: Dict[str, Callable[[str, "re.Match[str]"], _Value]] = {
    "month": _month_age,
    "school": lambda folded, m: (None, _school_band(m)),
    "pupil": lambda folded, m: (None, _pupil_band(m.group("pupil"))),
    "decade": lambda folded, m: (None, decade_band(number_of(m.group("dec")))),
    "years": lambda folded, m: _from_number(folded, m, m.group("n"), "n"),
    "bare": lambda folded, m: _from_number(folded, m, m.group("b"), "b"),
    "grade": lambda folded, m: (None, _grade_band(folded, m)),
    "kana": lambda folded, m: _rounded(number_of(m.group("k")), "soon" if _not_yet(folded, m.start()) else None, None),
    "word": lambda folded, m: _word_value(folded, m),
    "about": lambda folded, m: (
        None,
        decade_band(int(m.group("ara"))) if m.group("ara") else WORD_BANDS.get(m.group("about")),
    ),
    "aged": lambda folded, m: (None, AgeBand.AGED),
    "infant": lambda folded, m: (None, AgeBand.INFANT),
    "adult": lambda folded, m: (None, AgeBand.ADULT),
}
_GROUPS = tuple(_READERS)


def read_ages(folded: str) -> Tuple[AgeReading, ...]:
    """Find the ages in width-folded text, in order.

    Args:
        folded: text through ``fold_width``, so that offsets are those of the raw text.
    """
    found: List[AgeReading] = []
    for match in _PATTERN.finditer(folded):
        group = next(name for name in _GROUPS if match.group(name) is not None)
        age, band = _READERS[group](folded, match)
        if age is None and band is None:
            continue
        found.append(AgeReading(Span(match.start(), match.end()), age, band, bare=group in ("bare", "kana")))
    return tuple(found)
