"""`rasa train` with one remedy: Rasa reads every file of examples three times over.

Run as `python -m bot.dialogue.training_run train ...`, with the arguments of `rasa`. The plain
`rasa train` makes the same model, only later.
"""

from __future__ import annotations

import functools


def main() -> None:
    """Hand over to Rasa's command line."""
    from rasa.__main__ import main as rasa
    from rasa.shared.nlu.training_data import loading

    loading.load_data = functools.cache(loading.load_data)
    rasa()


if __name__ == "__main__":
    main()
