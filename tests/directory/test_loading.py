from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from bot.directory import loading
from bot.directory.directory import Directory
from bot.directory.folding import fold
from bot.directory.loading import DirectoryError, Institution, load_institutions

ROW = {
    "id": "sample",
    "name": "样本银行股份有限公司",
    "short_name": "样本银行",
    "aliases": "样行;样本",
    "type": "bank_city",
    "regulator": "nfra",
    "hotline": "95000",
    "complaint_hotline": "",
    "website": "",
    "main_business": "",
    "source": "",
    "confidence": "high",
    "note": "",
}


def write(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "institutions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW))
        writer.writeheader()
        writer.writerows(rows)
    return path


def sample(folder: Path, **changes: str) -> Institution:
    [institution] = load_institutions(write(folder, ROW | changes))
    return institution


def test_a_row_becomes_an_institution(tmp_path: Path) -> None:
    institution = sample(tmp_path)
    assert institution.aliases == ("样行", "样本")
    assert institution.display == "样本银行"


@pytest.mark.parametrize(
    ("changes", "tellable"),
    [
        ({}, "95000"),
        ({"complaint_hotline": "4001234567"}, "4001234567"),
        ({"complaint_hotline": "021-28283999"}, "021-28283999"),
        ({"hotline": ""}, None),
        ({"confidence": "medium"}, None),
        ({"confidence": "low", "complaint_hotline": "95001"}, None),
    ],
)
def test_only_certain_numbers_may_be_told(
    tmp_path: Path, changes: dict[str, str], tellable: str | None
) -> None:
    assert sample(tmp_path, **changes).tellable_hotline == tellable


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "Has Spaces"),
        ("name", ""),
        ("short_name", " "),
        ("aliases", ""),
        ("aliases", "样行;;样本"),
        ("type", "bakery"),
        ("regulator", "fifa"),
        ("confidence", "sure"),
        ("hotline", "95 588"),
        ("hotline", "call us"),
        ("complaint_hotline", "123"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number(tmp_path: Path, field: str, value: str) -> None:
    path = write(tmp_path, ROW, ROW | {"id": "other"} | {field: value})
    with pytest.raises(DirectoryError, match="row 3: ") as error:
        load_institutions(path)
    assert error.value.row == 3


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="row 3: id 'sample' is used twice"):
        load_institutions(write(tmp_path, ROW, ROW))


@pytest.mark.parametrize("text", ["id,name\na,b\n", "", ",".join(ROW) + "\na,b,c\n"])
def test_wrong_columns_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "institutions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DirectoryError):
        load_institutions(path)


class TestShippedFiles:
    def test_ids_lead_to_institutions(self, directory: Directory) -> None:
        assert len(directory.all()) > 400
        assert all(directory.get(one.id) is one for one in directory.all())
        assert directory.get("nobody") is None

    @pytest.mark.parametrize(
        ("id", "hotline"),
        [
            ("icbc", "95588"),
            ("cgb", "4008308003"),
            ("bocom", "021-28283999"),
            ("pingan-life", "4001666333"),
            ("mashang", None),
            ("gsbank", None),
        ],
    )
    def test_hotlines(self, directory: Directory, id: str, hotline: str | None) -> None:
        institution = directory.get(id)
        assert institution is not None
        assert institution.tellable_hotline == hotline

    def test_aliases_hold_no_remarks(self, directory: Directory) -> None:
        aliases = [alias for one in directory.all() for alias in one.aliases]
        assert [alias for alias in aliases if set("()（）/") & set(alias)] == []

    def test_words_in_rules_are_names(self, directory: Directory) -> None:
        folder = Path(loading.__file__).parent
        notes = yaml.safe_load((folder / "alias_notes.yml").read_text(encoding="utf-8"))
        words = {word for rule in notes["rules"] for word in rule["words"]}
        assert [word for word in sorted(words) if not directory.resolve(word)] == []

    @pytest.mark.parametrize("file", ["groups.yml", "products.yml"])
    def test_ids_in_other_files_exist(self, directory: Directory, file: str) -> None:
        raw = yaml.safe_load((Path(loading.__file__).parent / file).read_text(encoding="utf-8"))
        entries = raw if isinstance(raw, list) else raw["kinds"].values()
        ids = [id for entry in entries for id in (*entry.get("members", ()), *entry.get("ids", ()))]
        ids += [entry[key] for entry in entries for key in ("usual", "group") if key in entry]
        assert ids
        assert [id for id in ids if directory.get(id) is None] == []


def test_another_file_makes_another_directory(tmp_path: Path) -> None:
    directory = Directory.load(write(tmp_path, ROW, ROW | {"id": "cmb", "aliases": "甲行"}))
    assert [one.id for one in directory.resolve("样行")] == ["sample"]
    assert [one.id for one in directory.resolve("招商")] == ["cmb"]
    assert directory.resolve("工商银行") == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＩＣＢＣ", "icbc"),
        ("華夏銀行", "华夏银行"),
        ("（中国）　Ａ", "(中国) a"),
        ("İ\ud800😀", "İ\ud800😀"),
    ],
)
def test_folding_keeps_every_place(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)
