"""Read hand-written YAML strictly, with complaints that name the file and the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.data_files import read_yaml

Value = TypeVar("Value")

# How each type is called when a value is of another.
_KINDS: dict[type, str] = {
    str: "text",
    int: "a positive whole number",
    bool: "true or false",
    list: "a list",
    dict: "a mapping",
    date: "a date such as 2020-03-01",
}


class WrongYaml(ValueError):
    """A value is missing, of the wrong kind, or not known."""


class Section:
    """One mapping of a file: every value is taken once, and what nobody takes is a mistake."""

    def __init__(self, file: str, path: str, content: object) -> None:
        self._file, self._path = file, path
        if not isinstance(content, dict):
            raise self.error("", f"must be a mapping of keys to values, not {content!r}")
        self._content: dict[str, Any] = {str(key): value for key, value in content.items()}

    def error(self, key: str, problem: str) -> WrongYaml:
        """Say what is wrong with a key, with its whole path."""
        return WrongYaml(f"{self._file}: {self._inside(key) or 'the file'}: {problem}")

    def take(self, key: str, kind: type[Value]) -> Value:
        """Return the value, which must be there and be of exactly this type."""
        if key not in self._content:
            raise self.error(key, "is missing")
        value = self._content.pop(key)
        # bool is an int and datetime a date for Python, but not for whoever writes the file.
        if type(value) is not kind or value == "":
            raise self.error(key, f"must be {_KINDS[kind]}, not {value!r}")
        return value

    def optional(self, key: str, kind: type[Value]) -> Value | None:
        """Return the value, or None when the key is missing or null."""
        if self._content.get(key) is None:
            self._content.pop(key, None)
            return None
        return self.take(key, kind)

    def number(self, key: str) -> int:
        """Return a positive whole number."""
        value = self.take(key, int)
        if value < 1:
            raise self.error(key, f"must be {_KINDS[int]}, not {value!r}")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of the choices."""
        return self._one_of(key, self.take(key, str), choices)

    def choices(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of choices."""
        return tuple(self._one_of(key, value, choices) for value in self.each(key, str))

    def each(self, key: str, kind: type[Value]) -> tuple[Value, ...]:
        """Return a list of values of one type."""
        values = self.take(key, list)
        for value in values:
            if type(value) is not kind:
                raise self.error(key, f"must be a list, each {_KINDS[kind]}; not {value!r}")
        return tuple(values)

    def section(self, key: str) -> Section:
        """Return the mapping inside this one."""
        return Section(self._file, self._inside(key), self.take(key, dict))

    def optional_section(self, key: str) -> Section | None:
        """Return the mapping inside this one, or None when the key is missing or null."""
        content = self.optional(key, dict)
        return None if content is None else Section(self._file, self._inside(key), content)

    def sections(self, key: str) -> list[Section]:
        """Return the list of mappings inside this one."""
        return [
            Section(self._file, f"{self._inside(key)}[{index}]", content)
            for index, content in enumerate(self.take(key, list))
        ]

    def remaining(self) -> tuple[str, ...]:
        """Return the keys that were not taken yet."""
        return tuple(self._content)

    def finish(self) -> None:
        """Complain about the first key that nobody took."""
        for key in self._content:
            raise self.error(key, "is not a key that means anything here")

    def _one_of(self, key: str, value: str, choices: tuple[str, ...]) -> str:
        if value not in choices:
            raise self.error(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def _inside(self, key: str) -> str:
        return ".".join(part for part in (self._path, key) if part)


def read_section(file: Path) -> Section:
    """Read a whole YAML file as one section; raises WrongYaml."""
    try:
        content = read_yaml(file)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongYaml(f"{file.name}: not readable as YAML: {error}") from error
    return Section(file.name, "", content)
