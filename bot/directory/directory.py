from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bot.directory import answers
from bot.directory.folding import fold, touches_word
from bot.directory.groups import Group, load_groups
from bot.directory.loading import Institution, load_institutions
from bot.directory.mentions import Hit, Mention, without_overlaps
from bot.directory.names import Meaning, meanings
from bot.directory.notes import AliasNotes, load_notes
from bot.directory.phrases import PhraseTable
from bot.directory.products import Products, load_products
from bot.directory.regulators import find_regulators
from bot.directory.sounds import SoundTable, hearable
from bot.directory.unknown import find_unknown_names
from bot.language.spans import Span

# How far after a shared name a word may stand that tells which of its bearers is meant.
_QUALIFIER = 4
_LIST_MARKS = frozenset("、,，和跟与及 /")


class Directory:
    """The institutions, and how to recognise them in what people say."""

    def __init__(
        self,
        institutions: Iterable[Institution],
        groups: Iterable[Group],
        notes: AliasNotes,
        products: Products,
    ) -> None:
        self._institutions = {institution.id: institution for institution in institutions}
        self._groups = tuple(groups)
        self._notes = notes
        self._products = products
        self._meanings = meanings(self._institutions.values(), self._groups, notes.misheard)
        self._written = PhraseTable(self._entries())
        free = self._meanings.keys() - notes.rules.keys()
        self._sounds = SoundTable(hearable(sorted(free), notes.heard, notes.not_heard), notes.kinds)

    @classmethod
    def load(cls, path: Path | None = None) -> Directory:
        """Load the directory, or another file of institutions.

        Raises DirectoryError for a row that cannot be right.
        """
        institutions = load_institutions(path)
        groups = load_groups({institution.id: institution for institution in institutions})
        return cls(institutions, groups, load_notes(), load_products())

    def get(self, id: str) -> Institution | None:
        """Return the institution of this id."""
        return self._institutions.get(id)

    def all(self) -> tuple[Institution, ...]:
        """Return all institutions in the order of the file."""
        return tuple(self._institutions.values())

    def find(self, text: str) -> list[Mention]:
        """Return where institutions of the directory are named, in order and without overlap."""
        folded = fold(text)
        hits = [hit for hit in self._hits(folded) if not touches_word(folded, hit.start, hit.end)]
        plain = [hit for hit in hits if self._admitted(hit, folded)]
        listed = _beside(plain, [hit for hit in hits if hit.phrase in self._notes.listed], folded)
        kept = without_overlaps([*plain, *listed])
        return [self._mention(hit, text, folded) for hit in kept if hit.how != "decoy"]

    def resolve(self, text: str) -> list[Institution]:
        """Return whom a bare answer to "which institution?" means.

        One: settled. Several: ask which. None: not in the directory, or not an answer.
        """
        folded = fold(text)
        readings = answers.readings(folded)
        for name in filter(self._meanings.get, readings):
            return list(self._candidates(self._meanings[name], folded.partition(name)[2]))
        mentions = self.find(text)
        found = [one for mention in mentions for one in mention.candidates]
        return list(dict.fromkeys(found or self._guess(readings)))

    def narrow(
        self, candidates: Collection[Institution], hint_words: str
    ) -> tuple[Institution, ...]:
        """Return the candidates that deal in the products the words speak of; all if none does."""
        return self._products.narrow(candidates, fold(hint_words))

    def group_of(self, candidates: Collection[Institution]) -> Institution | None:
        """Return the group that these candidates, of one ambiguous mention, all belong to."""
        members = set(candidates)
        groups = (group for group in self._groups if group.whole and members <= set(group.members))
        return next((group.whole for group in groups), None) if len(members) > 1 else None

    def find_unknown(self, text: str) -> list[Mention]:
        """Return names of institutions that are not in the directory; they have no candidates."""
        known = [(mention.start, mention.end) for mention in self.find(text)]
        known += [(span.start, span.end) for span in self.find_regulators(text)]
        return [
            name
            for name in find_unknown_names(text)
            if not any(start < name.end and name.start < end for start, end in known)
        ]

    def find_regulators(self, text: str) -> list[Span]:
        """Return where regulators are named; the value is nfra, pbc, csrc or local."""
        return find_regulators(text)

    def _entries(self) -> Iterator[tuple[str, str]]:
        for phrase in self._meanings:
            yield phrase, phrase
            # 大银 is short for a bank's name, but 大银行 is a large bank.
            if phrase.endswith("银") and phrase + "行" not in self._meanings:
                yield phrase + "行", ""
        for phrase in self._notes.decoys - self._meanings.keys():
            yield phrase, ""

    def _hits(self, folded: str) -> Iterator[Hit]:
        for start, end, phrase in self._written.find(folded):
            how = self._meanings[phrase].how if phrase else "decoy"
            yield Hit(start, end, phrase, how)
        yield from self._sounds.find(folded)

    def _admitted(self, hit: Hit, folded: str) -> bool:
        return self._notes.admits(hit.phrase, folded, hit.start, hit.end)

    def _mention(self, hit: Hit, text: str, folded: str) -> Mention:
        qualifier = folded[hit.end : hit.end + _QUALIFIER]
        candidates = self._candidates(self._meanings[hit.phrase], qualifier)
        return Mention(hit.start, hit.end, text[hit.start : hit.end], candidates, hit.how)

    def _candidates(self, meaning: Meaning, qualifier: str) -> tuple[Institution, ...]:
        narrowed = self._products.narrow(meaning.candidates, qualifier)
        undecided = len(narrowed) == len(meaning.candidates)
        if meaning.group and meaning.group.usual and undecided:
            return (meaning.group.usual,)
        return narrowed

    def _guess(self, readings: list[str]) -> list[Institution]:
        """Return whom a bare answer means that is heard wrong or misspelt."""
        if not readings or any(decoy in readings[0] for decoy in self._notes.decoys):
            return []
        names = dict.fromkeys(readings[:2])
        near = [phrase for name in names for phrase in self._sounds.nearly(name)]
        near = near or [phrase for name in names for phrase in self._misspelt(name)]
        return [one for phrase in near for one in self._meanings[phrase].candidates]

    def _misspelt(self, name: str) -> list[str]:
        return answers.misspelt(name, self._meanings, self._notes.kinds)


def _beside(accepted: list[Hit], waiting: list[Hit], folded: str) -> Iterator[Hit]:
    """Yield the waiting hits that stand in a list with an accepted one: 浦发、交通、农行."""
    starts = {hit.start for hit in accepted if hit.phrase}
    ends = {hit.end for hit in accepted if hit.phrase}
    for hit in waiting:
        before = hit.start - (folded[hit.start - 1 : hit.start] in _LIST_MARKS)
        after = hit.end + (folded[hit.end : hit.end + 1] in _LIST_MARKS)
        if before in ends or after in starts:
            ends.add(hit.end)
            yield hit
