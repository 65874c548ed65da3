"""What a look at a stranger's file raises when it may not be taken."""


class Unfit(Exception):
    """The file is refused; code names why, facts the numbers that its sentence needs."""

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts
