"""Read short answers in the light of the question that is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.data_files import parse_yaml
from bot.language.fillers import strip_fillers
from bot.language.numerals import spoken_digits
from bot.language.script import to_simplified

_PATH = Path(__file__).with_name("answers.yml")
LONGEST_BRANCH = 12  # characters; what is longer is a sentence, not a name
_PUNCTUATION = re.compile(r"[\s，。！？、,.!?~…]+")


@dataclass(frozen=True)
class Answers:
    """The words of `answers.yml`."""

    yes: frozenset[str]
    no: frozenset[str]
    yes_starts: tuple[str, ...]
    no_starts: tuple[str, ...]
    no_within: tuple[str, ...]
    refusals: tuple[str, ...]
    quick_way_declined: tuple[str, ...]
    quick_way_accepted: tuple[str, ...]
    corrections: tuple[str, ...]
    lost_number: tuple[str, ...]
    gives_up: tuple[str, ...]
    no_phone: tuple[str, ...]
    unsafe: tuple[str, ...]
    mistakes: tuple[str, ...]
    no_mistakes: tuple[str, ...]
    institution_lead: tuple[str, ...]
    institution_endings: tuple[str, ...]
    no_branch: tuple[str, ...]
    stolen: tuple[str, ...]
    just_now: tuple[str, ...]
    questions: tuple[str, ...]
    wish_starts: tuple[str, ...]
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    digressions: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Answers:
        """Read the words once."""
        # What is said is compared in Simplified, so what people wrote into the file is too.
        words = parse_yaml(to_simplified(_PATH.read_text(encoding="utf-8")))
        return Answers(
            yes=frozenset(map(str, words["agrees"])),
            no=frozenset(map(str, words["denies"])),
            yes_starts=tuple(words["agrees_by_beginning"]),
            no_starts=tuple(words["denies_by_beginning"]),
            no_within=tuple(words["denies_within"]),
            refusals=tuple(words["refuses"]),
            quick_way_declined=tuple(words["quick_way_declined"]),
            quick_way_accepted=tuple(words["quick_way_accepted"]),
            corrections=tuple(words["corrections"]),
            lost_number=tuple(words["lost_number"]),
            gives_up=tuple(words["gives_up"]),
            no_phone=tuple(words["no_phone"]),
            unsafe=tuple(words["unsafe"]),
            mistakes=tuple(words["mistakes"]),
            no_mistakes=tuple(words["no_mistakes"]),
            institution_lead=tuple(words["institution_lead"]),
            institution_endings=tuple(words["institution_endings"]),
            no_branch=tuple(words["no_branch"]),
            stolen=tuple(words["stolen"]),
            just_now=tuple(words["just_now"]),
            questions=tuple(words["questions"]),
            wish_starts=tuple(words["wish_starts"]),
            fields=tuple((name, tuple(said)) for name, said in words["fields"].items()),
            digressions=frozenset(words["digressions"]),
        )

    def yes_or_no(self, text: str, intent: str = "") -> bool | None:
        """Return True for yes, False for no, None when it is neither."""
        said = bare(text)
        if said in self.no or said.startswith(self.no_starts):
            return False
        if any(word in said for word in self.no_within):
            return False
        if said in self.yes or said.startswith(self.yes_starts):
            return True
        return {"affirm": True, "deny": False}.get(intent)

    def refuses(self, text: str) -> bool:
        """Tell whether the speaker does not want to give what was asked."""
        return any(word in bare(text) for word in self.refusals)

    def quick_way(self, text: str, intent: str = "") -> str | None:
        """Return `accepted`, `declined`, or None when the answer is unclear."""
        said = bare(text)
        if any(word in said for word in self.quick_way_declined):
            return "declined"
        if any(word in said for word in self.quick_way_accepted):
            return "accepted"
        return {True: "accepted", False: "declined", None: None}[self.yes_or_no(text, intent)]

    def corrects(self, text: str) -> bool:
        """Tell whether the words announce a correction."""
        return any(word in bare(text) for word in self.corrections)

    def sounds_like_a_question(self, text: str) -> bool:
        """Tell whether the words ask something."""
        return text.rstrip().endswith(("?", "？")) or any(w in bare(text) for w in self.questions)

    def is_safe(self, text: str, intent: str = "") -> bool:
        """Tell whether someone in danger is out of it: unless the words say that they are not."""
        if any(word in bare(text) for word in self.unsafe):
            return False
        return self.yes_or_no(text, intent) is not False

    def has_no_phone(self, text: str) -> bool:
        """Tell whether someone asked for a mobile number has only another's, or none."""
        return any(word in bare(text) for word in self.no_phone)

    def has_lost_the_number(self, text: str) -> bool:
        """Tell whether someone asked for a ticket's number cannot give it."""
        return any(word in bare(text) for word in self.lost_number)

    def gives_it_up(self, text: str) -> bool:
        """Tell whether someone no longer wants to know."""
        return bare(text).endswith(self.gives_up)

    def is_stolen_now(self, text: str) -> bool:
        """Tell whether a card is being used by somebody else."""
        said = bare(text)
        return any(w in said for w in self.stolen) and any(w in said for w in self.just_now)

    def starts_like_a_wish(self, text: str) -> bool:
        """Tell whether the words begin as wishes do."""
        return bare(text).startswith(self.wish_starts)

    def field_to_mend(self, text: str) -> str | None:
        """Return which line of the summary is to be changed (`电话不对` -> `phone`), if any."""
        said = bare(text)
        named = next((name for name, words in self.fields if any(w in said for w in words)), None)
        alone = any(said == word for _, words in self.fields for word in words)
        correct = any(word in said for word in self.no_mistakes)
        wrong = any(word in said for word in self.mistakes) and not correct
        return named if alone or wrong else None

    def as_institution(self, text: str) -> str | None:
        """Return the name of an institution that no directory knows, if the words end like one."""
        said = self._without_lead(text)
        return said if said.endswith(self.institution_endings) else None

    def knows_no_branch(self, text: str) -> bool:
        """Tell whether someone asked for the outlet says that there was none, or which not."""
        return any(word in bare(text) for word in self.no_branch)

    def as_branch(self, text: str) -> str | None:
        """Return what a short answer calls the outlet, if it can be a name at all."""
        said = self._without_lead(text)
        other = self.sounds_like_a_question(said) or self.starts_like_a_wish(said)
        counts = any(character.isdigit() for character in spoken_digits(said))
        fits = 1 < len(said) <= LONGEST_BRANCH and self.yes_or_no(said) is None
        return said if fits and not other and not counts else None

    def _without_lead(self, text: str) -> str:
        said = text.strip(" ，。！？,.!?")
        while lead := next((word for word in self.institution_lead if said.startswith(word)), ""):
            said = said[len(lead) :]
        return said


def bare(text: str) -> str:
    """Return the words alone: Simplified, lower case, no fillers, no punctuation."""
    return _PUNCTUATION.sub("", strip_fillers(to_simplified(text))).lower()
