"""The writer: whether they speak of themself as a person of the household, and whether they belong to it."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.evidence import Span
from bot.domain.vocabulary import Sex
from nlu.core.person import Person

_PROFESSION = (
    r"(?:民生委員|児童委員|民生児童委員|主任児童委員|ケアマネ(?:ージャー|さん)?|担任|"
    r"教員|教師|学校の先生|保育士|看護師|保健師|相談員|相談支援専門員|ヘルパー|訪問介護員|"
    r"介護士|介護職員?|自治会長?|自治会の役員|町内会長?|町内会の役員|"
    r"大家|管理人|包括|社協|児童館|養護教諭|施設長|訪問看護師?|訪看|SSW|スクールソーシャルワーカー|"
    r"ソーシャルワーカー|MSW|福祉委員|支援員|班長|区長|組長|学童の?支援員|塾講師|新聞配達員?|"
    r"配達員|不動産屋|郵便局員|薬剤師)"
)
_INTRODUCES = re.compile(
    rf"{_PROFESSION}(?:を(?:して|やって|務め|つとめ|させて)|です|でして|で[、す]|として|"
    rf"の者|と申|をし|だけど|ですが|やってます|やってる|の[^がはをに。、\n]{{1,6}}(?:です|"
    rf"と申))"
    r"|を担当して(?:い|お)|担当(?:して(?:い)?る|地区|区域|の(?:家庭|世帯|地区|方|利用者))|見守り(?:活動|訪問|"
    r"の訪問)|(?:うちの|私の|担任の)?(?:クラス|学級|(?<![育稚も])園)の(?:生徒|児童|園児|子)|受け持ち|"
    r"教え子|訪問先の"
)
_TROUBLE_WITH_NEIGHBOR = re.compile(
    r"騒音|うるさ|苦情|嫌がらせ|いやがらせ|いやみ|もめ|揉め|怒鳴られ|文句|トラブル|ゴミ(?:を|"
    r"の)(?:うち|出し|捨|ルール)|タバコの|足音|睨|無視|つきあい|付き合い|回覧|境界|越境|"
    r"迷惑|頼れ|助け(?:て|られ)|手伝って(?:くれ|もら)|親切|世間体|目が気|知られたく|バレ|"
    r"ばれ|噂|うわさ|に相談"
)
_SELF_STATES = re.compile(
    r"(?:^|[。、！!\s\n]|は|で)(?P<word>(?P<role>専業主婦|シングルマザー|シンママ|シングルファザー|"
    r"妊婦|主夫|(?<!専業)主婦|女性?|男性?)(?:です(?!が.{0,2}(?:倒|来))|で(?:す|、)|なん(?:です|"
    r"だ|で)|をして(?:い|ま)|を?やって(?:い|ま)|だけど|なの))"
)
_SUBJECT = re.compile(
    r"(?:自身|ひとり|一人|だけ|ばかり|ばっか)?(?:は(?!$)|が|も|だって|って|、|\s|まで|"
    r"には|にも|の(?:体|身体|からだ|病|障害|障がい|仕事|収入|給料|年金|貯金|うつ|鬱|気持|"
    r"心|人生|ほうが|方が|方も|将来|生活|持病|借金|体調|メンタル|ストレス|話|こと))"
)
_BENIGN = re.compile(
    r"(?:暮ら|住ん|住み|同居|(?:長女|次女|長男|次男|末っ子|一人っ子|一人娘|一人息子|娘|"
    r"息子|嫁|妻|夫|母|父|母親|父親|孫|姉|兄|弟|妹|主婦)(?:です|で[、す]|だ|なの)|思|"
    r"おもい|おもう|聞い|聞き|知って|知り|知らな|見て(?:い|あげ|ます)|面倒を(?:見|み)|"
    r"世話を?(?:し|して)|介護(?:を|して)|看て|みて(?:い|ます)|送り迎え|働いて(?:い(?:て|"
    r"ます|る)|ます|る|おり|て)|仕事を?して(?:い|ま)|通って|相談|"
    + _PROFESSION
    + r"|隣|近所|連絡|手伝|話し|言っ|言い|付き添|代わり|代理|"
    r"平気|大丈夫|元気|いい(?:です|けど)|良い|構いませ|かまいませ|味方|遠く|離れて|東京|"
    r"県外|遠方|結婚して(?:い|家)|嫁い)"
)
_OWN_HEALTH = re.compile(r"(?:もう)?(?:鬱|うつ|がん|癌|病|限界|無理|死に|疲れ|しんど)")
_CLAUSE_END = re.compile(r"[。！？!?\n]|、|(?:ので|から|けど|けれど|のに|ですが|ますが|たら)")
_OWN_TROUBLE = re.compile(
    r"疲|つかれ|しんど|つら|辛|限界|無理|もたな|眠れ|寝れ|ねむれ|病気|難病|癌|がん|ガン|"
    r"障害|障がい|うつ|鬱|発達|手帳|透析|入院|手術|通院|倒れ|失業|無職|仕事が|クビ|首に|"
    r"辞め|やめ|払え|借金|お金|生活|死に|消え|泣|不安|怖|こわ|いじめ|学校|"
    r"殴|叩|暴力|妊娠|産後|離婚|孤独|ひとりぼっち|独り|さみし|寂し|体調|腰|痛|具合|壊|"
    r"こわれ|パンク|いっぱい|動け|働け|ストレス|イライラ|いらいら|やば|ヤバ|悩|困|わから|"
    r"分から|できな|出来な|足り|リストラ|退職|収入|年金|引きこも|ひきこも|もう|だめ|ダメ|"
    r"責め|くたくた|へとへと|ぎりぎり|ギリギリ|倒れそう|持病|糖尿|喘息|車椅子|認知|物忘れ|"
    r"弱っ|歩け|目が|耳が"
)


def introduces_profession(folded: str) -> bool:
    """True when the writer presents themself as somebody whose task it is to look after others."""
    return bool(_INTRODUCES.search(folded))


def quarrels_with_neighbor(folded: str) -> bool:
    """True when a neighbour is the writer's trouble or support, not a person in need."""
    return bool(_TROUBLE_WITH_NEIGHBOR.search(folded))


