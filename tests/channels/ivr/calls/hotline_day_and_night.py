"""The server as it is, for a hotline that is open day and night and does not wait long.

Started with the model's path; XIAOBAO_TEST_PROFILES names the directory to keep the profile in.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import yaml

from bot import profile
from tests.running import serve_with

QUICK = {"rate_percent": 200, "silence_seconds": 2, "between_keys_seconds": 2}


def main() -> None:
    """Write the profile and serve."""
    directory = Path(os.environ["XIAOBAO_TEST_PROFILES"])
    usual = profile.PROFILES / "nfra-12378.yml"
    content: dict[str, Any] = yaml.safe_load(usual.read_text(encoding="utf-8"))
    content["service_hours"] = {"days": "daily", "spans": ["00:00-24:00"], "closed": []}
    content["phone"]["usual"].update(QUICK)
    directory.mkdir(exist_ok=True)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    (directory / usual.name).write_text(text, encoding="utf-8")
    profile.PROFILES = directory
    serve_with(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
