"""Screens of every app: lists, and the links, buttons and tabs that all of them draw alike."""

from zi_portal.lib.screens.lists import LONGEST_SEARCH, ListFilter, Pages, list_screen, search_words

__all__ = ["LONGEST_SEARCH", "ListFilter", "Pages", "list_screen", "search_words"]
