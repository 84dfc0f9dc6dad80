"""Width folding that keeps every offset: one code point in, one code point out."""

from __future__ import annotations

from typing import Dict

_HALF_KANA = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
_FULL_KANA = (
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
    "ハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)

_TABLE: Dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE.update({ord(half): full for half, full in zip(_HALF_KANA, _FULL_KANA, strict=True)})
_TABLE.update({0x3000: " ", ord("〜"): "~", ord("～"): "~", ord("\t"): " "})
_TABLE.update({ord(circled): str(number) for number, circled in enumerate("⓪①②③④⑤⑥⑦⑧⑨")})
# Kangxi radicals that phones and PDF copies put in place of the character itself.
_TABLE.update({ord("⼦"): "子", ord("⽗"): "父", ord("⽣"): "生", ord("⽉"): "月", ord("⼈"): "人"})


def fold_width(text: str) -> str:
    """Return ``text`` with full-width letters and digits and half-width kana folded, of the same length."""
    return text.translate(_TABLE)
