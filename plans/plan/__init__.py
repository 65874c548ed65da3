"""The plan's table: stored, edited, checked and projected as a Grid."""
