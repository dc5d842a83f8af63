"""Passwords and one-time codes that people tell us although nobody should ask for them."""

from __future__ import annotations

import re

from bot.language.numerals import digits_in_place
from bot.language.spans import Span, without_overlaps

_CUE = (
    r"(?:密码|口令|暗码|验证码|动态码|校验码|确认码|授权码|安全码|激活码|密保|后三码"
    r"|(?i:cvv2?|cvc2?|pin码?|password|otp)|卡背面(?:的)?(?:后)?三位(?:数字?)?)"
)
_LINK = (
    r"(?:[ \t:：=,，。、\"“”「」'’（(【\[]|是|为|就是|叫做?|我的|的|我?报给?你?|我?告诉你|我?给你"
    r"|我|收到了?|发来了?|您?听好|你?记一?下|设的?|设成|设置成?|设置为|改成了?|改为|输入?的?|填的?|数字|码|号|一下){0,6}"
)
_CODE = r"\d(?:[ \-,，、]?\d){3,11}"
_WORD = r"[A-Za-z][A-Za-z0-9!@#$%^&*_.\-]{3,31}"
_MIXED = r"[0-9]{1,12}[A-Za-z!@#$%^&*_][A-Za-z0-9!@#$%^&*_.\-]{2,31}"
_THREE = r"\d{3}(?!\d|[ \-]?\d|[次天年元块])"
_PATTERNS = (
    re.compile(rf"{_CUE}{_LINK}({_MIXED}|{_CODE}|{_WORD}|{_THREE})"),
    re.compile(rf"(?<!\d)({_CODE})[ ,，]?(?:这?个?(?:就?是|为)(?:我|卡)?(?:的|那个)?|这个){_CUE}"),
)
_HOTLINE = re.compile(r"95\d{3}|123\d\d")


def find_secrets(text: str) -> list[Span]:
    """Find secrets stated by a cue such as 密码是; the span is the secret alone."""
    digits = digits_in_place(text)
    return without_overlaps(
        Span(*match.span(1), text[match.start(1) : match.end(1)], match[1])
        for pattern in _PATTERNS
        for match in pattern.finditer(digits)
        if not _HOTLINE.fullmatch(match[1])
    )
