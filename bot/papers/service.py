"""What leaves the house on paper or as a file; names of files hold nothing about anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from bot.calendar.clock import Clock, shanghai_date
from bot.database import Database
from bot.evidence.views import EvidenceView
from bot.papers.ledger import Ledger
from bot.papers.ledger_rows import LedgerRows
from bot.papers.monthly import MonthlyReports
from bot.papers.monthly_paper import monthly_excel, monthly_pdf
from bot.papers.monthly_report import MonthlyReport
from bot.papers.ticket_paper import TicketPaper, ticket_pdf
from bot.profile import Profile
from bot.tickets.detail_views import TicketDetails
from bot.tickets.filter import Filter

CSV_TYPE = "text/csv; charset=utf-8"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"


class Papers:
    """Papers(database, profile, clock); share one between all threads.

    Whoever hands out personal data has looked at the role and written the look into the audit.
    What is no coroutine takes up to some seconds: call it in a thread.
    """

    def __init__(self, database: Database, profile: Profile, clock: Clock) -> None:
        self._profile = profile
        self._clock = clock
        self._ledger = Ledger(LedgerRows(database, profile, clock))
        self._reports = MonthlyReports(database, profile, clock)

    def ledger_count(self, wanted: Filter) -> int:
        """Return how many rows a ledger would have; raises WrongInput."""
        return self._ledger.count(wanted)

    def ledger_csv(self, wanted: Filter, *, personal: bool = False) -> AsyncIterator[bytes]:
        """Give the ledger as CSV piece by piece; personal columns only for who may have them."""
        return self._ledger.csv(wanted, personal=personal)

    async def ledger_excel(self, wanted: Filter, *, personal: bool = False) -> bytes:
        """Return the ledger as an Excel file; raises TooManyRows, WrongInput."""
        return await self._ledger.excel(wanted, personal=personal)

    def ticket_pdf(
        self,
        details: TicketDetails,
        files: Sequence[EvidenceView],
        *,
        printed_by: str,
        people: Mapping[str, str] | None = None,
        personal: bool = False,
    ) -> bytes:
        """Return a ticket as PDF; without `personal` names, numbers and words are masked.

        `printed_by` is a desk number (坐席07), `people` are desk numbers by account id.
        """
        sheet = TicketPaper(
            hotline=self._profile.name,
            details=details,
            files=files,
            titles=self._profile.life.titles,
            people=people or {},
            printed_at=self._clock.now(),
            printed_by=printed_by,
            personal=personal,
        )
        return ticket_pdf(sheet)

    def monthly_report(self, institution_id: str | None, day: date) -> MonthlyReport:
        """Return the figures of an institution (None: of all) for the month of `day`."""
        return self._reports.report(institution_id, day)

    def monthly_pdf(self, report: MonthlyReport) -> bytes:
        """Return the monthly report as PDF."""
        return monthly_pdf(report)

    def monthly_excel(self, report: MonthlyReport) -> bytes:
        """Return the monthly report as an Excel file."""
        return monthly_excel(report)

    def ledger_name(self, suffix: str) -> str:
        """Return what a ledger is called as a file: 台账-20261203.csv."""
        return f"台账-{shanghai_date(self._clock.now()):%Y%m%d}.{suffix}"


def ticket_name(number: str) -> str:
    """Return what a ticket is called as a file."""
    return f"工单-{number}.pdf"


def report_name(report: MonthlyReport, suffix: str) -> str:
    """Return what a monthly report is called as a file."""
    return f"反馈报告-{report.month:%Y%m}.{suffix}"
