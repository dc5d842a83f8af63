"""Table and page: legible, complete where a figure is missing, and without a single utterance."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from benchmarks import understanding
from benchmarks.page import page
from benchmarks.parsing import Guess, Readings, Understood
from benchmarks.report import aligned, percent, table

ROOT = Path(__file__).parents[2]
SECRET = "这句话哪儿也不许出现"


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run over two rows with a model that always hears a fee complaint; its output folder."""
    rows: list[dict[str, Any]] = [
        {
            "text": f"{SECRET}，工行",
            "intent": "complain_fees",
            "entities": [{"entity": "institution", "start": 11, "end": 13, "value": "icbc"}],
        },
        {"text": SECRET, "intent": "greet"},
    ]
    (tmp_path / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "model.tar.gz").touch()

    def read_all(model: Path, texts: list[str], *, remedied: bool) -> Readings:
        said = Understood("complain_fees", 0.8, False, (Guess("institution", 11, 13, "icbc"),), 1.5)
        return Readings([said] * len(texts), 100.0)

    monkeypatch.setenv("XIAOBAO_EVAL", str(tmp_path))
    monkeypatch.setattr(understanding, "ROOT", tmp_path)
    monkeypatch.setattr(understanding, "read_all", read_all)
    monkeypatch.setattr(understanding.stock, "understanding_model", lambda root: tmp_path / "stock")
    assert understanding.main(["--model", str(tmp_path / "model.tar.gz")]) == 0
    return tmp_path / "results"


def test_results_hold_no_utterance(capsys: pytest.CaptureFixture[str], measured: Path) -> None:
    written = [path.read_text(encoding="utf-8") for path in measured.iterdir()]
    assert len(written) == 2
    assert SECRET[:5] not in "".join(written) + capsys.readouterr().out


def test_json_holds_all_sets_versions_and_systems(measured: Path) -> None:
    found = json.loads((measured / "understanding.json").read_text(encoding="utf-8"))
    assert set(found) == {"ours", "stock"}
    assert set(found["ours"]["sets"]["real"]) == {"clean", "telephone", "traditional"}
    clean = found["stock"]["sets"]["real"]["clean"]
    assert clean["accuracy"] == 0.5
    assert clean["entities"]["institution"]["value"]["recall"] == 1.0
    assert clean["confusions"] == [{"meant": "greet", "taken_for": "complain_fees", "rows": 1}]


def test_the_page_is_whole_and_loads_nothing(measured: Path) -> None:
    text = (measured / "understanding.html").read_text(encoding="utf-8")
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        ElementTree.fromstring(picture)
    assert "问好 听成 收费、利率争议：1/1" in text
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", text)


def test_without_stock_there_is_one_column_a_version(measured: Path) -> None:
    found = json.loads((measured / "understanding.json").read_text(encoding="utf-8"))
    ours = {"ours": found["ours"]}
    assert "原版" not in table(ours)
    assert "原版" not in page(ours)
    headings = table(ours).splitlines()[0].split()
    assert headings == ["真实·原文·小保", "真实·电话·小保", "真实·繁体·小保"]


def test_columns_stand_below_each_other() -> None:
    assert aligned([("", "准确率"), ("小保", "9"), ("x", "10.0")]) == (
        "      准确率\n小保       9\nx       10.0"
    )


@pytest.mark.parametrize(("share", "written"), [(None, "–"), (0, "0.0"), (0.12345, "12.3")])
def test_shares_are_written_in_percent(share: float | None, written: str) -> None:
    assert percent(share) == written


def test_every_intent_of_the_domain_has_a_name() -> None:
    domain = yaml.safe_load((ROOT / "domain/core.yml").read_text(encoding="utf-8"))
    names = yaml.safe_load((ROOT / "benchmarks/intents.yml").read_text(encoding="utf-8"))
    assert set(names) == set(domain["intents"])


def test_no_set_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(understanding, "ROOT", tmp_path / "nothing")
    monkeypatch.delenv("XIAOBAO_EVAL", raising=False)
    assert understanding.main([]) == 1
    assert "XIAOBAO_EVAL" in capsys.readouterr().out
