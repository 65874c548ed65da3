"""Issues of a workbook that was read, each with sheet, row and column, in Indonesian."""

from dataclasses import asdict, dataclass, field

from zi_portal.lib.indonesian import letter

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue. severity "error" (refused) | "warning" | "info"; row: Excel row, column: Excel letter."""

    severity: str
    row: int | None
    column: str
    code: str
    message: str

    def as_dict(self):
        """Return the plain form for JSON."""
        return asdict(self)


def column_letter(index):
    """Return the Excel letter of a 0-based column index: 0 → "A", 26 → "AA"."""
    return letter(index + 1).upper()


@dataclass(slots=True)
class Findings:
    """Collects the issues of one sheet; row and column are 0-based indexes of its Grid, None = the whole sheet."""

    sheet: str
    first_row: int = 1
    issues: list[Issue] = field(default_factory=list)

    def error(self, code, text, row=None, column=None):
        """Add an issue that refuses the import."""
        self._add(ERROR, code, text, row, column)

    def warning(self, code, text, row=None, column=None):
        """Add an issue that a person should look at."""
        self._add(WARNING, code, text, row, column)

    def info(self, code, text, row=None, column=None):
        """Add a note about something that was handled, so that nothing happens silently."""
        self._add(INFO, code, text, row, column)

    def _add(self, severity, code, text, row, column):
        number = None if row is None else row + self.first_row
        name = "" if column is None else column_letter(column)
        place = [f'Lembar "{self.sheet}"']
        place += [f"baris {number}"] if number else []
        place += [f"kolom {name}"] if name else []
        self.issues.append(Issue(severity, number, name, code, f"{', '.join(place)}: {text}"))
