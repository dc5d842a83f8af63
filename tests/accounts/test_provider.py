"""An OpenID provider is believed only when every part of what it says holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey

from bot.access_settings import AccessSettings
from bot.accounts import provider as provider_module
from bot.accounts.provider import Departure, Provider, ProviderFailed
from bot.calendar.clock import FixedClock
from bot.privacy.encryption import Cipher
from bot.settings import Settings, SettingsError
from tests.accounts.openid import CLIENT, CLIENT_SECRET, OpenId, another_key, serving

BACK = "http://127.0.0.1:5005/desk/sign-in/provider/return"
CIPHER = Cipher(bytes(range(32)))


@pytest.fixture
def openid() -> Iterator[OpenId]:
    with serving(OpenId()) as openid:
        yield openid


@pytest.fixture
def now() -> FixedClock:
    """The provider signs by the computer's clock, so ours begins there."""
    return FixedClock(datetime.now(timezone.utc))


def provider_for(openid: OpenId, clock: FixedClock, **changes: Any) -> Provider:
    values: dict[str, Any] = {
        "oidc_issuer": openid.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": CLIENT_SECRET,
    }
    return Provider(AccessSettings(**(values | changes)), CIPHER, clock)


@pytest.fixture
def provider(openid: OpenId, now: FixedClock) -> Provider:
    return provider_for(openid, now)


def test_it_vouches_for_a_login(provider: Provider, openid: OpenId) -> None:
    departure = provider.begin(BACK, "/desk/duty")
    arrival = provider.arrive(departure.sealed, openid.authorise(departure.address))
    assert (arrival.login, arrival.wished) == ("li.xiao", "/desk/duty")


def test_the_way_there_carries_state_nonce_and_challenge_and_no_secret(
    provider: Provider, openid: OpenId
) -> None:
    first, second = (provider.begin(BACK, "").address for _ in range(2))
    asked, again = (parse_qs(urlsplit(address).query) for address in (first, second))
    assert first.startswith(f"{openid.url}/authorize?")
    assert asked["redirect_uri"] == [BACK]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 32 and asked[name] != again[name]
    assert CLIENT_SECRET not in first and "code_verifier" not in asked


def test_a_claim_that_only_userinfo_holds_is_fetched(provider: Provider, openid: OpenId) -> None:
    openid.in_userinfo = True
    departure = provider.begin(BACK, "")
    assert provider.arrive(departure.sealed, openid.authorise(departure.address)).login == "li.xiao"
    assert "/userinfo" in openid.asked


def test_another_claim_can_hold_the_login(openid: OpenId, now: FixedClock) -> None:
    openid.who = {"email": "li@bank.example"}
    provider = provider_for(openid, now, oidc_claim="email")
    departure = provider.begin(BACK, "")
    arrival = provider.arrive(departure.sealed, openid.authorise(departure.address))
    assert arrival.login == "li@bank.example"


def test_a_new_key_of_the_provider_is_fetched(provider: Provider, openid: OpenId) -> None:
    for _ in range(2):
        departure = provider.begin(BACK, "")
        assert provider.arrive(departure.sealed, openid.authorise(departure.address)).login
        openid.key = another_key()
    assert openid.asked.count("/jwks") == 2


def test_its_description_is_asked_once_an_hour(
    provider: Provider, openid: OpenId, now: FixedClock
) -> None:
    for _ in range(3):
        provider.begin(BACK, "")
    assert len(openid.asked) == 1
    now.move(timedelta(hours=1))
    provider.begin(BACK, "")
    assert len(openid.asked) == 2


def seconds(n: int) -> int:
    return int(time.time()) + n


WRONG: dict[str, Callable[[OpenId], None]] = {
    "no login": lambda it: it.who.clear(),
    "an empty login": lambda it: it.who.update(preferred_username=" "),
    "a login that is no text": lambda it: it.who.update(preferred_username=["li.xiao"]),
    "another nonce": lambda it: it.claims.update(nonce="x"),
    "no nonce": lambda it: it.claims.update(nonce=None),
    "for another client": lambda it: it.claims.update(aud="other"),
    "for another client in our name": lambda it: it.claims.update(aud="other", azp=CLIENT),
    "for another party": lambda it: it.claims.update(azp="other"),
    "of another issuer": lambda it: it.claims.update(iss="https://evil.example"),
    "no issuer": lambda it: it.claims.update(iss=None),
    "expired": lambda it: it.claims.update(exp=seconds(-120)),
    "never expires": lambda it: it.claims.update(exp=None),
    "issued in the future": lambda it: it.claims.update(iat=seconds(600)),
    "signed with a key of others": lambda it: setattr(it, "forge_with", another_key("first")),
    "signed with the client secret": lambda it: _sign_with_secret(it),
    "about somebody else": lambda it: _speak_of_another(it),
    "the person said no": lambda it: it.answer.update(error="access_denied"),
    "no code": lambda it: it.answer.update(code=""),
    "a code of nobody": lambda it: it.answer.update(code="guessed"),
}


