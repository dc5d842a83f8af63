"""The drills of `tests/drills`, played as telephone calls over a bad line."""
