"""Multinomial logistic regression over named features, in numpy at run time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SEEN_AT_LEAST = 2  # a feature of one single example teaches noise


@dataclass
class LinearModel:
    """Weights (features x intents, float16 on disk) with the names of rows and columns."""

    intents: list[str]
    rows: dict[str, int]
    weights: Any
    bias: Any

    @classmethod
    def fit(
        cls,
        features: Sequence[Sequence[str]],
        intents: Sequence[str],
        *,
        inverse_regularisation: float,
    ) -> LinearModel:
        """Learn from feature lists and their intents; deterministic."""
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        counts = Counter(name for names in features for name in names)
        kept = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
        rows = {name: row for row, name in enumerate(kept)}
        indices = [np.array([rows[n] for n in names if n in rows], dtype=int) for names in features]
        lengths = np.array([len(i) for i in indices])
        values = np.concatenate([np.full(len(i), _scale(len(i))) for i in indices])
        matrix = csr_matrix(
            (values, np.concatenate(indices), np.concatenate([[0], np.cumsum(lengths)])),
            shape=(len(features), len(rows)),
        )
        regression = LogisticRegression(C=inverse_regularisation, max_iter=100, tol=1e-3)
        regression.fit(matrix, list(intents))
        return cls(
            intents=[str(name) for name in regression.classes_],
            rows=rows,
            weights=np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            bias=regression.intercept_.astype(np.float32),
        )

    def rank(self, features: Sequence[str], sharpness: float = 1.0) -> list[tuple[str, float]]:
        """Return all intents with their probabilities, the likeliest first."""
        known = [self.rows[name] for name in features if name in self.rows]
        scores = self.bias + self.weights[known].sum(axis=0) * _scale(len(known))
        scores = (scores - scores.max()) * sharpness
        likely = np.exp(scores)
        likely /= likely.sum()
        order = np.argsort(-likely)
        return [(self.intents[i], float(likely[i])) for i in order]

    def arrays(self) -> dict[str, Any]:
        """Return what goes into the weights file."""
        return {"weights": self.weights.astype(np.float16), "bias": self.bias}

    def names(self) -> dict[str, list[str]]:
        """Return the names of columns and rows, in order."""
        return {"intents": self.intents, "features": list(self.rows)}

    @classmethod
    def restore(cls, names: dict[str, list[str]], arrays: dict[str, Any]) -> LinearModel:
        """Put a stored model together again."""
        return cls(
            intents=names["intents"],
            rows={name: row for row, name in enumerate(names["features"])},
            weights=arrays["weights"].astype(np.float32),
            bias=arrays["bias"],
        )


def _scale(count: int) -> float:
    """Long utterances have more features; their sum must not shout louder."""
    return 1.0 / max(1.0, count) ** 0.5
