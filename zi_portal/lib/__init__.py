"""Sealed leaf: imports Django and libraries, never an app of the portal."""
