"""Backup, restore and the move between databases: dump and files with a manifest of hashes and counts."""
