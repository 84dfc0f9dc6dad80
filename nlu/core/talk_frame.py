"""Talk that is of nobody's own household: one's job, a film, a lecture, a donation, a question of principle.

「認知症カフェのスタッフをしています」 names a concern and tells of none. It holds only where no kin and no person in
need is named: a care manager who writes about the lady in her charge names her.
"""

from __future__ import annotations

import re

from nlu.core.household import HouseholdReading

# One's own trouble at work is no frame: only work for others' troubles is.
_JOB = (
    r"(?:介護|保育|福祉|施設|病院|病棟|デイ|看護|相談|警備|回収|老人ホーム|学童)[^、。\n]{0,4}?(?:の)?(?:仕事|バイト|パート|夜勤|職場|勤務)"
    r"|施設勤務|で働いて(?:い|ま)|の?(?:職員|スタッフ|看護師|保育士|介護士|ヘルパー|ケアマネ|相談員|教員|教師|警備員|医師)"
    r"(?:です|をして|をやって|として|してます|しています|やってます)"
    r"|利用者さん|利用者様|患者さん|入居者さん|施設長|事業所"
)
_MEDIA = (
    r"ドラマ|映画|アニメ|漫画|マンガ|小説|ニュース|番組|特集|新聞|テレビ|ラジオ"
    r"|ユーチューブ|YouTube|動画|本を読|ゲーム|連載|記事"
)
_STUDY = (
    r"レポート|論文|卒論|研修|講座|講演|勉強会|授業|試験|資格|調べています|調べてます|調べて(?:い|る)|取材|アンケート"
)
_GIVING = r"寄付|ボランティア|募金|募集|差し入れ"
_FRAME = re.compile("|".join((_JOB, _MEDIA, _STUDY, _GIVING)))


def is_of_nobody(text: str, household: HouseholdReading) -> bool:
    """Tell whether concerns named in the text are of nobody's household.

    Args:
        text: the raw message.
        household: who is named in it.
    """
    return not household.members and _FRAME.search(text) is not None
