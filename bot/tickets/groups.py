"""Joint complaints: several people, one matter, a few who speak for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.language import ticket_number
from bot.practice_marks import is_practice
from bot.tickets.actors import check_actor
from bot.tickets.contents import LONGEST_NAME, checked_text
from bot.tickets.errors import NotJoinable, TooManyRepresentatives, UnknownGroup
from bot.tickets.models import Ticket, TicketGroup
from bot.tickets.office import Office
from bot.tickets.registration import institution_of_complaint


@dataclass(frozen=True)
class GroupView:
    """A joint complaint: `members` and `representatives` are ticket numbers, the oldest first."""

    name: str
    title: str = field(repr=False)
    institution_id: str | None
    institution_name: str
    opened_at: datetime
    members: tuple[str, ...]
    representatives: tuple[str, ...]
    major_since: datetime | None


class Groups(Office):
    """Complaints that belong together.

    A group is held before its tickets, so that acts on several of them never block each other. All
    raise NotAllowed, UnknownTicket, UnknownGroup, and NotJoinable with what stands against it.
    """

    def open_group(self, number: str, title: str, actor: str) -> GroupView:
        """Make a joint complaint of a ticket, whose number becomes the group's name.

        Again changes nothing. Raises WrongInput for a title that is missing or too long.
        """
        title = checked_text("title", title, LONGEST_NAME)
        with self._database.session() as session:
            ticket = self._take(session, number, actor, "open_group")
            _check_member(session, ticket)
            if ticket.group_name not in (None, number):
                raise NotJoinable("in_another_group")
            if session.get(TicketGroup, number) is None:
                group = self._new_group(ticket, title, actor)
                session.add(group)
                self._take_in(session, ticket, group, actor)
        return self.join(number, number, actor, representative=bool(ticket.represents))

    def join(
        self, number: str, group: str, actor: str, *, representative: bool = False
    ) -> GroupView:
        """Let a ticket take part in a joint complaint, or change whether it represents the others.

        Raises TooManyRepresentatives. From the profile's number of members on (20) it is a major
        complaint: an event of the kind `major_group` tells so.
        """
        with self._database.session() as session:
            joint = self._hold(session, group)
            ticket = self._take(session, number, actor, "join")
            self._check_joining(session, ticket, joint)
            self._take_in(session, ticket, joint, actor)
            if bool(ticket.represents) != representative:
                self._let_represent(session, ticket, actor, representative=representative)
            return _view_group(session, joint)

    def leave_group(self, number: str, actor: str) -> GroupView:
        """Take a ticket out of its joint complaint again; what was major remains so."""
        check_actor(actor, "leave_group")
        with self._database.session() as session:
            joint = self._hold(session, self._group_of(session, number))
            ticket = self._take(session, number, actor, "leave_group")
            if ticket.group_name == joint.name:
                ticket.group_name, ticket.represents = None, None
                self._write(ticket, "left_group", actor, about=joint.name)
            session.flush()
            return _view_group(session, joint)

    def groups(self, *, major: bool | None = None) -> tuple[GroupView, ...]:
        """Return the joint complaints, newest first; `major` picks those that are (not) major."""
        wanted = select(TicketGroup).order_by(TicketGroup.opened_at.desc(), TicketGroup.name)
        if major is not None:
            is_major = TicketGroup.major_at.is_not(None)
            wanted = wanted.where(is_major if major else ~is_major)
        with self._database.reading() as session:
            found = session.execute(wanted.options(selectinload(TicketGroup.members)))
            return tuple(_view(group, group.members) for group in found.scalars())

    def group(self, name: str) -> GroupView:
        """Return one joint complaint; raises UnknownGroup."""
        with self._database.reading() as session:
            found = session.get(TicketGroup, name) if ticket_number.is_valid(name) else None
            if found is None:
                raise UnknownGroup("there is no joint complaint of this name")
            return _view_group(session, found)

    def _hold(self, session: Session, name: str) -> TicketGroup:
        wanted = select(TicketGroup).where(TicketGroup.name == name).with_for_update()
        known = ticket_number.is_valid(name)
        group = session.execute(wanted).scalar_one_or_none() if known else None
        if group is None:
            raise UnknownGroup("there is no joint complaint of this name")
        return group

    def _new_group(self, ticket: Ticket, title: str, actor: str) -> TicketGroup:
        return TicketGroup(
            name=ticket.number,
            title=title,
            institution_id=ticket.institution_id,
            institution_name=ticket.institution_name,
            opened_at=self._clock.now(),
            opened_by=actor,
        )

    def _group_of(self, session: Session, number: str) -> str:
        """Return the group's name without holding the ticket, which comes after its group."""
        name: str | None = self._look(session, number).group_name
        if name is None:
            raise NotJoinable("not_in_a_group")
        return name

    def _check_joining(self, session: Session, ticket: Ticket, joint: TicketGroup) -> None:
        if ticket.group_name == joint.name:
            return
        _check_member(session, ticket)
        if ticket.group_name is not None:
            raise NotJoinable("in_another_group")
        if institution_of_complaint(ticket) != institution_of_complaint(joint):
            raise NotJoinable("other_institution")

    def _take_in(self, session: Session, ticket: Ticket, group: TicketGroup, actor: str) -> None:
        if ticket.group_name == group.name:
            return
        ticket.group_name, ticket.represents = group.name, False
        self._write(ticket, "joined_group", actor, about=group.name)
        session.flush()
        if group.major_at is None and self._is_major(_members(session, group.name)):
            group.major_at = self._clock.now()
            self._write(ticket, "major_group", actor, about=group.name)

    def _is_major(self, members: list[Ticket]) -> bool:
        """Count people: a merged ticket is somebody counted already, a withdrawn one has left."""
        people = [member for member in members if member.state not in ("merged", "withdrawn")]
        return len(people) >= self._profile.life.major_group.number

    def _let_represent(
        self, session: Session, ticket: Ticket, actor: str, *, representative: bool
    ) -> None:
        most = self._profile.life.representatives.number
        speaking = [member for member in _members(session, ticket.group_name) if member.represents]
        if representative and len(speaking) >= most:
            raise TooManyRepresentatives(most)
        ticket.represents = representative
        kind = "represents_group" if representative else "represents_no_more"
        self._write(ticket, kind, actor, about=ticket.group_name)
        session.flush()


def _check_member(session: Session, ticket: Ticket) -> None:
    if ticket.kind != "complaint":
        raise NotJoinable("no_complaint")
    if not ticket.is_open:
        raise NotJoinable("closed")
    if is_practice(session, ticket.conversation_id):
        raise NotJoinable("practice")


def _members(session: Session, name: str) -> list[Ticket]:
    wanted = select(Ticket).where(Ticket.group_name == name).order_by(Ticket.id)
    return list(session.execute(wanted).scalars())


def _view_group(session: Session, group: TicketGroup) -> GroupView:
    return _view(group, _members(session, group.name))


def _view(group: TicketGroup, members: list[Ticket]) -> GroupView:
    return GroupView(
        name=group.name,
        title=group.title,
        institution_id=group.institution_id,
        institution_name=group.institution_name,
        opened_at=group.opened_at,
        members=tuple(member.number for member in members),
        representatives=tuple(member.number for member in members if member.represents),
        major_since=group.major_at,
    )
