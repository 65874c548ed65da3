"""Obligations: what a plan in force owes, by when, and how far it is fulfilled."""
