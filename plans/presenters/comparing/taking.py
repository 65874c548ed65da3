"""What a workbook would change in a draft, as its page shows it: lines to be ticked, and what is refused."""

from dataclasses import dataclass, field

from django.forms.utils import flatatt
from django.utils.html import format_html

from plans.comparing.outcome import TICKS
from plans.presenters.comparing import words
from plans.presenters.comparing.screen import KIND_VALUES, RowLine, row_line

UNCHANGED = "Berkas ini sama dengan rencana: 0 perubahan."
NO_MARKS = "Berkas ini tidak diekspor dari rencana ini; barisnya dicocokkan menurut teksnya. Periksa setiap baris."
EXPORTED = "Berkas ini diekspor dari rencana ini; yang dibandingkan hanya yang diubah di dalamnya."
CHANGED_SINCE = " Rencana ini sudah diubah sejak ekspor itu: perubahan di portal tetap ada."
BLANK = "(kosong)"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A line of the page. attributes: of its checkbox; refused: [(field, text in the portal, text in the file)]."""

    key: str
    attributes: str
    line: RowLine
    refused: list = field(default_factory=list)


def origin(marks, plan):
    """Return the sentence that says how rows were matched; marks: Marks, None for a foreign file."""
    if marks is None:
        return NO_MARKS
    return EXPORTED + (CHANGED_SINCE if marks.revision != plan.revision else "")


def summary(proposals):
    """Return the sentence that counts what the file would change."""
    kinds = [proposal.kind for proposal in proposals.rows]
    parts = [f"{kinds.count(kind)} baris {word}" for kind, word in KIND_VALUES.items() if kind in kinds]
    if proposals.renamings:
        parts.append(f"{len(proposals.renamings)} nama area atau aspek")
    refused = sum(len(proposal.refused) for proposal in proposals.rows)
    words_of_refused = f" {refused} sel ditolak karena sudah diubah di portal." if refused else ""
    return f"{', '.join(parts)}; {proposals.same_count} baris sama.{words_of_refused}" if parts else UNCHANGED


def change_rows(proposals, spec):
    """Return [ChangeRow] of the Proposals of a file in printed order, areas and aspects first."""
    rows = [_renaming(renaming) for renaming in proposals.renamings]
    return rows + [_change(proposal, proposals.comparison, spec) for proposal in proposals.rows]


def _renaming(renaming):
    before, after = words.node_name(renaming.before), words.node_name(renaming.after)
    text = format_html("<del>{}</del> <ins>{}</ins>", before, after)
    line = RowLine("changed", "Berubah", "pencil", after, "nama area atau aspek", [("Nama", text)])
    return ChangeRow(renaming.key, _checked(ticked=renaming.ticked), line)


def _change(proposal, comparison, spec):
    attributes = _checked(ticked=proposal.ticked) if proposal.can_take else flatatt({"disabled": True})
    refused = [_refused(cell, spec) for cell in proposal.refused]
    return ChangeRow(proposal.key, attributes, row_line(proposal.row, comparison, spec), refused)


def _checked(*, ticked):
    return flatatt({"checked": ticked})


def _refused(cell, spec):
    texts = (cell.before, cell.after)
    if cell.name == TICKS:
        texts = (", ".join(words.tick_words(ticks, spec)) for ticks in texts)
    return words.field_name(cell.name, spec), *(text or BLANK for text in texts)
