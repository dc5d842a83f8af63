"""How a hotline behaves on the phone: the `phone` section of a profile."""

from __future__ import annotations

from dataclasses import dataclass

from bot.yaml_section import Section


@dataclass(frozen=True)
class Pace:
    """How fast one speaks to a caller and how long one waits for them.

    `rate` is the speed of speech in percent; waits are in seconds, `end_of_speech_ms` in
    milliseconds; `silences` and `misses` are met with another try before a person is called.
    """

    rate: int
    silence: int
    between_keys: int
    end_of_speech_ms: int
    silences: int
    misses: int


@dataclass(frozen=True)
class PhoneProfile:
    """The manners of a call.

    Below `unsure_below_percent` a recognised yes or no is asked again. A turn holds at most
    `characters` to listen to and `options` to choose from; one that takes longer than
    `patience_ms` is announced. `hang_up_after` silences in a row the call ends. `text_message` goes
    to a caller whose matter is registered, with `{number}` and `{day}` filled in.
    """

    usual: Pace
    elderly: Pace
    unsure_below_percent: int
    characters: int
    options: int
    patience_ms: int
    hang_up_after: int
    agents: str
    voice: str
    text_message: str

    @property
    def unsure_below(self) -> float:
        """Return the confidence (0 to 1) under which a yes or no is not acted on."""
        return self.unsure_below_percent / 100

    def pace(self, *, elder: bool) -> Pace:
        """Return the pace for a caller."""
        return self.elderly if elder else self.usual


def phone_profile(section: Section) -> PhoneProfile:
    """Read the section; raises WrongYaml with the key that is wrong."""
    profile = PhoneProfile(
        usual=_pace(section.section("usual")),
        elderly=_pace(section.section("elderly")),
        unsure_below_percent=section.number("unsure_below_percent"),
        characters=section.number("characters"),
        options=section.number("options"),
        patience_ms=section.number("patience_ms"),
        hang_up_after=section.number("hang_up_after"),
        agents=section.take("agents", str),
        voice=section.take("voice", str),
        text_message=_message(section),
    )
    section.finish()
    return profile


def _message(section: Section) -> str:
    words = section.take("text_message", str)
    try:
        words.format(number="", day="")
    except (LookupError, ValueError) as error:
        raise section.error(
            "text_message", f"may name {{number}} and {{day}} only: {error}"
        ) from error
    return words


def _pace(section: Section) -> Pace:
    pace = Pace(
        rate=section.number("rate_percent"),
        silence=section.number("silence_seconds"),
        between_keys=section.number("between_keys_seconds"),
        end_of_speech_ms=section.number("end_of_speech_ms"),
        silences=section.number("silences_before_a_person"),
        misses=section.number("misses_before_a_person"),
    )
    section.finish()
    return pace
