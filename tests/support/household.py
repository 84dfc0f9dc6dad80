"""The household of the seed, told by the wife in ten messages: three members, two fields, two patterns, no danger."""

from __future__ import annotations

MESSAGES = (
    "はじめまして。家のことで相談したいです",
    "わたしは39歳で、難病があります。入院と退院をくり返しています",
    "夫は40歳です。毎日残業で帰りが遅いです",
    "帰ってから家事もわたしの看病も夫がしてくれていて、もうへとへとみたいです",
    "娘は10歳です",
    "わたしが入院するたび、娘がさみしいと言って泣きます",
    "最近、娘が朝になると学校に行きたがらなくて、休みがちです",
    "3人で暮らしています",
    "いちばん心配なのは、夫が疲れていることです",
    "家事を少し手伝ってくれる人がいたら助かります",
)
