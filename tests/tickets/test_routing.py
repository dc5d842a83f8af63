from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.calendar.clock import FixedClock
from bot.tickets.complaint import Complaint
from bot.tickets.errors import IllegalMove, NoSuchRoute, NotAllowed
from bot.tickets.filter import Filter
from bot.tickets.service import Tickets
from tests.tickets.people import AGENT, ANSWER, DAY, ICBC, REVIEWER, profile_of

MakeComplaint = Callable[..., Complaint]


def test_a_suggestion_goes_to_its_owner(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(kind="suggestion", intent="suggestion"), "bot").number
    view = tickets.route(number, AGENT)
    assert (view.owner, view.state) == ("消费者权益保护处", "in_progress")
    assert [event.kind for event in tickets.events(number)] == ["registered", "moved", "routed"]


def test_praise_goes_to_who_is_praised(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(kind="praise", intent="praise"), "bot").number
    view = tickets.route(number, AGENT)
    assert (view.owner, view.state, view.deadlines) == ("被表扬的机构", "forwarded", {})
    assert tickets.visible(number, "icbc").kind == "praise"


def test_routing_again_changes_nothing(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(kind="praise", intent="praise"), "bot").number
    assert tickets.route(number, AGENT) == tickets.route(number, AGENT)
    assert len(tickets.events(number)) == 3


def test_a_report_has_its_own_clocks(tickets: Tickets, report: str, clock: FixedClock) -> None:
    assert {name: due.day for name, due in tickets.find(report).deadlines.items()} == {
        "report_accept": date(2026, 10, 9)
    }
    clock.move(5 * DAY)
    view = tickets.accept_report(report, REVIEWER)
    assert view.state == "in_progress"
    assert {name: due.day for name, due in view.deadlines.items()} == {
        "report_investigate": date(2026, 11, 28)  # 29 September and 60 days
    }
    assert tickets.accept_report(report, REVIEWER) == view


def test_a_report_goes_along_the_routes_of_the_profile(tickets: Tickets, report: str) -> None:
    assert tickets.route(report, AGENT).owner == "稽查部门"
    assert tickets.route(report, AGENT, "police").owner == "移送公安机关"
    assert tickets.route(report, AGENT, "police").state == "registered"
    routed = [event.about for event in tickets.events(report) if event.kind == "routed"]
    assert routed == ["enforcement", "police"]


def test_nothing_of_a_report_reaches_the_accused(
    tickets: Tickets, report: str, clock: FixedClock
) -> None:
    tickets.route(report, AGENT)
    tickets.accept_report(report, REVIEWER)
    clock.move(100 * DAY)
    assert tickets.search(Filter(visible_to="icbc")).total == 0
    duty = tickets.duty(institution_id="icbc")
    assert (duty.due, duty.overdue, duty.at_risk) == ((), (), ())
    tickets.remind()
    assert "reminded" not in [event.kind for event in tickets.events(report)]
    opinion = tickets.answer(report, ANSWER, REVIEWER)
    assert opinion.state == "answered"
    assert tickets.search(Filter(visible_to="icbc")).total == 0


@pytest.mark.parametrize("profile", ["nfra-12378", "pbc-12363"])
def test_no_route_is_an_institution(profile: str) -> None:
    routes = profile_of(profile).life.report_routes
    assert routes and not any("机构经办" in route.title for route in routes)
    assert len({route.name for route in routes}) == len(routes)


@pytest.mark.parametrize("to", ["icbc", "", "x" * 5000, "被举报机构"], ids=range(4))
def test_a_route_must_be_one_of_the_profile(tickets: Tickets, report: str, to: str) -> None:
    with pytest.raises(NoSuchRoute):
        tickets.route(report, AGENT, to)
    assert tickets.find(report).owner is None


def test_complaints_are_forwarded_not_routed(tickets: Tickets, number: str) -> None:
    with pytest.raises(NoSuchRoute):
        tickets.route(number, AGENT)
    with pytest.raises(NoSuchRoute):
        tickets.route(number, AGENT, "police")
    with pytest.raises(NoSuchRoute):
        tickets.accept_report(number, AGENT)


def test_owners_are_not_chosen(tickets: Tickets, complaint: MakeComplaint) -> None:
    number = tickets.register(complaint(kind="praise", intent="praise"), "bot").number
    with pytest.raises(NoSuchRoute):
        tickets.route(number, AGENT, "police")


def test_what_is_over_is_not_routed(
    tickets: Tickets, complaint: MakeComplaint, report: str
) -> None:
    tickets.not_accept(report, "没有具体事实", REVIEWER)
    with pytest.raises(IllegalMove):
        tickets.route(report, AGENT)
    with pytest.raises(IllegalMove):
        tickets.accept_report(report, REVIEWER)


@pytest.mark.parametrize("actor", ["consumer", ICBC])
def test_who_may_not(tickets: Tickets, report: str, actor: str) -> None:
    with pytest.raises(NotAllowed):
        tickets.route(report, actor)
    with pytest.raises(NotAllowed):
        tickets.accept_report(report, actor)
