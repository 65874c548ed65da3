"""Screens of layouts: their list, copies, the editor with its preview."""
