"""Who acts in these tests, and what they hand in."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from bot.profile import load_profile
from bot.tickets.contents import Answer

profile_of = cache(load_profile)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
AGENT, SUPERVISOR, REVIEWER = "agent:3", "supervisor:1", "reviewer:2"
ICBC, OTHER_BANK = "institution:icbc/41", "institution:abc/17"
ANSWER = Answer(
    findings="经查，年费于9月1日扣收三百六十元，开卡时未见告知记录。",
    reasons="依据领用合约第八条，年费应当事先告知。",
    remedies=("review", "mediation", "litigation"),
    remedy_words="收到之日起三十日内可向省分行申请核查。",
)
