"""Append-only audit log, on the lowest rung; imports only zi_portal.lib."""
