"""Ages put right in the same breath: 「82ではなく83です」「82歳です。あ、83でした」「あ、72でした」."""

from __future__ import annotations

import re
from typing import Dict, List, Sequence, Set, Tuple

from bot.domain.evidence import Span
from nlu.core.age import AgeReading

_INSTEAD = re.compile(
    r"(?:歳|才|代|さい)?(?:\)|」)?[、,]?\s?(?:では?な[くい]|じゃな[くい]|じゃありません|ではありません|"
    r"やなくて|やのうて|でねえ|→|->|⇒|と(?:書|言|い|送)[^0-9]{0,8}(?:が|けど|ですが)|って(?:言|書|送)[^0-9。]{0,6}(?:が|けど|のに)|"
    r"は(?:間違|まちが|うそ|嘘|誤)|って(?:言|書|いっ)った)"
    r"[^0-9]{0,16}"
)
_AGAIN = re.compile(
    r"(?:歳|才|代)?[^0-9]{0,10}(?:(?:^|[、。！!\s,.…])(?:あ(?:[ーっ、。\s]|$)|いや|違[うった]|"
    r"ちが[うった]|ごめん|失礼)|すみません|すいません|すんません|間違|まちが|訂正|正しくは|"
    r"正確には|書き間違|打ち間違|やっぱ)[^0-9]{0,14}"
)
# 「七十……七十四です」
_FALTERS = re.compile(r"[、。]?(?:…|・・|\.\.)[…・.、\s]*")
_MARKER = re.compile(
    r"(?:^|[、。！!\s])(?:あ[ーっ、。\s]|あっ|いや[、,\s])|すみません|すいません|すんません|"
    r"ごめん|失礼|間違|まちが|訂正|正しくは|正確には|やっぱり?|じゃなく|ではなく|誤字|"
    r"打ち間違"
)
_WAS = re.compile(r"(?:歳|才|代|さい)?(?:でした|だった|の間違|のまちが|が正し|やった|じゃった|に訂正|" r"です|だわ)")


def corrected_ages(folded: str, ages: Sequence[AgeReading]) -> Tuple[Dict[Span, AgeReading], Set[Span]]:
    """Find corrections.

    Returns:
        The new reading by the span of the old one that it replaces, and the spans of all readings that correct one.
    """
    replaced: Dict[Span, AgeReading] = {}
    corrected: Set[Span] = set()
    for old, new in zip(ages, ages[1:], strict=False):
        between = folded[old.span.end : new.span.start]
        if len(between) <= 40 and (
            _FALTERS.fullmatch(between) or _INSTEAD.fullmatch(between) or _AGAIN.fullmatch(between)
        ):
            replaced[old.span] = new
            corrected.add(new.span)
    if len(ages) == 1:
        only = ages[0]
        if _MARKER.search(folded[max(0, only.span.start - 20) : only.span.start]):
            after = _WAS.match(folded, only.span.end)
            was = after is not None and not after.group(0).endswith(("です", "だわ"))
            named = re.search(r"間違|まちが|訂正|正しくは|正確には|じゃなく|ではなく", folded[: only.span.start])
            if was or (named and after is not None):
                corrected.add(only.span)
    return replaced, corrected


def without_replacements(ages: Sequence[AgeReading], replaced: Dict[Span, AgeReading]) -> List[AgeReading]:
    """Return the readings to attach: the old one keeps its place, the new one is put into it afterwards."""
    new_spans = {new.span for new in replaced.values()}
    return [age for age in ages if age.span not in new_spans]
