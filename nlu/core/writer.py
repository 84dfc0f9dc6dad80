"""The writer: whether they speak of themself as a person of the household, and whether they belong to it."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.evidence import Span
from bot.domain.vocabulary import Sex
from nlu.core.person import Person

PROFESSION = (
    r"(?:民生委員|児童委員|民生児童委員|主任児童委員|ケアマネ(?:ージャー|さん)?|担任|"
    r"教員|教師|教諭|(?:デイ(?:サービス)?)の(?:送迎|職員)|学校の先生|保育士|看護師|保健師|相談員|相談支援専門員|ヘルパー|訪問介護員|"
    r"介護士|介護職員?|自治会長?|自治会の役員|町内会長?|町内会の役員|"
    r"大家|管理人|包括|社協|児童館|養護教諭|施設長|訪問看護師?|訪看|SSW|スクールソーシャルワーカー|"
    r"ソーシャルワーカー|MSW|福祉委員|支援員|班長|区長|組長|学童の?支援員|塾講師|新聞配達員?|"
    r"配達員|教頭|校長|(?:野球|サッカー|バスケ|水泳|少年団)の(?:コーチ|監督)|同じ(?:棟|階|団地|町内|アパート|マンション)に住む(?:者|[^、。]{1,4})|同じ団地の者|不動産屋|郵便局員|薬剤師)"
)
_INTRODUCES = re.compile(
    rf"{PROFESSION}(?:を(?:して|やって|務め|つとめ|させて)|です|でして|で[、す]|として|"
    rf"の者|と申|をし|だけど|ですが|やってます|やってる|の[^がはをに。、\n]{{1,6}}(?:です|"
    rf"と申))"
    r"|(?:小学校|中学校?|高校|学校|デイ(?:サービス)?)(?:で働いて|に勤めて|勤務)"
    r"|を担当して(?:い|お)|担当(?:して(?:い)?る|地区|区域|の(?:家庭|世帯|地区|方|利用者))|見守り(?:活動|訪問|"
    r"の訪問)|(?:うちの|私の|担任の)?(?:クラス|学級|(?<![育稚も])園)の(?:生徒|児童|園児|子)|受け持ち|"
    r"教え子|訪問先の"
)
_TROUBLE_WITH_NEIGHBOR = re.compile(
    r"騒音|うるさ|苦情|嫌がらせ|いやがらせ|いやみ|もめ|揉め|(?<!息子に)(?<!娘に)(?<!嫁に)(?<!嫁さんに)(?<!夫に)(?<!家族に)怒鳴られ|文句|トラブル|ゴミ(?:を|"
    r"の)(?:うち|出し|捨|ルール)|タバコの|足音|睨|無視|つきあい|付き合い|回覧|境界|越境|"
    r"迷惑|頼れ|助け(?:て|られ)|手伝って(?:くれ|もら)|親切|世間体|目が気|知られたく|バレ|"
    r"ばれ|噂|うわさ|に相談"
)
_SELF_STATES = re.compile(
    r"(?:^|[。、！!\s\n]|は|で)(?P<word>(?P<role>専業主婦|シングルマザー|シンママ|シングルファザー|"
    r"妊婦|主夫|(?<!専業)主婦|女性?|男性?)(?:です(?!が.{0,2}(?:倒|来))|で(?:す|、)|なん(?:です|"
    r"だ|で)|をして(?:い|ま)|を?やって(?:い|ま)|だけど|なの))"
)


def introduces_profession(folded: str) -> bool:
    """True when the writer presents themself as somebody whose task it is to look after others."""
    return bool(_INTRODUCES.search(folded))


def quarrels_with_neighbor(folded: str) -> bool:
    """True when a neighbour is the writer's trouble or support, not a person in need."""
    return bool(_TROUBLE_WITH_NEIGHBOR.search(folded))


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
    specific = [i for i in candidates if people[i].sex is not None or people[i].band is not None]
    chosen = told or specific or candidates
    return chosen[0] if chosen else None
