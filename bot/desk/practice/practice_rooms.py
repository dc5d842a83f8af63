"""Drill mode: trainers offer drills, trainees take them at the desk, both read how it went."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sanic import Request
from sanic.response import HTTPResponse, json, redirect

from bot.accounts.staff import Staff
from bot.channels.errors import Refusal
from bot.channels.requests import dialogue_of
from bot.desk.forms import fields_of
from bot.desk.pages import page
from bot.desk.practice.practice_view import book_view, live_view, report_view
from bot.desk.refusing import refusing
from bot.desk.rooms import Rooms, wants_page
from bot.practice.errors import PracticeError, UnknownPractice
from bot.practice.playing import Playing
from bot.practice.practices import OVER, PracticeView

rooms = Rooms("desk_practice")

TRAINERS = ("supervisor",)
PEOPLE = ("agent", "supervisor")
ALL = "/desk/practice"
ONE = "/desk/practice/<practice:int>"


@rooms.get(ALL, roles=PEOPLE)
async def book(request: Request, staff: Staff) -> HTTPResponse:
    """Show what is offered and going on, the drills to choose from, and the last reports."""
    return page(request, "practice/book.html", staff, book=book_view(_playing(request), staff))


@rooms.post(ALL, roles=TRAINERS)
async def offer(request: Request, staff: Staff) -> HTTPResponse:
    """Offer a drill to somebody who is at the desk."""
    fields = fields_of(request)
    with _refusing():
        practice = _playing(request).offer(
            fields.get("drill", ""), staff, fields.get("trainee", "")
        )
    return redirect(f"{ALL}/{practice}", status=303)


@rooms.get(ONE, roles=PEOPLE)
async def one(request: Request, staff: Staff, practice: int) -> HTTPResponse:
    """Show one practice: to the trainer as it goes on, to both how it went."""
    playing = _playing(request)
    with _refusing():
        found = _seen_by(playing, staff, practice)
    if found.state == OVER:
        shown = report_view(playing, found)
        return page(request, "practice/report.html", staff, report=shown)
    if staff.role in TRAINERS:
        return page(request, "practice/live.html", staff, live=live_view(playing, found))
    return redirect("/desk", status=303)


@rooms.get(f"{ONE}/now", roles=TRAINERS)
async def now(request: Request, staff: Staff, practice: int) -> HTTPResponse:
    """Draw what the trainer looks at anew."""
    playing = _playing(request)
    with _refusing():
        found = playing.book.get(practice)
    return page(request, "practice/live_piece.html", staff, live=live_view(playing, found))


@rooms.post(f"{ONE}/accept", roles=PEOPLE)
async def accept(request: Request, staff: Staff, practice: int) -> HTTPResponse:
    """Take an offered drill; the desk opens the conversation."""
    with _refusing():
        taken = await _playing(request).accept(practice, staff)
    if wants_page(request):
        return redirect(f"/desk#{taken.conversation_id}", status=303)
    return json({"conversation": taken.conversation_id})


@rooms.post(f"{ONE}/decline", roles=PEOPLE)
async def decline(request: Request, staff: Staff, practice: int) -> HTTPResponse:
    """Leave an offered drill for another time."""
    with _refusing():
        _playing(request).decline(practice, staff)
    if wants_page(request):
        return redirect(ALL, status=303)
    return json({"word": "好，下次再练。"}, ensure_ascii=False)


@rooms.post(f"{ONE}/stop", roles=TRAINERS)
async def stop(request: Request, staff: Staff, practice: int) -> HTTPResponse:
    """End a practice; what was done so far is judged."""
    with _refusing():
        await _playing(request).stop(practice)
    return redirect(f"{ALL}/{practice}", status=303)


def _playing(request: Request) -> Playing:
    return Playing(dialogue_of(request.app))


def _seen_by(playing: Playing, staff: Staff, practice: int) -> PracticeView:
    """Return a practice; to others than trainers only their own is known."""
    found = playing.book.get(practice)
    if staff.role not in TRAINERS and found.trainee_id != staff.id:
        raise UnknownPractice
    return found


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what practices and the queue refuse into a Refusal."""
    try:
        with refusing():
            yield
    except PracticeError as error:
        raise Refusal(error.status, error.code, error.message) from error
