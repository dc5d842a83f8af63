"""Files of a ticket by the interface: handed in, listed, read; every look is on record."""

from __future__ import annotations

import hashlib

from tests.desk.api.program import Program
from tests.desk.house import House
from tests.desk.tickets import in_state
from tests.evidence.files import SECRET, png, wav

LARGEST = 10 * 1024 * 1024


async def test_a_file_goes_up_once_and_comes_down(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    files, picture = f"/tickets/{number}/evidence", png()
    up = await icbc.send("POST", files, picture)
    assert up.status == 201 and up.json["again"] is False
    file = up.json["file"]
    assert file["by"] == "institution" and file["media_type"] == "image/png"
    assert file["sha256"] == hashlib.sha256(picture).hexdigest()
    again = await icbc.send("POST", files, picture)
    assert again.status == 200 and again.json == {"file": file, "again": True}
    assert (await icbc.get(files)).json == {"files": [file]}
    assert (await icbc.get(f"/tickets/{number}")).json["files"] == [file]
    assert file["link"] == f"/api/v1{files}/{file['id']}"
    down = await icbc.get(f"{files}/{file['id']}")
    assert down.status == 200 and down.headers["Content-Type"] == "image/png"
    assert "attachment" in down.headers["Content-Disposition"]
    assert down.headers["Cache-Control"] == "no-store"
    assert SECRET not in down.text
    looks = house.hotline.institutions.keys.looks("icbc")
    assert [look.fields for look in looks if look.fields == ("evidence",)] == [("evidence",)]
    assert "ticket.evidence_added" in (await icbc.get("/events")).text


async def test_a_large_recording_arrives_whole(house: House, icbc: Program) -> None:
    number, recording = in_state(house.hotline, "in_progress"), wav(20.0)
    assert len(recording) > 64 * 1024
    up = await icbc.send("POST", f"/tickets/{number}/evidence", recording)
    assert up.status == 201, up.text
    assert up.json["file"]["size"] == len(recording)


async def test_what_is_no_evidence_is_refused(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    for content in (b"", b"MZ\x90\0 a program", b"<script>alert(1)</script>"):
        refused = await icbc.send("POST", f"/tickets/{number}/evidence", content)
        assert refused.status in (415, 422) and refused.message
    refused = await icbc.send("POST", f"/tickets/{number}/evidence", b"\0" * (LARGEST + 1))
    assert refused.status == 413 and refused.message
    assert (await icbc.get(f"/tickets/{number}/evidence")).json == {"files": []}


async def test_a_file_is_reached_by_its_own_ticket_and_bank_only(
    house: House, icbc: Program, ccb: Program
) -> None:
    number, other = in_state(house.hotline, "in_progress"), in_state(house.hotline, "in_progress")
    theirs = in_state(
        house.hotline, "in_progress", institution_id="ccb", institution_name="建设银行"
    )
    up = await icbc.send("POST", f"/tickets/{number}/evidence", png())
    id = up.json["file"]["id"]
    for program, ticket in ((icbc, other), (ccb, theirs), (ccb, number)):
        refused = await program.get(f"/tickets/{ticket}/evidence/{id}")
        assert refused.status == 404
    assert (await ccb.send("POST", f"/tickets/{number}/evidence", png())).status == 404
    assert len((await icbc.get(f"/tickets/{number}/evidence")).json["files"]) == 1
    assert house.hotline.institutions.keys.looks("ccb") == ()


async def test_a_body_with_a_wrong_key_is_not_taken(house: House, icbc: Program) -> None:
    number = in_state(house.hotline, "in_progress")
    headers = {"Authorization": "Bearer nonsense"}
    large = b"\0" * (3 * 1024 * 1024)
    assert (await icbc.send("POST", f"/tickets/{number}/evidence", large, headers)).status == 401
    assert (await icbc.get("/tickets")).status == 200
