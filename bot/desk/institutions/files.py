"""Names of files that are handed out."""

from __future__ import annotations

from urllib.parse import quote


def download_name(name: str) -> dict[str, str]:
    """Return the header that makes an answer a file of this name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
