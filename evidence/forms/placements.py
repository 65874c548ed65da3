"""Form of one file of an upload: the obligations it proves, its title, period and page."""

from django import forms

from evidence.forms.proofs import PeriodForm
from evidence.uploads.placing import Placement
from evidence.uploads.table import title_of
from zi_portal.lib.web import whole_number

SMALL = {"class": "form-control form-control-sm"}
UNKNOWN_PLACE = "Tempat “{}” tidak ada dalam rencana ini. Pilih salah satu dari daftar."
PLACE_GONE = "Tempat yang dicentang tidak ada lagi dalam rencana ini. Pilih tempat lain."


class SeveralTexts(forms.TextInput):
    """Any number of text fields with one name; the value is the list of the texts that are not blank."""

    def value_from_datadict(self, data, files, name):
        return [text.strip() for text in data.getlist(name) if text.strip()]


class PlacesField(forms.Field):
    """Names of places → the list of their obligations' pks; ids_by_name: name in lower case → pk."""

    widget = SeveralTexts
    ids_by_name = {}

    def to_python(self, value):
        for name in value or ():
            if name.casefold() not in self.ids_by_name:
                raise forms.ValidationError(UNKNOWN_PLACE.format(name))
        return [self.ids_by_name[name.casefold()] for name in value or ()]


class PlacementForm(PeriodForm):
    """Where one file of an upload goes and what it is. Nothing is required: a file without a place waits for one.

    Its prefix is the pk of the UploadItem. A formset would number its forms, and these numbers would shift when a
    file of the page is placed or dropped in another window.
    """

    ticked = forms.TypedMultipleChoiceField(
        label="Tempat", required=False, coerce=int, error_messages={"invalid_choice": PLACE_GONE}
    )
    named = PlacesField(label="Tempat lain", required=False)
    title = forms.CharField(label="Judul", required=False, max_length=200, widget=forms.TextInput(SMALL))
    page = forms.CharField(
        label="Halaman",
        required=False,
        max_length=20,
        widget=forms.TextInput({**SMALL, "placeholder": "12 atau 3–5"}),
    )

    def __init__(self, item, data=None, *, places_by_id=None, ids_by_name=None):
        super().__init__(
            data, prefix=str(item.pk), initial={"title": title_of(item.path)}, use_required_attribute=False
        )
        self.fields["ticked"].choices = [(pk, place.name) for pk, place in (places_by_id or {}).items()]
        self.fields["named"].ids_by_name = ids_by_name or {}
        for name, label in (("proves_from", "Sejak"), ("proves_until", "Sampai")):
            self.fields[name].label = label
            self.fields[name].widget.attrs |= SMALL

    @property
    def sentences(self):
        """Return what is wrong, in Indonesian, in the order of the fields."""
        return [sentence for sentences in self.errors.values() for sentence in sentences]

    @property
    def ticked_ids(self):
        """Return the pks of the obligations ticked as shown, of a form that may be wrong."""
        return {whole_number(str(pk)) for pk in self["ticked"].value() or ()}

    @property
    def period_and_page(self):
        """Return the bound fields that are folded away."""
        return [self[name] for name in ("proves_from", "proves_until", "page")]

    @property
    def has_more(self):
        """Return whether the fields that are folded away contain something."""
        return any(field.value() for field in self.period_and_page)

    def placement(self):
        """Return the Placement of a valid form."""
        fields = self.cleaned_data
        obligation_ids = list(dict.fromkeys([*fields["ticked"], *fields["named"]]))
        return Placement(obligation_ids, fields["title"], fields["proves_from"], fields["proves_until"], fields["page"])


def sent_forms(items, places_by_id, data):
    """Return {item pk: PlacementForm} of the items whose fields were sent; data: QueryDict."""
    ids_by_name = {place.name.casefold(): place.id for place in places_by_id.values()}
    sent_items = [item for item in items if f"{item.pk}-title" in data]
    return {
        item.pk: PlacementForm(item, data, places_by_id=places_by_id, ids_by_name=ids_by_name) for item in sent_items
    }
