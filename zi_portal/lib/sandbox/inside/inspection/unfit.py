"""Unfit: the exception of checks that refuse a stranger's file."""


class Unfit(Exception):
    """The file is refused; code: the reason, facts: numbers for its sentence."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts
