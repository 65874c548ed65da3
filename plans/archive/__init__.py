"""Decrees that were published before the portal existed."""
