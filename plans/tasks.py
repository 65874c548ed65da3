"""What the worker does for plans: thin handlers, each a call of one function (see zi_portal.jobs)."""

from plans import documents, importing
from zi_portal.jobs.registry import handler


@handler("render_decree")
def render_decree(job, progress):
    """Print a decree to the file of its Document row; payload {"document": id}."""
    return documents.render(job.payload["document"], progress)


@handler("read_workbook")
def read_workbook(job, progress):
    """Read an uploaded workbook into its WorkbookImport row; payload {"import": id}."""
    return importing.read_upload(job.payload["import"], progress)
