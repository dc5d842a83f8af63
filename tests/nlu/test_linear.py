"""The linear model: it learns, ranks, and comes back from its files as it was."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.linear import LinearModel

FEATURES = [["a", "b"], ["a", "c"], ["x", "y"], ["x", "z"], ["m", "n"], ["m", "o"]] * 3
INTENTS = ["left", "left", "right", "right", "middle", "middle"] * 3


@pytest.fixture
def model() -> LinearModel:
    return LinearModel.fit(FEATURES, INTENTS, inverse_regularisation=100.0)


def test_it_learns_what_the_features_say(model: LinearModel) -> None:
    assert model.rank(["a"])[0][0] == "left"
    assert model.rank(["x", "z"])[0][0] == "right"


def test_probabilities_sum_to_one_and_fall(model: LinearModel) -> None:
    ranking = model.rank(["a", "y"])
    confidences = [confidence for _, confidence in ranking]
    assert sum(confidences) == pytest.approx(1.0)
    assert confidences == sorted(confidences, reverse=True)


def test_unknown_features_leave_the_prior(model: LinearModel) -> None:
    assert model.rank(["never seen"])[0][1] == pytest.approx(1 / 3, abs=0.05)


def test_a_feature_seen_once_is_not_learned() -> None:
    model = LinearModel.fit(
        [*FEATURES, ["a", "once"]], [*INTENTS, "left"], inverse_regularisation=100.0
    )
    assert "once" not in model.rows


def test_training_is_deterministic(model: LinearModel) -> None:
    again = LinearModel.fit(FEATURES, INTENTS, inverse_regularisation=100.0)
    assert np.array_equal(model.weights, again.weights)


def test_it_survives_its_files(model: LinearModel) -> None:
    restored = LinearModel.restore(model.names(), model.arrays())
    for features in (["a"], ["x", "y"], ["a", "x"]):
        assert [name for name, _ in restored.rank(features)] == [n for n, _ in model.rank(features)]


def test_sharpness_makes_it_surer_without_changing_its_mind(model: LinearModel) -> None:
    plain, sharp = model.rank(["a"]), model.rank(["a"], sharpness=3.0)
    assert plain[0][0] == sharp[0][0]
    assert sharp[0][1] > plain[0][1]