def speaks_of_self(folded: str, person: Person) -> bool:
    """True when a first-person word is the subject of something that is the writer's own trouble or state."""
    match = _SUBJECT.match(folded, person.end)
    if match is None:
        return False
    if person.word in ("うち", "ウチ") and match.group(0) in ("は", "も", "、", "には", "って"):
        return bool(_OWN_HEALTH.match(folded, match.end()))
    if person.word == "自分" and match.group(0) in ("、", "って"):
        return False
    rest = folded[match.end() : match.end() + 40]
    end = _CLAUSE_END.search(rest, 1)
    clause = rest[: end.start()] if end else rest
    following = rest[: end.end() + 14] if end and end.group(0) == "、" else clause
    if _BENIGN.search(clause) and not _OWN_TROUBLE.search(clause):
        return False
    return bool(_OWN_TROUBLE.search(following)) or (match.group(0).startswith("の") and len(match.group(0)) > 1)


def self_statement(folded: str) -> "Optional[tuple[Span, Optional[Sex]]]":
    """Return where the writer states a role that is their own sex (シングルマザーです), and the sex."""
    match = _SELF_STATES.search(folded)
    if match is None:
        return None
    word = match.group("word")
    female = word.startswith(("専業主婦", "主婦", "シングルマザー", "シンママ", "妊婦", "女"))
    start = match.start("word")
    role = match.group("role")
    return Span(start, start + len(role)), Sex.FEMALE if female else Sex.MALE


def person_in_need(people: Sequence[Person], aged: Sequence[int], foreign: bool) -> Optional[int]:
    """Return the neighbour or client whom the message is about: the first with an age, else the first."""
    roles = ("neighbour", "client", "person", "other_kin") if foreign else ("neighbour", "client")
    candidates = [i for i, p in enumerate(people) if p.is_outsider and p.role in roles]
    described = [i for i in candidates if i in aged]
    if described:
        return described[0]
    told = [i for i in candidates if people[i].word_start != people[i].start or people[i].role == "client"]
    chosen = told or candidates
    return chosen[0] if chosen else None
