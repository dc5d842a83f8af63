"""Spans of time and sizes of files as people say them."""

from __future__ import annotations


def span(seconds: float | None) -> str:
    """Say how long something took: 47秒, 3分05秒, 1小时20分; a dash where nothing was measured."""
    if seconds is None:
        return "—"
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}秒"
    if whole < 3600:
        return f"{whole // 60}分{whole % 60:02}秒"
    return f"{whole // 3600}小时{whole % 3600 // 60:02}分"


def stopwatch(seconds: float) -> str:
    """Write a moment within a conversation: 0:07, 12:40, 1:02:09."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(octets: int) -> str:
    """Say how large a file is: 830 KB, 2.4 MB."""
    kilobytes = octets / 1024
    return f"{kilobytes / 1024:.1f} MB" if kilobytes >= 1000 else f"{max(1, round(kilobytes))} KB"
