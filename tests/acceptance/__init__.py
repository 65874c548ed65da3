"""Acceptance: the product run from outside by its commands, and its files compared with the truth of real tables."""
