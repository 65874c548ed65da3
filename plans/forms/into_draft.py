"""The form that takes a workbook for an existing draft."""

from django import forms

from plans.forms.plans import UploadForm, helper


class IntoDraftForm(forms.Form):
    """A file to import into a draft: the same as for a plan of its own."""

    file = UploadForm.base_fields["file"]
    clean_file = UploadForm.clean_file

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("Baca berkas", multipart=True)
