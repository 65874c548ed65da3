"""Proofs: evidence attached to obligations, and its review."""
