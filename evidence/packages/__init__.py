"""Packages and rekaps, which leave the portal for an evaluator."""
