"""Deleted drafts in words: the notice that undoes a deletion."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from zi_portal.lib.screens.controls import SMALL, Post

DELETED = "Draf “{}” dihapus. Dapat dipulihkan dari daftar draf yang dihapus. {}"


def undo_notice(request, decree):
    """Return the message behind a deletion, with the button that takes it back."""
    post = Post("Urungkan", reverse("decrees:restore", args=[decree.pk]), "undo", SMALL)
    button = render_to_string("lib/post.html", {"post": post}, request)
    title = f"{decree.title[:80]} …" if len(decree.title) > 80 else decree.title
    return format_html(DELETED, title, mark_safe(button.strip()))  # noqa: S308 -- a template of ours
