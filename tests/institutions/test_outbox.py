"""Deliveries are planned once, claimed by one, sent in order, and wait for a person when dead."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.institutions.delivering import manners
from bot.institutions.errors import TooManyWebhooks, UnknownDelivery, UnknownWebhook, WrongField
from bot.institutions.letters import DeliveryView
from bot.institutions.outbox import Outcome, Parcel
from tests.institutions.house import AGENT, House

URL = "https://bank.example/hook"
ARRIVED, FAILED = Outcome(status=204), Outcome(status=500, failure="status")
MINUTE = timedelta(minutes=1)


def subscribe(house: House, institution_id: str = "icbc", kinds: tuple[str, ...] = ()) -> str:
    return house.institutions.webhooks.make(institution_id, URL, kinds, "boss").webhook.id


def claim(house: House, webhook: str) -> Parcel:
    parcel = house.institutions.outbox.claim(webhook)
    assert parcel is not None
    return parcel


def deliveries(house: House, webhook: str, state: str | None = None) -> list[DeliveryView]:
    return list(reversed(house.institutions.letters.newest("icbc", webhook, state)))


def let_die(house: House, webhook: str) -> int:
    """Fail until nothing is left to try; return how many tries it took."""
    tries = 0
    while deliveries(house, webhook, "waiting"):
        house.fixed.move(timedelta(days=2))
        parcel = house.institutions.outbox.claim(webhook)
        if parcel is None:
            break
        house.institutions.outbox.finish(parcel, FAILED)
        tries += 1
    return tries


def test_a_plan_is_made_once_however_often_it_is_made(house: House) -> None:
    before = house.forwarded()
    webhook = subscribe(house)
    other = subscribe(house, "abc")
    number = house.forwarded()
    house.tickets.urge(number, "consumer")
    house.tickets.urge(before, "consumer")
    assert house.institutions.outbox.plan() == 3
    assert house.institutions.outbox.plan() == 0
    assert [(one.kind, one.number) for one in deliveries(house, webhook)] == [
        ("ticket.forwarded", number),
        ("ticket.urged", number),
        ("ticket.urged", before),
    ]
    assert house.institutions.letters.newest("abc", other) == ()


def test_only_what_is_wanted_is_planned(house: House) -> None:
    webhook = subscribe(house, kinds=("ticket.urged",))
    house.tickets.urge(house.forwarded(), "consumer")
    house.institutions.outbox.plan()
    assert [one.kind for one in deliveries(house, webhook)] == ["ticket.urged"]


def test_a_parcel_says_which_event_of_which_ticket(house: House) -> None:
    made = house.institutions.webhooks.make("icbc", URL, (), "boss")
    number = house.forwarded()
    house.institutions.outbox.plan()
    parcel = claim(house, made.webhook.id)
    (told,) = house.institutions.feed.after("icbc", 0, 10).events
    assert (parcel.event, parcel.kind, parcel.at) == (told.id, told.kind, told.at)
    assert (parcel.number, parcel.url, parcel.secret) == (number, URL, made.secret)
    assert made.secret not in repr(parcel)
    assert parcel.claimed_until == house.clock.now() + manners().claim


def test_what_is_claimed_is_nobody_elses_until_the_claim_ends(house: House) -> None:
    webhook = subscribe(house)
    house.forwarded()
    house.institutions.outbox.plan()
    first = claim(house, webhook)
    assert house.institutions.outbox.claim(webhook) is None
    assert house.institutions.outbox.due() == ()
    house.fixed.move(manners().claim + timedelta(seconds=1))
    second = claim(house, webhook)
    assert (second.event, second.delivery) == (first.event, first.delivery)
    house.institutions.outbox.finish(first, FAILED)  # it comes back after all: too late
    assert deliveries(house, webhook)[0].tries == 0
    house.institutions.outbox.finish(second, ARRIVED)
    assert [(one.state, one.tries, one.status) for one in deliveries(house, webhook)] == [
        ("sent", 1, 204)
    ]


def test_events_of_a_ticket_wait_for_each_other_and_for_no_other_ticket(house: House) -> None:
    webhook, outbox = subscribe(house), house.institutions.outbox
    one, other = house.forwarded(), house.forwarded()
    house.tickets.urge(one, "consumer")
    outbox.plan()
    first, second = claim(house, webhook), claim(house, webhook)
    assert [(parcel.number, parcel.kind) for parcel in (first, second)] == [
        (one, "ticket.forwarded"),
        (other, "ticket.forwarded"),
    ]
    assert outbox.claim(webhook) is None
    outbox.finish(first, FAILED)
    outbox.finish(second, ARRIVED)
    assert outbox.claim(webhook) is None
    house.fixed.move(MINUTE)
    outbox.finish(claim(house, webhook), ARRIVED)
    third = claim(house, webhook)
    assert (third.number, third.kind) == (one, "ticket.urged")


def test_pauses_grow_and_differ_until_it_is_dead(house: House) -> None:
    webhook, outbox = subscribe(house), house.institutions.outbox
    house.forwarded()
    outbox.plan()
    pauses = []
    for _ in manners().pauses:
        outbox.finish(claim(house, webhook), FAILED)
        (delivery,) = deliveries(house, webhook, "waiting")
        pauses.append(delivery.due_at - house.clock.now())
        assert outbox.claim(webhook) is None
        house.fixed.set(delivery.due_at)
    outbox.finish(claim(house, webhook), FAILED)
    assert [one.state for one in deliveries(house, webhook)] == ["dead"]
    for pause, usual in zip(pauses, manners().pauses, strict=True):
        assert abs(pause - usual) <= usual * manners().jitter
        assert pause != usual
    assert all(early < late for early, late in pairwise(pauses))


def test_a_dead_letter_holds_its_ticket_back_until_a_person_sends_it_again(house: House) -> None:
    webhook, outbox, letters = (
        subscribe(house),
        house.institutions.outbox,
        house.institutions.letters,
    )
    number = house.forwarded()
    house.tickets.urge(number, "consumer")
    outbox.plan()
    assert let_die(house, webhook) == len(manners().pauses) + 1
    other = house.forwarded()
    outbox.plan()
    assert claim(house, webhook).number == other
    (dead,) = deliveries(house, webhook, "dead")
    assert (dead.number, dead.kind, dead.status) == (number, "ticket.forwarded", 500)
    assert letters.resend("icbc", webhook, dead.id) == 1
    again = claim(house, webhook)
    assert again.event == dead.event
    outbox.finish(again, ARRIVED)
    assert claim(house, webhook).kind == "ticket.urged"


def test_a_dead_letter_can_be_given_up(house: House) -> None:
    webhook, letters = subscribe(house), house.institutions.letters
    number = house.forwarded()
    house.tickets.urge(number, "consumer")
    house.institutions.outbox.plan()
    let_die(house, webhook)
    assert letters.skip("icbc", webhook) == 1
    assert claim(house, webhook).kind == "ticket.urged"
    assert [one.kind for one in deliveries(house, webhook, "skipped")] == ["ticket.forwarded"]


def test_dead_letters_of_others_are_not_there(house: House) -> None:
    webhook, theirs = subscribe(house), subscribe(house, "abc")
    house.forwarded()
    house.institutions.outbox.plan()
    let_die(house, webhook)
    (dead,) = deliveries(house, webhook, "dead")
    letters = house.institutions.letters
    for institution, hook, delivery, error in (
        ("abc", webhook, dead.id, UnknownWebhook),
        ("abc", theirs, dead.id, UnknownDelivery),
        ("icbc", webhook, dead.id + 1, UnknownDelivery),
        ("icbc", "nothing", None, UnknownWebhook),
    ):
        for act in (letters.resend, letters.skip):
            with pytest.raises(error):
                act(institution, hook, delivery)
    with pytest.raises(UnknownWebhook):
        letters.newest("abc", webhook)
    assert [one.state for one in deliveries(house, webhook)] == ["dead"]


def test_a_webhook_that_says_it_is_gone_is_paused_until_somebody_resumes_it(house: House) -> None:
    webhook, outbox, hooks = (
        subscribe(house),
        house.institutions.outbox,
        house.institutions.webhooks,
    )
    number = house.forwarded()
    outbox.plan()
    outbox.finish(claim(house, webhook), Outcome(status=410, failure="status"))
    view = hooks.get("icbc", webhook)
    assert (view.pause, view.dead) == ("gone", 1)
    house.tickets.urge(number, "consumer")
    assert outbox.plan() == 0
    assert hooks.resume("icbc", webhook).pause == ""
    house.institutions.letters.resend("icbc", webhook)
    assert outbox.plan() == 1
    sent = []
    while parcel := outbox.claim(webhook):
        sent.append(parcel.kind)
        outbox.finish(parcel, ARRIVED)
    assert sent == ["ticket.forwarded", "ticket.urged"]


def test_nothing_is_claimed_for_a_webhook_that_is_paused_or_ended(house: House) -> None:
    hooks, outbox = house.institutions.webhooks, house.institutions.outbox
    paused, ended = subscribe(house), subscribe(house)
    house.forwarded()
    outbox.plan()
    assert hooks.pause("icbc", paused).pause == "asked"
    hooks.end("icbc", ended)
    assert outbox.due() == ()
    assert outbox.claim(paused) is outbox.claim(ended) is None
    assert [hook.id for hook in hooks.of("icbc")] == [paused]
    for act in (hooks.get, hooks.end, hooks.pause, hooks.resume):
        with pytest.raises(UnknownWebhook):
            act("icbc", ended)
        with pytest.raises(UnknownWebhook):
            act("abc", paused)
    hooks.resume("icbc", paused)
    assert outbox.due() == (paused,)


def test_webhooks_are_checked_and_counted(house: House) -> None:
    hooks = house.institutions.webhooks
    with pytest.raises(WrongField, match="kinds"):
        hooks.make("icbc", URL, ("ticket.nothing",), "boss")
    with pytest.raises(WrongField, match="url"):
        hooks.make("icbc", "http://bank.example/", (), "boss")
    made = [hooks.make("icbc", URL, (), "boss") for _ in range(manners().webhooks_per_institution)]
    assert len({one.secret for one in made}) == len(made)
    with pytest.raises(TooManyWebhooks):
        hooks.make("icbc", URL, (), "boss")
    hooks.end("icbc", made[0].webhook.id)
    assert hooks.make("icbc", URL, (), "boss").webhook.waiting == 0


def test_what_was_sent_long_ago_is_forgotten_and_not_planned_again(house: House) -> None:
    webhook, outbox = subscribe(house), house.institutions.outbox
    house.forwarded()
    outbox.plan()
    outbox.finish(claim(house, webhook), ARRIVED)
    house.forwarded()
    outbox.plan()
    house.fixed.move(manners().keep_sent + MINUTE)
    assert house.institutions.tidy() == 1
    assert [one.state for one in deliveries(house, webhook)] == ["waiting"]
    assert outbox.plan() == 0


def test_more_than_a_stretch_is_planned(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.institutions.outbox.STRETCH", 2)
    subscribe(house)
    for _ in range(5):
        house.tickets.urge(house.forwarded(), AGENT)
    assert house.institutions.outbox.plan() == 10
