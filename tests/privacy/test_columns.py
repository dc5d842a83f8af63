from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import declarative_base

from bot.database import Database
from bot.privacy.columns import EncryptedJson, EncryptedText
from bot.privacy.encryption import CannotDecrypt, Cipher, NoCipher, use_cipher

Base: Any = declarative_base()


class Note(Base):
    __tablename__ = "notes"

    id = Column(Integer, primary_key=True)
    said = Column(EncryptedText("notes.said"))
    other = Column(EncryptedText("notes.other"))
    facts = Column(EncryptedJson)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def store(database: Database, **values: Any) -> None:
    with database.session() as session:
        session.add(Note(id=1, **values))


def read(database: Database) -> Any:
    with database.session() as session:
        return session.execute(select(Note)).scalar_one()


@pytest.mark.parametrize("said", ["", "年费三百六", "坏\ud800的", "空\x00字节", "😀" * 3000, None])
def test_text_comes_back_as_it_was(database: Database, cipher: Cipher, said: str) -> None:
    store(database, said=said)
    assert read(database).said == said


@pytest.mark.parametrize("facts", [None, {}, [], {"名": ["坏\ud800", 1, None, True]}, "text", 0])
def test_json_comes_back_as_it_was(database: Database, cipher: Cipher, facts: Any) -> None:
    store(database, facts=facts)
    assert read(database).facts == facts


def test_the_file_shows_nothing(database: Database, cipher: Cipher) -> None:
    store(database, said="hidden words", facts={"hidden": "facts"})
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT said, facts FROM notes")).one()
    assert all(isinstance(value, bytes) and b"hidden" not in value for value in row)


def test_without_a_cipher_reading_and_writing_fail(database: Database, cipher: Cipher) -> None:
    store(database, said="x")
    use_cipher(None)
    with pytest.raises(NoCipher):
        read(database)
    with pytest.raises((StatementError, NoCipher), match="use_cipher"):
        store(database, said="y")


def test_with_another_key_reading_fails(database: Database, cipher: Cipher) -> None:
    store(database, said="x")
    use_cipher(Cipher(bytes(32)))
    with pytest.raises(CannotDecrypt, match=r"notes\.said.*another key"):
        read(database)


def test_a_value_moved_to_another_column_is_refused(database: Database, cipher: Cipher) -> None:
    store(database, said="x")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE notes SET other = said"))
    with pytest.raises(CannotDecrypt, match=r"notes\.other"):
        read(database)
