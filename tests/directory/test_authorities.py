from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.directory import authorities
from bot.directory.authorities import Authorities
from bot.directory.directory import Directory
from bot.directory.jurisdiction import responsible
from bot.directory.loading import DirectoryError

AUTHORITIES = Authorities.load()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我的社保断缴了", "12333"),
        ("职工养老保险怎么转", "12333"),
        ("老板拖欠工资", "12333"),
        ("公积金提取不了", "12329"),
        ("醫保報銷比例", "12393"),
        ("个税怎么退", "12366"),
        ("快递丢了", "12305"),
        ("邮政快递弄坏了", "12305"),
        ("手机话费乱扣", "12300"),
        ("网购买到假货", "12315"),
        ("健身房不退钱", "12315"),
        ("想找心理咨询", "12356"),
        ("法院什么时候开庭", "12368"),
        ("请律师多少钱", "12348"),
        ("市长热线是多少", "12345"),
        ("小贷公司利息太高", "12345"),
        ("股票被套", "12386"),
        ("基金公司不给赎回", "12386"),
        ("支付宝账户被冻结", "12363"),
        ("微信支付扣钱", "12363"),
        ("怎么查征信", "400-810-8866"),
        ("信用卡年费", "12378"),
        ("保险公司不赔", "12378"),
        ("总有骚扰电话", "12321"),
        ("我要报警", "110"),
    ],
)
def test_who_answers_for_a_topic(text: str, number: str) -> None:
    authority = AUTHORITIES.for_topic(text)
    assert authority is not None
    assert authority.number == number


@pytest.mark.parametrize("text", ["", "你好", "今天天气真好", "\ud800"])
def test_no_topic_no_authority(text: str) -> None:
    assert AUTHORITIES.for_topic(text) is None


def test_authorities_by_number() -> None:
    authority = AUTHORITIES.get("12378")
    assert authority is not None
    assert "金融监管总局" in authority.name
    assert AUTHORITIES.get("00000") is None
    assert authority in AUTHORITIES.all()


def test_every_topic_leads_to_an_authority() -> None:
    text = Path(authorities.__file__).with_name("topics.yml").read_text(encoding="utf-8")
    assert [number for number in yaml.safe_load(text) if not AUTHORITIES.get(number)] == []


@pytest.mark.parametrize(
    "rows",
    ["110,,a,b,c,high", ",name,a,b,c,high", "110,name,a,b,c,sure", "1,a,,,,low\n1,b,,,,low"],
)
def test_a_wrong_file_is_refused(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "authorities.csv"
    header = "number,name,when_to_redirect,hours,source,confidence"
    path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
    with pytest.raises(DirectoryError):
        Authorities.load(path)


def test_wrong_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text("number,name\n110,a\n", encoding="utf-8")
    with pytest.raises(DirectoryError, match="row 1"):
        Authorities.load(path)


@pytest.mark.parametrize(
    ("id", "reach", "within", "number"),
    [
        ("icbc", {"nfra"}, True, "12378"),
        ("picc-pc", {"nfra"}, True, "12378"),
        ("citic-trust", {"nfra"}, True, "12378"),
        ("ant-cf", {"nfra"}, True, "12378"),
        ("alipay", {"nfra"}, False, "12363"),
        ("alipay", {"pbc"}, True, "12363"),
        ("pbc-credit", {"nfra"}, False, "12363"),
        ("icbc", {"pbc"}, False, "12378"),
        ("citics", {"nfra", "pbc"}, False, "12386"),
        ("efunds", {"csrc"}, True, "12386"),
        ("jd-digits", {"nfra"}, False, "12345"),
        ("jd-digits", {"nfra", "local"}, True, "12345"),
        ("icbc", set(), False, "12378"),
    ],
)
def test_jurisdiction(
    directory: Directory, id: str, reach: set[str], within: bool, number: str
) -> None:
    institution = directory.get(id)
    assert institution is not None
    verdict = responsible(institution, reach)
    assert verdict.within is within
    assert verdict.authority is not None
    assert verdict.authority.number == number


def test_every_institution_has_a_responsible_authority(directory: Directory) -> None:
    assert all(responsible(one, ()).authority for one in directory.all())
