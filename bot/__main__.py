import sys

# TensorFlow loads jax, where it is installed, to convert models for phones: a second of every
# start for what nobody does here. A None in this table reads as "not installed".
sys.modules.setdefault("jax", None)  # type: ignore[arg-type]

from bot.cli import main  # noqa: E402

raise SystemExit(main())
