"""Own tickets by the interface: listed, read, acted upon; another's are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.desk.api.program import Program
from tests.desk.house import House
from tests.desk.tickets import in_state, register

ANSWER = {
    "findings": "经查，年费扣收前没有告知。",
    "reasons": "依据领用合约第八条。",
    "remedies": ["mediation", "review"],
    "remedy_words": "三十日内可申请核查。",
    "outcome": "granted",
    "paid": "360.50",
}
DECISION = {"findings": "复核过了", "reasons": "原答复成立", "remedies": ["litigation"]}
ACTS: Mapping[str, dict[str, Any]] = {
    "acknowledge": {},
    "acknowledge-urge": {},
    "assign": {"branch": "昌平支行"},
    "answer": ANSWER,
    "review": DECISION,
    "extension": {"why": "要调监控"},
    "contacts": {"way": "phone", "reached": True, "note": "约了明天"},
}

OTHER = {"answer": {"findings": "又查了一次"}}


async def test_a_ticket_is_listed_and_read_with_its_person_on_record(
    house: House, icbc: Program
) -> None:
    number = in_state(house.hotline, "forwarded", phone="13811115555")
    (listed,) = (await icbc.get("/tickets")).json["tickets"]
    assert listed["number"] == number and listed["state"] == "forwarded"
    assert listed["link"] == f"/api/v1/tickets/{number}"
    assert listed["amount"] == "360.00" and listed["registered_at"] == "2026-11-23T02:00:00Z"
    assert listed["acknowledge"]["days_left"] > 0
    assert listed["answer"]["day"] > listed["acknowledge"]["day"]
    assert house.hotline.institutions.keys.looks("icbc") == ()
    read = await icbc.get(f"/tickets/{number}")
    assert read.json["ticket"] == listed
    assert read.json["person"] == {"name": "王小明", "phone": "13811115555", "id_number": None}
    assert read.json["narrative"] == "信用卡年费没告知就扣了"
    assert read.headers["Cache-Control"] == "no-store" and read.headers["ETag"]
    (look,) = house.hotline.institutions.keys.looks("icbc")
    assert (look.key_id, look.number) == (icbc.key_id, number)
    assert set(look.fields) >= {"name", "phone", "narrative"}


async def test_the_whole_life_of_a_ticket(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "forwarded")
    one = f"/tickets/{number}"
    assert (await icbc.post(f"{one}/acknowledge")).json["state"] == "in_progress"
    assert (await icbc.post(f"{one}/assign", ACTS["assign"])).json["assigned"] == "昌平支行"
    assert (await icbc.post(f"{one}/contacts", ACTS["contacts"])).status == 200
    assert (await icbc.post(f"{one}/extension", ACTS["extension"])).json["extension"]
    house.hotline.tickets.urge(number, "consumer")
    assert (await icbc.get("/tickets")).json["tickets"][0]["open_urges"] == 1
    assert (await icbc.post(f"{one}/acknowledge-urge")).json["open_urges"] == 0
    assert (await icbc.post(f"{one}/answer", ANSWER)).json["state"] == "answered"
    house.hotline.tickets.review(number, "没说清依据", "consumer")
    assert (await icbc.post(f"{one}/review", DECISION)).json["state"] == "answered"
    whole = (await icbc.get(one)).json
    assert [answer["kind"] for answer in whole["answers"]] == ["answer", "review"]
    first = whole["answers"][0]
    assert first["paid"] == "360.50" and first["remedies"] == ["review", "mediation"]
    assert whole["contacts"][0]["reached"] is True and whole["contacts"][0]["note"] == "约了明天"
    kinds = [one["kind"] for one in whole["events"]]
    assert kinds[0] == "ticket.forwarded" and "ticket.urged" in kinds


@pytest.mark.parametrize("act", ACTS)
async def test_every_act_tells_the_version_after_it(house: House, icbc: Program, act: str) -> None:
    state = "answered" if act == "review" else "in_progress"
    number = in_state(house.hotline, "forwarded" if act == "acknowledge" else state)
    if act == "review":
        house.hotline.tickets.review(number, "没说清依据", "consumer")
    before = (await icbc.get(f"/tickets/{number}")).headers["ETag"]
    done = await icbc.post(f"/tickets/{number}/{act}", ACTS[act], If_Match=before)
    assert done.status == 200, done.text
    assert done.headers["ETag"] == (await icbc.get(f"/tickets/{number}")).headers["ETag"]
    assert (done.headers["ETag"] == before) == (act == "acknowledge-urge")  # there was none


async def test_what_changed_since_it_was_read_is_not_acted_upon(
    house: House, icbc: Program
) -> None:
    number = in_state(house.hotline, "forwarded")
    before = (await icbc.get(f"/tickets/{number}")).headers["ETag"]
    house.hotline.tickets.urge(number, "consumer")
    for act in set(ACTS) - {"contacts"}:
        refused = await icbc.post(f"/tickets/{number}/{act}", ACTS[act], If_Match=before)
        assert (refused.status, refused.code) == (412, "changed_meanwhile")
    assert house.hotline.tickets.find(number).state == "forwarded"


async def test_a_version_that_is_none_of_ours(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "forwarded")
    for version in ('"stale"', 'W/"stale"', '"', "é" * 300, '"a", "b"'):
        refused = await icbc.post(f"/tickets/{number}/acknowledge", If_Match=version)
        assert refused.status == 412
        assert int(refused.headers["Content-Length"]) == len(refused.text.encode())


@pytest.mark.parametrize("version", ["*", "weak"])
async def test_any_version_and_a_weak_one_will_do(
    house: House, icbc: Program, version: str
) -> None:
    number = in_state(house.hotline, "forwarded")
    if version == "weak":
        version = "W/" + (await icbc.get(f"/tickets/{number}")).headers["ETag"]
    assert (await icbc.post(f"/tickets/{number}/acknowledge", If_Match=version)).status == 200


async def test_anothers_ticket_looks_exactly_like_one_that_does_not_exist(
    house: House, icbc: Program, ccb: Program
) -> None:
    number = in_state(house.hotline, "forwarded")
    at_home = register(house.hotline)  # of the own bank, not forwarded yet
    report = register(house.hotline, kind="report", intent="report_violation")
    nobody = "2600000000"
    for method, path, content in _questions():
        answers = []
        for asked, who in ((number, ccb), (nobody, ccb), (at_home, icbc), (report, icbc)):
            given = await _ask(who, method, path.format(number=asked), content)
            headers = {k: v for k, v in given.headers.items() if k not in ("Date",)}
            answers.append((given.status, given.text, headers))
        assert answers[0][0] == 404
        assert all(answer == answers[0] for answer in answers), (method, path, answers)
    assert house.hotline.institutions.keys.looks("ccb") == ()
    assert house.hotline.tickets.find(number).state == "forwarded"


def _questions() -> list[tuple[str, str, Any]]:
    acts = [("POST", "/tickets/{number}/" + act, content) for act, content in ACTS.items()]
    reads = [("GET", "/tickets/{number}" + rest, None) for rest in ("", "/evidence", "/evidence/x")]
    return [*reads, *acts, ("PUT A FILE", "/tickets/{number}/evidence", b"%PDF-1.4")]


async def _ask(who: Program, method: str, path: str, content: Any) -> Any:
    if method == "GET":
        return await who.get(path)
    if method == "POST":
        return await who.post(path, content)
    return await who.send("POST", path, content)


async def test_numbers_that_are_none(icbc: Program) -> None:
    for number in ("abc", "9" * 300, "%00", "2600000000%20", "..%2f..", "%E4%B8%80", "%ff"):
        assert (await icbc.get(f"/tickets/{number}")).status in (400, 404)
        assert (await icbc.post(f"/tickets/{number}/acknowledge")).status in (400, 404)


CONTENTS_THAT_CANNOT_BE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("answer", {"findings": " "}, "invalid_field"),
    ("answer", {"findings": None}, "invalid_field"),
    ("answer", {"findings": "长" * 4001}, "invalid_field"),
    ("answer", {"remedies": ["prayer"]}, "invalid_field"),
    ("answer", {"remedies": ["review"] * 9}, "invalid_field"),
    ("answer", {"remedies": []}, "wrong_input"),
    ("answer", {"outcome": "maybe"}, "invalid_field"),
    ("answer", {"paid": 360}, "invalid_field"),
    ("answer", {"paid": "NaN"}, "invalid_field"),
    ("answer", {"paid": "-1"}, "invalid_field"),
    ("answer", {"paid": "1.005"}, "invalid_field"),
    ("answer", {"paid": "３６０"}, "invalid_field"),
    ("answer", {"paid": "9" * 14}, "invalid_field"),
    ("answer", {"mood": "good"}, "invalid_field"),
    ("assign", {"branch": ""}, "invalid_field"),
    ("assign", {"branch": "支" * 81}, "invalid_field"),
    ("assign", {"branch": ["昌平支行"]}, "invalid_field"),
    ("extension", {"why": "　"}, "invalid_field"),
    ("extension", {"why": "因" * 501}, "invalid_field"),
    ("contacts", {"way": "pigeon"}, "invalid_field"),
    ("contacts", {"reached": "yes"}, "invalid_field"),
    ("contacts", {"note": "话" * 501}, "invalid_field"),
    ("acknowledge", {"why": "?"}, "invalid_field"),
)


async def test_contents_that_cannot_be_change_nothing(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    before = house.hotline.institutions.files.version(_officer(icbc), number)
    for act, changes, code in CONTENTS_THAT_CANNOT_BE:
        refused = await icbc.post(f"/tickets/{number}/{act}", {**ACTS[act], **changes})
        assert (refused.status, refused.code) == (422, code), (act, changes, refused.text)
    assert house.hotline.institutions.files.version(_officer(icbc), number) == before


def _officer(program: Program) -> Any:
    return program.house.hotline.institutions.keys.officer(program.token, "read")


async def test_signs_that_no_database_takes_are_left_out(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    words = "经查\0\ud800，没有告知"
    done = await icbc.post(f"/tickets/{number}/answer", {**ANSWER, "findings": words})
    assert done.status == 200
    (answer,) = house.hotline.tickets.details(number).answers
    assert answer.findings == "经查，没有告知"


async def test_what_the_state_does_not_allow(house: House, icbc: Program) -> None:
    wrong = {
        "closed": set(ACTS) - {"acknowledge-urge"},
        "answered": {"answer"},
        "forwarded": {"review"},
    }
    for state, acts in wrong.items():
        number = in_state(house.hotline, state)
        for act in acts:
            refused = await icbc.post(
                f"/tickets/{number}/{act}", {**ACTS[act], **OTHER.get(act, {})}
            )
            assert refused.status in (409, 422) and refused.message, (state, act, refused.text)
        assert house.hotline.tickets.find(number).state == state


async def test_the_very_same_answer_again_by_another_request_is_the_same_answer(
    house: House, icbc: Program
) -> None:
    number = in_state(house.hotline, "in_progress")
    for _ in range(2):
        assert (await icbc.post(f"/tickets/{number}/answer", ANSWER)).status == 200
    assert len(house.hotline.tickets.details(number).answers) == 1
