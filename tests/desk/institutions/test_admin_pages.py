"""What an administrator sets up for institutions: keys shown once, webhooks, dead letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.calendar.clock import FixedClock
from bot.hotline import Hotline
from bot.institutions.addresses import Guard
from bot.institutions.delivering import manners
from tests.desk.api.program import Program
from tests.desk.house import Colleague, House
from tests.desk.institutions.people import back
from tests.desk.tickets import in_state
from tests.institutions.receiver import Receiver, answer

ALL = "/desk/institutions"
ICBC = f"{ALL}/icbc"
TOKEN = re.compile(r"xbk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
SECRET = re.compile(r"whsec_[A-Za-z0-9_-]{43}")


@pytest.fixture
def receiver(hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """What takes webhooks, on this computer: this installation lets them lead here."""
    postman = hotline.institutions.courier._postman
    monkeypatch.setattr(postman, "_guard", Guard(("127.0.0.0/8",)))
    with Receiver() as running:
        yield running


async def deliver(house: House) -> None:
    await house.hotline.institutions.courier.deliver()
    await house.hotline.institutions.courier.finish()


async def test_an_institution_is_opened_by_its_name(house: House, boss: Colleague) -> None:
    assert "还没有机构" in (await boss.page(ALL)).text
    for name in ("icbc", "工商银行"):
        led = await boss.page(f"{ALL}?institution={name}")
        assert (led.status, led.headers["Location"]) == (303, ICBC)
    for name in ("不存在的机构名", "x" * 300):
        refused = await boss.page(f"{ALL}?institution={name}")
        assert refused.status == 422 and "机构名录里没有" in refused.text
    for path in ("nobody", "9" * 200, "%00"):
        assert (await boss.page(f"{ALL}/{path}")).status == 404
    in_state(house.hotline, "forwarded")
    assert f'href="{ICBC}"' in (await boss.page(ALL)).text


async def test_a_key_is_shown_once_works_and_is_revoked(house: House, boss: Colleague) -> None:
    made = await boss.send(f"{ICBC}/keys", name="客诉系统", scope=["read"])
    (token,) = set(TOKEN.findall(made.text))
    assert made.status == 200 and "只显示一次" in made.text
    assert made.headers["Cache-Control"] == "no-store"
    page = (await boss.page(ICBC)).text
    assert "客诉系统" in page and "没用过" in page and not TOKEN.findall(page)
    program = Program(house, token)
    number = in_state(house.hotline, "forwarded")
    assert (await program.get(f"/tickets/{number}")).status == 200
    assert (await program.post(f"/tickets/{number}/acknowledge")).status == 403
    page = (await boss.page(ICBC)).text
    assert number in page and "没用过" not in page
    gone = await boss.send(f"{ICBC}/keys/{program.key_id}/revoke")
    assert (gone.status, gone.headers["Location"]) == (303, ICBC)
    assert (await program.get("/tickets")).status == 401
    assert "停用" in (await boss.page(ICBC)).text
    assert (await boss.send(f"{ALL}/ccb/keys/{program.key_id}/revoke")).status == 404
    assert (await boss.send(f"{ICBC}/keys/000000000000/revoke")).status == 404


async def test_wrong_fields_of_a_key_are_told_and_kept(house: House, boss: Colleague) -> None:
    for fields, words in (
        ({"name": "", "scope": ["read"]}, "请给密钥起个名字"),
        ({"name": "名" * 61, "scope": ["read"]}, "名字太长了"),
        ({"name": "客诉系统", "scope": []}, "请选这把密钥能做什么"),
        ({"name": "客诉系统", "scope": ["all"]}, "请选这把密钥能做什么"),
    ):
        refused = await boss.send(f"{ICBC}/keys", **fields)
        assert refused.status == 422 and words in refused.text
        assert f'value="{fields["name"]}"' in refused.text
        ticked = 'value="read" checked' in refused.text
        assert ticked == ("read" in fields["scope"])
    assert house.hotline.institutions.keys.of("icbc") == ()
    assert (await boss.send(f"{ALL}/nobody/keys", name="x", scope=["read"])).status == 404
    for _ in range(20):
        await boss.send(f"{ICBC}/keys", name="客诉系统", scope=["read"])
    refused = await boss.send(f"{ICBC}/keys", name="客诉系统", scope=["read"])
    assert refused.status == 409 and "密钥已经够多了" in refused.text


async def test_a_webhook_from_its_making_to_its_end(
    house: House, boss: Colleague, receiver: Receiver
) -> None:
    made = await boss.send(f"{ICBC}/webhooks", url=receiver.url, kind=["ticket.forwarded"])
    (secret,) = set(SECRET.findall(made.text))
    assert "只显示一次" in made.text
    (hook,) = house.hotline.institutions.webhooks.of("icbc")
    one = f"{ICBC}/webhooks/{hook.id}"
    page = (await boss.page(one)).text
    assert receiver.url in page and "转来新投诉" in page and not SECRET.findall(page)
    tried = await boss.send(f"{one}/try")
    assert "试发成功，对方答 HTTP 204" in tried.text and receiver.taken[0].is_signed(secret)
    receiver.script = [answer(500, b"no")]
    assert "试发没有成功" in (await boss.send(f"{one}/try")).text
    assert (await boss.send(f"{one}/pause")).status == 303
    assert "已经停着" in (await boss.page(one)).text and "停着" in (await boss.page(ICBC)).text
    number = in_state(house.hotline, "forwarded")
    await deliver(house)
    assert len(receiver.taken) == 2
    await boss.send(f"{one}/resume")
    await deliver(house)
    assert receiver.taken[-1].content["number"] == number
    page = (await boss.page(one)).text
    assert number in page and "送到了" in page
    ended = await boss.send(f"{one}/end")
    assert (ended.status, ended.headers["Location"]) == (303, ICBC)
    assert (await boss.page(one)).status == 404


async def test_dead_letters_are_seen_resent_and_given_up(
    house: House, boss: Colleague, receiver: Receiver, clock: FixedClock
) -> None:
    await boss.send(f"{ICBC}/webhooks", url=receiver.url)
    (hook,) = house.hotline.institutions.webhooks.of("icbc")
    assert len(hook.kinds) > 10
    one = f"{ICBC}/webhooks/{hook.id}"
    receiver.usual = answer(503, b"later")
    numbers = [in_state(house.hotline, "forwarded") for _ in range(3)]
    await deliver(house)
    for pause in manners().pauses:
        clock.move(pause * 2)
        await deliver(house)
    boss = back(boss)
    page = (await boss.page(one)).text
    assert "试够了次数还没送到" in page and "HTTP 503" in page and "later" in page
    assert all(number in page for number in numbers)
    assert "3 条要人处理" in (await boss.page(ALL)).text
    letters = house.hotline.institutions.letters
    ids = [letter.id for letter in letters.newest("icbc", hook.id, "dead")]
    receiver.usual = answer(204)
    assert (await boss.send(f"{one}/resend", letter=str(ids[0]))).status == 303
    await deliver(house)
    assert len(letters.newest("icbc", hook.id, "sent")) == 1
    assert (await boss.send(f"{one}/skip", letter=str(ids[1]))).status == 303
    assert (await boss.send(f"{one}/skip", letter=str(ids[1]))).status == 404
    for wrong in ("x", "-1", "9" * 15, "9" * 40, "１"):
        assert (await boss.send(f"{one}/resend", letter=wrong)).status == 404
    assert (await boss.send(f"{one}/resend")).status == 303
    await deliver(house)
    assert letters.newest("icbc", hook.id, "dead") == ()


async def test_addresses_that_cannot_be_are_told_and_kept(house: House, boss: Colleague) -> None:
    for url, words in (
        ("", "请写推送地址"),
        ("http://example.com/x", "要以 https:// 开头"),
        ("https://me:secret@example.com/", "不要带用户名和密码"),
        ("nonsense", "推送地址写得不对"),
        ("https://" + "a" * 500, "太长了"),
        ('https://a.cn/"><script>', "推送地址写得不对"),
    ):
        refused = await boss.send(f"{ICBC}/webhooks", url=url, kind=["ticket.urged"])
        assert refused.status == 422 and words in refused.text
        assert 'value="ticket.urged" checked' in refused.text and "<script>" not in refused.text
    refused = await boss.send(f"{ICBC}/webhooks", url="https://a.cn", kind=["ticket.eaten"])
    assert refused.status == 422 and 'value="https://a.cn"' in refused.text
    assert house.hotline.institutions.webhooks.of("icbc") == ()
    assert (await boss.send(f"{ALL}/nobody/webhooks", url="https://a.cn")).status == 404


async def test_anothers_webhook_is_not_found_here(house: House, boss: Colleague) -> None:
    await boss.send(f"{ICBC}/webhooks", url="https://a.cn")
    (hook,) = house.hotline.institutions.webhooks.of("icbc")
    elsewhere = f"{ALL}/ccb/webhooks/{hook.id}"
    assert (await boss.page(elsewhere)).status == 404
    for act in ("try", "pause", "resume", "end", "resend", "skip"):
        assert (await boss.send(f"{elsewhere}/{act}")).status == 404
    assert house.hotline.institutions.webhooks.get("icbc", hook.id).pause == ""
