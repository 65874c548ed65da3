"""Screens of the administrators' room."""
