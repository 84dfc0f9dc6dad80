"""Talk of one's job, a film, a study or a gift tells of nobody's household, unless somebody of it is named."""

from __future__ import annotations

import pytest

from nlu.core.household import read_household
from nlu.core.morphology import analyze
from nlu.core.talk_frame import is_of_nobody

OF_NOBODY = """
デイサービスの職員をしています
認知症カフェのスタッフとして手伝ってます
特養で働いています、夜勤がきつい
訪問介護事業所です
介護のバイトをしてます
ヤングケアラーのドラマを見た
貧困の特集やってた
8050のニュースを見て考えた
虐待の映画で泣いた
漫画で障害のある子の話を読んだ
卒論で不登校を調べています
生活保護の研修に出ました
認知症サポーター講座っていつですか
福祉の資格をとりたい
フードバンクに寄付したい
こども食堂のボランティアをやりたい
"""
OF_SOMEBODY = """
家賃が払えません
眠れなくてつらい
学校に行けてない
借金があります
介護がつらい
障害年金がもらえない
母が認知症で、デイサービスの職員さんと話した
父の介護をしながら夜勤をしています
娘がゲームばかりで学校に行かない
夫がテレビを投げる
"""


def _is_of_nobody(text: str) -> bool:
    return is_of_nobody(text, read_household(text, analyze(text)))


@pytest.mark.parametrize("text", OF_NOBODY.split())
def test_of_nobody(text: str) -> None:
    assert _is_of_nobody(text)


@pytest.mark.parametrize("text", OF_SOMEBODY.split())
def test_of_somebody(text: str) -> None:
    assert not _is_of_nobody(text)


@pytest.mark.parametrize("text", ["", " ", "🎬", "ん"])
def test_little_is_of_somebody(text: str) -> None:
    assert not _is_of_nobody(text)
