"""Offices: register, hierarchy, names, emblem, settings."""
