from __future__ import annotations

import base64
import stat
import threading
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError

KEY = bytes(range(32))
ENCODED = base64.b64encode(KEY).decode()


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({"XIAOBAO_VAR": str(tmp_path / "var"), **environ})


def test_nothing_set_is_enough_to_start(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.profile == "nfra-12378"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/xiaobao.db"
    assert settings.redis_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 5005)
    assert settings.widget_origins == ()
    assert settings.var.is_dir()
    assert len(settings.data_key) == 32


def test_var_is_beside_the_place_of_start_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({}).var == tmp_path / "var"


def test_keys_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    first, again = read(tmp_path), read(tmp_path)
    assert (first.data_key, first.ivr_secret) == (again.data_key, again.ivr_secret)
    for name in ("data.key", "ivr.secret"):
        mode = (tmp_path / "var" / "keys" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var" / "keys").stat().st_mode) == 0o700
    assert {file.name for file in (tmp_path / "var" / "keys").iterdir()} == {
        "data.key",
        "ivr.secret",
    }


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: keys.append(read(tmp_path).data_key)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8 and len(set(keys)) == 1


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        XIAOBAO_PROFILE="pbc-12363",
        DATABASE_URL="postgresql://someone:pass@db/xiaobao",
        REDIS_URL="redis://:pass@cache/0",
        XIAOBAO_KEY=ENCODED,
        XIAOBAO_IVR_SECRET="a-long-enough-secret",
        XIAOBAO_HOST="0.0.0.0",
        XIAOBAO_PORT="8080",
        XIAOBAO_WIDGET_ORIGINS="https://Bank.example, http://localhost:3000/ ,",
    )
    assert settings.profile == "pbc-12363"
    assert settings.database_url == "postgresql+psycopg2://someone:pass@db/xiaobao"
    assert settings.data_key == KEY
    assert settings.ivr_secret == "a-long-enough-secret"
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.widget_origins == ("https://bank.example", "http://localhost:3000")
    # What is given is not written down anywhere.
    assert not (tmp_path / "var" / "keys").exists()


def test_no_secret_is_in_the_repr(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        DATABASE_URL="postgresql://someone:database-password@db/xiaobao",
        REDIS_URL="redis://:redis-password@cache/0",
        XIAOBAO_KEY=ENCODED,
        XIAOBAO_IVR_SECRET="a-long-enough-secret",
    )
    shown = repr(settings)
    for secret in ("database-password", "redis-password", repr(KEY)[2:-1], "a-long-enough-secret"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("DATABASE_URL", "mysql://secret@db/x", "sqlite:///, postgresql://"),
        ("DATABASE_URL", "nonsense", "unset it"),
        ("REDIS_URL", "http://cache", "redis://"),
        ("XIAOBAO_KEY", "not base64!", "openssl rand -base64 32"),
        ("XIAOBAO_KEY", base64.b64encode(b"short").decode(), "32 bytes in base64"),
        ("XIAOBAO_IVR_SECRET", "short", "at least 16"),
        ("XIAOBAO_PORT", "0", "from 1 to 65535"),
        ("XIAOBAO_PORT", "65536", "from 1 to 65535"),
        ("XIAOBAO_PORT", "１２３４", "from 1 to 65535"),
        ("XIAOBAO_PORT", "9" * 5000, "from 1 to 65535"),
        ("XIAOBAO_WIDGET_ORIGINS", "bank.example", "https://bank.example"),
        ("XIAOBAO_WIDGET_ORIGINS", "*", "is not an origin"),
        ("XIAOBAO_WIDGET_ORIGINS", "https://bank.example/chat", "scheme and host only"),
        ("XIAOBAO_WIDGET_ORIGINS", "https://", "is not an origin"),
        ("XIAOBAO_WIDGET_ORIGINS", "https://[bank", "is not an origin"),
    ],
)
def test_bad_values_say_what_to_do(tmp_path: Path, name: str, value: str, advice: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, **{name: value})
    assert advice in str(error.value)
    assert name in str(error.value)
    assert "secret@" not in str(error.value)


def test_a_broken_key_file_is_named_and_left_alone(tmp_path: Path) -> None:
    read(tmp_path)
    file = tmp_path / "var" / "keys" / "data.key"
    file.write_text("broken")
    with pytest.raises(SettingsError, match=r"data\.key.*backup"):
        read(tmp_path)
    assert file.read_text() == "broken"


def test_a_var_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="XIAOBAO_VAR"):
        Settings.from_environment({"XIAOBAO_VAR": str(tmp_path / "file" / "var")})
