"""The rooms of drill mode: who offers, who takes, who looks on, what is refused."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest

from bot.calendar.clock import FixedClock
from bot.practice import drill as drills
from bot.practice.playing import Playing
from bot.practice.practices import PracticeView
from tests.desk.house import Colleague, Consumer, House

DRILL = "card_fee_corrected"
ALL = "/desk/practice"
SITUATION = "中途问时限，改口说是农行"
FIRST = "工行信用卡扣了我三百六年费"


def playing(house: House) -> Playing:
    return Playing(house.dialogue)


def practices(house: House) -> tuple[PracticeView, ...]:
    return (*playing(house).book.going_on(), *playing(house).book.past())


async def offered(house: House, trainer: Colleague, trainee: Colleague) -> PracticeView:
    """Offer the drill to somebody; return the practice."""
    answer = await trainer.send(ALL, drill=DRILL, trainee=trainee.staff.id)
    assert answer.status == 303, answer.text
    return practices(house)[0]


async def begun(house: House, trainer: Colleague, trainee: Colleague) -> PracticeView:
    """Offer the drill and let it be taken."""
    practice = await offered(house, trainer, trainee)
    answer = await trainee.do(f"{ALL}/{practice.id}/accept")
    assert answer.json == {"conversation": practice.conversation_id}
    return practice


async def says(house: House, who: Colleague, clock: FixedClock, words: str) -> None:
    """Say something in the practice, and let time pass until the script has spoken."""
    clock.move(timedelta(seconds=5))
    path = f"/desk/conversations/{practices(house)[0].conversation_id}/say"
    assert (await who.do(path, text=words, key=uuid.uuid4().hex)).status == 200
    clock.move(timedelta(seconds=5))
    who.arrive("bank")
    await playing(house).look()


async def test_a_trainer_chooses_a_drill_and_somebody_at_the_desk(
    house: House, chen: Colleague, li: Colleague
) -> None:
    shown = await chen.page(ALL)
    assert SITUATION in shown.text and "李晓" in shown.text
    assert "branch_praise" not in shown.text  # another hotline's
    assert "gibberish" not in shown.text  # nothing in it for people
    practice = await offered(house, chen, li)
    assert (practice.drill, practice.trainee_id, practice.state) == (DRILL, li.staff.id, "offered")
    waiting = await chen.page(f"{ALL}/{practice.id}")
    assert "等对方开始" in waiting.text
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", waiting.text))
    assert facts["机构"] == "农业银行" and facts["要求"] == "退款" and facts["类型"] == "投诉"
    assert facts["金额"] == "360.00 元" and facts["电话"] == "13800138000"


async def test_the_trainee_is_told_at_the_desk(
    house: House, chen: Colleague, li: Colleague
) -> None:
    assert "开始演练" not in (await li.page("/desk")).text
    async with li.line() as line:
        await line.receive("ready")
        practice = await offered(house, chen, li)
        await line.receive("queue")
    for path in ("/desk", "/desk/queue"):
        text = (await li.page(path)).text
        assert f'data-act="/desk/practice/{practice.id}/accept"' in text
        assert FIRST not in text and SITUATION not in text  # what comes is a surprise
        assert "开始演练" not in (await chen.page(path)).text


async def test_taken_it_is_a_conversation_like_others(
    house: House, chen: Colleague, li: Colleague
) -> None:
    practice = await begun(house, chen, li)
    assert "开始演练" not in (await li.page("/desk")).text
    entries = await li.get(f"/desk/conversations/{practice.conversation_id}/entries?after=0")
    texts = [entry["text"] for entry in entries.json["entries"]]
    assert any(text.startswith(FIRST) for text in texts) and "演练" in texts[0] + texts[1]
    assert '<span class="mark-word strong">演练</span>' in (await li.page("/desk/queue")).text
    again = await li.do(f"{ALL}/{practice.id}/accept")
    assert again.json == {"conversation": practice.conversation_id}
    assert len(practices(house)) == 1


async def test_without_scripts_the_room_leads_to_the_desk(
    house: House, chen: Colleague, li: Colleague
) -> None:
    practice = await offered(house, chen, li)
    assert "有一场演练等您接" in (await li.page(ALL)).text
    answer = await li.send(f"{ALL}/{practice.id}/accept")
    assert answer.status == 303
    assert answer.headers["Location"] == f"/desk#{practice.conversation_id}"
    assert (await li.page(f"{ALL}/{practice.id}")).status == 303  # no looking at what is expected


async def test_an_offer_can_wait_for_another_day(
    house: House, chen: Colleague, li: Colleague
) -> None:
    practice = await offered(house, chen, li)
    assert "下次" in (await li.do(f"{ALL}/{practice.id}/decline")).json["word"]
    assert (await li.send(f"{ALL}/{practice.id}/decline")).headers["Location"] == ALL
    (declined,) = practices(house)
    assert (declined.ending, declined.score) == ("declined", None)
    assert "这一场没有开始" in (await li.page(f"{ALL}/{practice.id}")).text
    assert "没接" in (await chen.page(ALL)).text


async def test_the_trainer_looks_on_and_ends_it(
    house: House, chen: Colleague, li: Colleague, clock: FixedClock
) -> None:
    practice = await begun(house, chen, li)
    await says(house, li, clock, "这事换谁都急，我来记。")
    for path in (f"{ALL}/{practice.id}", f"{ALL}/{practice.id}/now"):
        live = await chen.page(path)
        assert FIRST in live.text and "这事换谁都急，我来记。" in live.text
    answer = await chen.send(f"{ALL}/{practice.id}/stop")
    assert answer.headers["Location"] == f"{ALL}/{practice.id}"
    (over,) = practices(house)
    assert (over.state, over.ending) == ("over", "stopped") and over.score is not None
    for reader in (chen, li):
        report = await reader.page(f"{ALL}/{practice.id}")
        assert f"<b>{over.score}</b>" in report.text and FIRST in report.text
        assert "一项一项看" in report.text
    assert "提前结束" in (await li.page(ALL)).text
    assert house.hotline.handoffs.mine(li.staff.id) == ()
    assert 'data-state="over"' in (await chen.page(f"{ALL}/{practice.id}/now")).text
    assert (await chen.send(f"{ALL}/{practice.id}/stop")).status == 303
    assert practices(house) == (over,)


async def test_whole_by_the_rooms_of_the_desk(
    house: House, chen: Colleague, li: Colleague, clock: FixedClock
) -> None:
    practice = await begun(house, chen, li)
    await says(house, li, clock, "换谁都会急，我来记。农行的电话是95599，不想打我就直接登记。")
    await says(house, li, clock, "一般15天内答复您。")
    for words in ("您希望银行怎么处理？", "怎么称呼您？", "手机号多少？"):
        await says(house, li, clock, words)
    talk = f"/desk/conversations/{practice.conversation_id}"
    told = {
        "institution": "农业银行",
        "matter": "信用卡扣了年费",
        "demand": "退钱",
        "amount": "360",
        "person_name": "王建国",
        "phone": "13800138000",
    }
    for field, value in told.items():
        answer = await li.do(f"{talk}/draft", "PUT", field=field, value=value)
        assert answer.status == 200, (field, answer.text)
    registered = await li.do(f"{talk}/register", intent="complain_fees")
    assert registered.status == 200, registered.text
    number = house.dialogue.switchboard.understood(practice.conversation_id)["ticket"]
    await says(house, li, clock, f"登记好了，单号{number}，最晚12月2日前转到银行。")
    assert (await li.do(f"{talk}/finish", outcome="registered")).status == 200
    await playing(house).look()
    (over,) = practices(house)
    assert (over.ending, over.score) == ("finished", 100)
    report = (await li.page(f"{ALL}/{practice.id}")).text
    assert "练完了" in report and "做得好" in report
    ledger = (await chen.page("/desk/tickets")).text
    assert number not in ledger
    assert not house.hotline.tickets.details(number).ticket.is_open


async def test_a_real_consumer_keeps_the_place(
    house: House, chen: Colleague, li: Colleague, consumer: Consumer
) -> None:
    consumer.wait()
    before = house.hotline.handoffs.place(consumer.id)
    practice = await begun(house, chen, li)
    assert before is not None
    place = house.hotline.handoffs.place(consumer.id)
    assert place is not None and place.position == before.position == 1
    assert [view.conversation_id for view in house.hotline.handoffs.queue()] == [consumer.id]
    assert practice.conversation_id not in (await chen.page("/desk/queue")).text.split("others")[0]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"drill": "gibberish"}, 404, "没有这个演练"),
        ({"drill": "../../etc/passwd"}, 404, "没有这个演练"),
        ({"drill": ""}, 404, "没有这个演练"),
        ({"trainee": "nobody"}, 409, "不在工作台上"),
        ({"drill": DRILL * 100}, 404, "没有这个演练"),
        ({"trainee": ""}, 409, "不在工作台上"),
    ],
)
async def test_what_cannot_be_offered(
    house: House,
    chen: Colleague,
    li: Colleague,
    fields: dict[str, str],
    status: int,
    words: str,
) -> None:
    answer = await chen.send(ALL, **{"drill": DRILL, "trainee": li.staff.id, **fields})
    assert answer.status == status and words in answer.text
    assert practices(house) == ()


async def test_one_practice_at_a_time(house: House, chen: Colleague, li: Colleague) -> None:
    await offered(house, chen, li)
    answer = await chen.send(ALL, drill=DRILL, trainee=li.staff.id)
    assert answer.status == 409 and "还有一场演练没结束" in answer.text
    assert len(practices(house)) == 1


async def test_who_has_left_the_desk_cannot_begin(
    house: House, chen: Colleague, li: Colleague
) -> None:
    practice = await offered(house, chen, li)
    house.hotline.handoffs.go(li.staff.id)
    answer = await li.do(f"{ALL}/{practice.id}/accept")
    assert answer.status == 409 and answer.message
    assert practices(house)[0].state == "offered"


@pytest.mark.parametrize("deed", ["accept", "decline"])
async def test_another_trainee_has_nothing_to_do_with_it(
    house: House, chen: Colleague, li: Colleague, wang: Colleague, deed: str
) -> None:
    practice = await offered(house, chen, li)
    answer = await wang.do(f"{ALL}/{practice.id}/{deed}")
    assert (answer.status, answer.code) == (404, "unknown_practice")
    assert (await wang.page(f"{ALL}/{practice.id}")).status == 404
    assert str(practice.id) not in [p.id for p in playing(house).book.past(wang.staff.id)]
    assert practices(house)[0].state == "offered"


@pytest.mark.parametrize("number", ["999", "0", "-1", "99999999999", "9" * 30])
async def test_practices_that_there_are_not(house: House, chen: Colleague, number: str) -> None:
    for path in (f"{ALL}/{number}", f"{ALL}/{number}/now"):
        assert (await chen.page(path)).status == 404
    for deed in ("accept", "decline", "stop"):
        assert (await chen.do(f"{ALL}/{number}/{deed}")).status == 404


@pytest.mark.parametrize("path", [f"{ALL}/1/now", f"{ALL}/1/stop", ALL])
async def test_trainees_do_not_train(house: House, li: Colleague, path: str) -> None:
    answer = await (li.get(path) if path.endswith("now") else li.do(path))
    assert answer.status == 403


@pytest.mark.parametrize("role", ["reviewer"])
async def test_others_have_no_business_here(house: House, role: str) -> None:
    other = house.colleague(role)
    assert (await other.page(ALL)).status == 403
    assert (await other.do(f"{ALL}/1/accept")).status == 403


async def test_where_there_are_no_drills(
    house: House, chen: Colleague, li: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.practice.playing.drills_of", lambda profile: {})
    assert "没有这条热线的演练脚本" in (await chen.page(ALL)).text
    answer = await chen.send(ALL, drill=DRILL, trainee=li.staff.id)
    assert answer.status == 404 and "tests/drills" in answer.text


async def test_a_drill_that_is_taken_away_ends_its_practices(
    house: House, chen: Colleague, li: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = await begun(house, chen, li)
    for module in ("bot.practice.playing", "bot.desk.practice.practice_view"):
        monkeypatch.setattr(f"{module}.drills_of", lambda profile: {})
    live = await chen.page(f"{ALL}/{practice.id}/now")
    assert live.status == 200 and DRILL in live.text
    await playing(house).look()
    (over,) = practices(house)
    assert (over.ending, over.report) == ("stopped", None)
    assert (await chen.page(f"{ALL}/{practice.id}")).status == 200
    assert house.hotline.handoffs.mine(li.staff.id) == ()


def test_the_drills_come_with_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert drills.DRILLS.is_absolute() and len(drills.all_drills()) > 50
