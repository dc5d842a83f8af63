"""The command line: what operators read, and the exit code that scripts see."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import cli
from bot.database import Database


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with nothing set but where its data lie."""
    for name in ("DATABASE_URL", "REDIS_URL", "XIAOBAO_PROFILE", "XIAOBAO_KEY", "XIAOBAO_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIAOBAO_VAR", str(tmp_path / "var"))
    return tmp_path


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the model is looked for; it is not there yet."""
    path = tmp_path / "present.tar.gz"
    monkeypatch.setattr(cli, "model_for", lambda _root: path)
    monkeypatch.setattr(cli, "train", lambda _root: path.write_text("trained") and path)
    return path


def test_migrate_makes_the_database(surroundings: Path) -> None:
    assert cli.main(["migrate"]) == 0
    assert Database(f"sqlite:///{surroundings / 'var' / 'xiaobao.db'}").is_current()


def test_train_makes_the_model_once(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train"]) == 0
    assert model.read_text() == "trained"
    model.write_text("kept")
    assert cli.main(["train"]) == 0
    assert model.read_text() == "kept"
    assert "模型已是最新" in capsys.readouterr().out


def test_train_can_be_forced(model: Path) -> None:
    model.write_text("old")
    assert cli.main(["train", "--force"]) == 0
    assert model.read_text() == "trained"


def test_check_says_what_to_do(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().out
    assert "nfra-12378" in said
    assert "make migrate" in said
    assert "make train" in said
    assert not model.exists()


@pytest.mark.usefixtures("model")
def test_check_is_content_with_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["migrate"])
    cli.main(["train"])
    capsys.readouterr()
    cli.main(["check"])
    said = capsys.readouterr().out
    assert "make migrate" not in said
    assert "make train" not in said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("XIAOBAO_PROFILE", "nobodys-hotline", "nfra-12378"),
        ("XIAOBAO_PORT", "many", "XIAOBAO_PORT"),
        ("DATABASE_URL", "mysql://somewhere", "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str,
    value: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("设置有误")
    assert words in said


def test_a_database_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert cli.main(["migrate"]) == 1
    assert "数据库用不了" in capsys.readouterr().err


def test_nothing_said_is_answered_with_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
    assert "python -m bot" in capsys.readouterr().err
