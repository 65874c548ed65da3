"""WorkbookRefused: what readers of workbooks raise, on both sides of a process."""


class WorkbookRefused(Exception):
    """The workbook is not read. code is stable; message says in Indonesian what to do."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
