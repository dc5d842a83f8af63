"""The secrets that telephone platforms share with us; without one a door stays shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

PREFIX = "XIAOBAO_"


@dataclass(frozen=True)
class PhoneKeys:
    """One secret for each dialect of the phone door; empty where the dialect is not used.

    `public_url` is the address under which Twilio reaches us, as it signs that address.
    """

    asterisk_password: str = field(default="", repr=False)
    aliyun_key_id: str = field(default="", repr=False)
    aliyun_key_secret: str = field(default="", repr=False)
    twilio_token: str = field(default="", repr=False)
    jambonz_secret: str = field(default="", repr=False)
    odfs_token: str = field(default="", repr=False)
    voicexml_password: str = field(default="", repr=False)
    public_url: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> PhoneKeys:
        """Read XIAOBAO_ASTERISK_PASSWORD, XIAOBAO_TWILIO_TOKEN and the others."""
        names = {one.name: PREFIX + one.name.upper() for one in fields(cls)}
        values = {name: environ.get(variable, "") for name, variable in names.items()}
        return cls(**{**values, "public_url": values["public_url"].rstrip("/")})
