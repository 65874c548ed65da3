"""Layouts that offices make of presets: columns and options checked, stored, used, previewed."""
