"""What a consumer hands in, as the conversation or the desk has gathered it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["complaint", "report", "enquiry", "suggestion", "praise", "callback"]
Channel = Literal["chat", "phone"]


@dataclass(frozen=True)
class Complaint:
    """One matter to be registered; `idempotency_key` names this one act of handing it in.

    `amount` is in CNY, `occurred` an ISO date or `start/end`, `phone` digits only.
    Personal values are plain here and must not be logged: they are left out of the repr.
    """

    kind: Kind
    intent: str
    institution_id: str | None
    institution_name: str
    narrative: str = field(repr=False)
    channel: Channel
    conversation_id: str
    idempotency_key: str
    branch: str | None = None
    demands: tuple[str, ...] = ()
    demand_text: str = field(default="", repr=False)
    product: str | None = None
    amount: Decimal | None = None
    occurred: str | None = None
    person_name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    emotion: str | None = None
    elderly: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
