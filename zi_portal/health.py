"""Checks of what the portal stands on, for monitors and administrators."""
