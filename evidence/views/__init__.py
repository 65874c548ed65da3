"""Screens of the evidence, by theme."""
