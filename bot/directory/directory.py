from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from bot.directory import answers
from bot.directory.folding import fold, touches_word
from bot.directory.groups import Group, load_groups
from bot.directory.loading import Institution, load_institutions
from bot.directory.mentions import Hit, Mention, beside, without_overlaps
from bot.directory.names import Meaning, meanings
from bot.directory.notes import AliasNotes, load_notes
from bot.directory.phrases import PhraseTable
from bot.directory.products import Products, load_products
from bot.directory.regulators import find_blamed_regulators, find_regulators
from bot.directory.sounds import SoundTable, hearable
from bot.directory.unknown import find_unknown_names
from bot.language.spans import Span

# How far after a shared name a word may stand that tells which of its bearers is meant.
_QUALIFIER = 4


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

    def mentions(self, text: str) -> list[Mention]:
        """Return all that names an institution or a product that only it sells, in order.

        Names that the directory does not know are among them, and so are regulators that are
        themselves complained about; these have no candidates.
        """
        known = self._known(text)
        blamed = (Mention(r.start, r.end, r.text, (), "name") for r in find_blamed_regulators(text))
        found = [*known, *self._unknown(text, known), *blamed]
        return sorted(found, key=lambda one: one.start)

    def find(self, text: str) -> list[Mention]:
        """Return where institutions of the directory are named, in order and without overlap."""
        return [mention for mention in self._known(text) if not mention.is_product]

    def find_products(self, text: str) -> list[Mention]:
        """Return where products are named that only one institution sells: 花呗, 微粒贷."""
        return [mention for mention in self._known(text) if mention.is_product]

    def resolve(self, text: str) -> list[Institution]:
        """Return whom a bare answer to "which institution?" means.

        One: settled. Several: ask which. None: not in the directory, or not an answer.
        """
        folded = fold(text)
        readings = answers.readings(folded)
        for name in filter(self._meanings.get, readings):
            return list(self._candidates(self._meanings[name], folded.partition(name)[2]))
        mentions = self.find(text) or self.find_products(text)
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
        return self._unknown(text, self._known(text))

    def find_regulators(self, text: str) -> list[Span]:
        """Return where regulators are named; the value is nfra, pbc, csrc or local."""
        return find_regulators(text)

    def _known(self, text: str) -> list[Mention]:
        folded = fold(text)
        hits = [hit for hit in self._hits(folded) if not touches_word(folded, hit.start, hit.end)]
        admitted = dict.fromkeys(hit for hit in hits if self._admitted(hit, folded))
        # Who has once been named by a word means the same by it elsewhere.
        named = {hit.phrase for hit in without_overlaps(admitted) if hit.phrase}
        plain = [hit for hit in hits if hit in admitted or hit.phrase in named]
        listed = [hit for hit in hits if hit.phrase in self._notes.listed]
        kept = without_overlaps([*plain, *beside(filter(_is_name, plain), listed, folded)])
        return [self._mention(hit, text, folded) for hit in kept if _is_name(hit)]

    def _unknown(self, text: str, known: Iterable[Mention]) -> list[Mention]:
        places = [(one.start, one.end) for one in known]
        places += [(one.start, one.end) for one in self.find_regulators(text)]
        taken = {place for start, end in places for place in range(start, end)}
        names = find_unknown_names(text)
        return [name for name in names if taken.isdisjoint(range(name.start, name.end))]

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
        words = text[hit.start : hit.end]
        is_product = hit.phrase in self._notes.products
        return Mention(hit.start, hit.end, words, candidates, hit.how, is_product)

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


def _is_name(hit: Hit) -> bool:
    return bool(hit.phrase)


@cache
def the_directory() -> Directory:
    """Return the directory of this process, loaded once for all who ask."""
    return Directory.load()
