"""Screens on which a plan begins, and those of templates."""
