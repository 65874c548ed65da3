"""WorkbookRefused: the exception of readers of workbooks, in the child and in its caller."""


class WorkbookRefused(Exception):
    """The workbook cannot be read. code is stable; message says in Indonesian what to do."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
