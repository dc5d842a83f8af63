"""Drafts and the vault of masked values, on every database."""

from __future__ import annotations

from sqlalchemy import text

from bot.calendar.clock import FixedClock
from bot.database import Database
from bot.intake import vault
from bot.intake.draft import DECLINED, Draft
from bot.intake.drafts import Drafts
from bot.privacy.masking import Secret

DRAFT = Draft(institution="工商银行", matter=("扣了我的年费",), phone="138****8000")
PHONE = Secret("phone", "138****8000", "13800138000")


def keep(database: Database, conversation: str, clock: FixedClock, *secrets: Secret) -> None:
    with database.session() as session:
        vault.keep(session, conversation, secrets, clock.now())


def test_a_draft_is_there_until_it_is_closed(drafts: Drafts) -> None:
    drafts.save("one", DRAFT)
    assert drafts.open_draft("one") == DRAFT
    drafts.close("one")
    assert drafts.open_draft("one") is None


def test_the_newest_state_counts(drafts: Drafts) -> None:
    drafts.save("one", DRAFT)
    drafts.save("one", DRAFT.with_(demand="退钱"))
    saved = drafts.open_draft("one")
    assert saved is not None
    assert saved.demand == "退钱"


def test_an_unknown_conversation_has_no_draft(drafts: Drafts) -> None:
    assert drafts.open_draft("nobody") is None
    drafts.close("nobody")


def test_masks_become_values_again(drafts: Drafts, database: Database, clock: FixedClock) -> None:
    keep(database, "one", clock, PHONE)
    assert drafts.reveal("one", "138****8000", None, "王建国") == ("13800138000", None, "王建国")


def test_another_conversation_sees_only_masks(
    drafts: Drafts, database: Database, clock: FixedClock
) -> None:
    keep(database, "one", clock, PHONE)
    assert drafts.reveal("two", "138****8000") == ("138****8000",)


def test_who_resumes_takes_draft_and_values_along(
    drafts: Drafts, database: Database, clock: FixedClock
) -> None:
    keep(database, "one", clock, PHONE)
    drafts.save("one", DRAFT)
    assert drafts.hand_over(source="one", target="two") == DRAFT
    assert drafts.open_draft("one") is None
    assert drafts.open_draft("two") == DRAFT
    assert drafts.reveal("two", "138****8000") == ("13800138000",)


def test_a_closed_draft_is_not_handed_over(drafts: Drafts) -> None:
    drafts.save("one", DRAFT)
    drafts.close("one")
    assert drafts.hand_over(source="one", target="two") is None


def test_nothing_personal_lies_readable_in_the_database(
    drafts: Drafts, database: Database, clock: FixedClock
) -> None:
    keep(database, "one", clock, PHONE)
    drafts.save("one", DRAFT)
    with database.reading() as session:
        stored = [*session.execute(text("SELECT content FROM drafts")).scalars()]
        stored += [*session.execute(text("SELECT value FROM vault")).scalars()]
    assert not any("8000" in str(value) or "年费" in str(value) for value in stored)


def test_a_value_said_again_is_the_one_that_counts(
    drafts: Drafts, database: Database, clock: FixedClock
) -> None:
    keep(database, "one", clock, PHONE)
    keep(database, "one", clock, Secret("phone", "138****8000", "13899998000"))
    with database.reading() as session:
        assert vault.known(session, "one") == {"138****8000": "13899998000"}


def test_a_name_that_no_mask_knew_is_hidden_all_the_same(drafts: Drafts) -> None:
    hidden = drafts.with_hidden_name("one", DRAFT.with_(person_name="燥敏"))
    assert hidden.person_name == "某*"
    assert drafts.reveal("one", hidden.person_name) == ("燥敏",)


def test_two_hidden_names_have_marks_of_their_own(drafts: Drafts) -> None:
    one = drafts.with_hidden_name("one", DRAFT.with_(person_name="燥敏"))
    other = drafts.with_hidden_name("one", DRAFT.with_(person_name="环梅"))
    assert drafts.reveal("one", one.person_name, other.person_name) == ("燥敏", "环梅")


def test_no_name_and_a_mark_stay_as_they_are(drafts: Drafts) -> None:
    for name in (None, DECLINED, "王**"):
        draft = DRAFT.with_(person_name=name)
        assert drafts.with_hidden_name("one", draft) == draft
