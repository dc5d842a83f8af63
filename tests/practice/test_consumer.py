"""How the consumer of a practice answers."""

from __future__ import annotations

import pytest

from bot.practice.consumer import Consumer, Heard, Uttered, manners
from bot.practice.script import Part
from tests.practice.conftest import drill

PART = Part.of(drill("card_fee_corrected"))
STORY = PART.lines[0]


class Talk:
    """A consumer to whom things are said, one after the other."""

    def __init__(self, part: Part = PART, institutions: tuple[str, ...] = ()) -> None:
        self.part, self.institutions = part, institutions
        self.said: list[Uttered] = []

    def hears(self, words: str, settled: float = 10, waited: float = 10) -> Uttered | None:
        notes, told = [one.note for one in self.said], [one.words for one in self.said]
        consumer = Consumer(self.part, notes, told, self.institutions)
        uttered = consumer.next(Heard(words, settled, waited))
        if uttered:
            self.said.append(uttered)
        return uttered

    def words(self, words: str) -> str:
        uttered = self.hears(words)
        assert uttered is not None
        return uttered.words


@pytest.fixture
def talk() -> Talk:
    begun = Talk()
    assert begun.words("") == STORY
    return begun


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("怎么称呼您？", "王建国"),
        ("您的手机号是多少？", "13800138000"),
        ("您希望银行怎么处理？", "退钱"),
        ("是哪家银行？", "农业银行"),
        ("身份证号报一下", manners()["id_number"][0]),
        ("请报一下验证码", manners()["secret"][0]),
        ("钱是什么时候扣的？", manners()["unknown"][0]),
        ("我跟您核对：农行，360元，退钱，对吗？", manners()["confirm"][0]),
        ("登记好了，单号2678415941。", manners()["registered"][0]),
    ],
)
def test_a_question_gets_its_answer(talk: Talk, asked: str, answer: str) -> None:
    assert talk.words(asked) == answer


def test_a_sum_named_in_the_story_was_told_before(talk: Talk) -> None:
    assert talk.words("一共扣了多少钱？") == "刚才说过了，一共360块。"


def test_without_a_question_the_story_goes_on(talk: Talk) -> None:
    said = [talk.words("好，我记着。") for _ in range(4)]
    assert said[:3] == list(PART.lines[1:])
    assert said[3] in manners()["next"]


def test_of_two_questions_the_first_is_answered(talk: Talk) -> None:
    assert talk.words("您贵姓？电话多少？") == "王建国"


def test_what_was_answered_is_not_answered_gladly_again(talk: Talk) -> None:
    talk.hears("怎么称呼您？")
    again = talk.hears("请问您的姓名？")
    assert again == Uttered("again", "刚才说过了，王建国", "person_name")


def test_an_institution_named_in_the_story_was_told_before() -> None:
    talk = Talk(institutions=("工行",))
    talk.hears("")
    again = talk.hears("请问是哪家银行？")
    assert again is not None and again.kind == "again"


def test_more_of_the_story_is_told_when_it_is_asked_for() -> None:
    talk = Talk(Part.of(drill("fund_loss_terminal")))
    talk.hears("")
    assert talk.words("您具体说说当时的经过？") == "当时说的稳赚不赔，什么风险都没讲"


@pytest.mark.parametrize("settled", [0, 3.9])
def test_perhaps_the_trainee_is_still_writing(talk: Talk, settled: float) -> None:
    assert talk.hears("怎么称呼您？", settled=settled) is None


def test_who_is_not_answered_asks_three_times_and_goes(talk: Talk) -> None:
    assert talk.hears("", waited=59) is None
    said = [talk.hears("", waited=60) for _ in range(4)]
    assert [one and one.words for one in said] == [*manners()["waiting"], None]
    assert [one.kind for one in said if one] == ["waiting", "waiting", "gone"]


def test_an_answer_in_time_makes_patient_again(talk: Talk) -> None:
    talk.hears("", waited=60)
    talk.hears("怎么称呼您？")
    again = talk.hears("", waited=60)
    assert again is not None and again.words == manners()["waiting"][0]


def test_of_what_is_said_only_the_kind_is_kept(talk: Talk) -> None:
    name = talk.hears("怎么称呼您？")
    assert name is not None
    assert name.note == {"kind": "answer", "fact": "person_name"}
