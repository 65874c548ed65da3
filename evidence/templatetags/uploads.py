"""Sizes of files as people read them."""

from django import template

from evidence.files import types

register = template.Library()
register.filter("amount", types.amount)