def _speak_of_another(openid: OpenId) -> None:
    openid.in_userinfo = True
    openid.userinfo["sub"] = "other"


def _sign_with_secret(openid: OpenId) -> None:
    openid.algorithm = "HS256"
    openid.forge_with = OctKey.import_key(CLIENT_SECRET.ljust(32))


@pytest.mark.parametrize("what", WRONG)
def test_what_does_not_hold_is_not_believed(provider: Provider, openid: OpenId, what: str) -> None:
    WRONG[what](openid)
    departure = provider.begin(BACK, "")
    with pytest.raises(ProviderFailed):
        provider.arrive(departure.sealed, openid.authorise(departure.address))


@pytest.mark.parametrize("state", ["", "x", "汉字"])
def test_the_state_must_be_the_one_that_was_sent(
    provider: Provider, openid: OpenId, state: str
) -> None:
    departure = provider.begin(BACK, "")
    answer = openid.authorise(departure.address)
    with pytest.raises(ProviderFailed):
        provider.arrive(departure.sealed, answer | {"state": state})
    assert provider.arrive(departure.sealed, answer).login == "li.xiao"


def test_a_code_works_once(provider: Provider, openid: OpenId) -> None:
    departure = provider.begin(BACK, "")
    answer = openid.authorise(departure.address)
    provider.arrive(departure.sealed, answer)
    with pytest.raises(ProviderFailed):
        provider.arrive(departure.sealed, answer)


def test_the_answer_to_another_browser_is_refused(provider: Provider, openid: OpenId) -> None:
    """Somebody who lures us to their own answer signs nobody in."""
    theirs, ours = (provider.begin(BACK, "") for _ in range(2))
    answer = openid.authorise(theirs.address)
    with pytest.raises(ProviderFailed):
        provider.arrive(ours.sealed, answer)
    with pytest.raises(ProviderFailed):  # and with our state, their code fails on the verifier
        provider.arrive(ours.sealed, answer | {"state": openid.authorise(ours.address)["state"]})


@pytest.mark.parametrize("sealed", ["", "x", "!!", "AAAA", "西", "A" * 4000])
def test_an_errand_that_we_did_not_seal_is_refused(
    provider: Provider, openid: OpenId, sealed: str
) -> None:
    answer = openid.authorise(provider.begin(BACK, "").address)
    with pytest.raises(ProviderFailed):
        provider.arrive(sealed, answer)


def test_the_errand_tells_nothing_to_the_browser(provider: Provider) -> None:
    departure = provider.begin(BACK, "/desk/duty")
    assert "duty" not in departure.sealed and isinstance(departure, Departure)
    assert len(departure.sealed) < 3000


def test_who_stays_away_too_long_begins_anew(
    provider: Provider, openid: OpenId, now: FixedClock
) -> None:
    departure = provider.begin(BACK, "")
    answer = openid.authorise(departure.address)
    now.move(timedelta(minutes=10))
    with pytest.raises(ProviderFailed, match="太久"):
        provider.arrive(departure.sealed, answer)


def test_a_provider_that_is_silent_holds_nobody_up(
    provider: Provider, openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_module, "PATIENCE", 0.2)
    openid.silent = 1.5
    begun = time.monotonic()
    with pytest.raises(ProviderFailed, match="连不上"):
        provider.begin(BACK, "")
    assert time.monotonic() - begun < 1.4


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": None},
        {"token_endpoint": "http://bank.example/token"},
        {"jwks_uri": "ftp://bank.example/jwks"},
        {"authorization_endpoint": "//bank.example"},
    ],
)
def test_a_description_that_cannot_be_trusted_is_not_followed(
    provider: Provider, openid: OpenId, described: dict[str, Any]
) -> None:
    openid.described = described
    with pytest.raises(ProviderFailed, match="连不上"):
        provider.begin(BACK, "")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"XIAOBAO_OIDC_ISSUER": "http://bank.example"}, "https://"),
        ({"XIAOBAO_OIDC_ISSUER": "bank.example"}, "https://"),
        ({"XIAOBAO_OIDC_ISSUER": "https://[bank"}, "https://"),
        ({"XIAOBAO_OIDC_ISSUER": "https://bank.example"}, "XIAOBAO_OIDC_CLIENT_ID"),
    ],
)
def test_wrong_settings_are_said(tmp_path: Any, environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings.from_environment({"XIAOBAO_VAR": str(tmp_path), **environ})


def test_the_settings_are_read_and_the_secret_is_not_shown(tmp_path: Any) -> None:
    settings = Settings.from_environment(
        {
            "XIAOBAO_VAR": str(tmp_path),
            "XIAOBAO_OIDC_ISSUER": "https://login.bank.example/realm/",
            "XIAOBAO_OIDC_CLIENT_ID": "xiaobao",
            "XIAOBAO_OIDC_CLIENT_SECRET": "hush",
        }
    ).access
    assert settings.oidc_issuer == "https://login.bank.example/realm"
    assert settings.oidc_claim == "preferred_username"
    assert settings.oidc_client_secret == "hush" and "hush" not in repr(settings)
