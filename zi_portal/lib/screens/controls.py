"""Links, buttons, tabs and pages as screens draw them: presenters compute them, templates/lib/ draws them."""

from dataclasses import dataclass, field

from django.forms.utils import flatatt

PRIMARY = "btn btn-primary"
OUTLINED = "btn btn-outline-primary"
PLAIN = "btn btn-outline-secondary"
DANGER = "btn btn-outline-danger"
SMALL = "btn btn-sm btn-outline-secondary"
SMALL_PRIMARY = "btn btn-sm btn-primary"
SMALL_OUTLINED = "btn btn-sm btn-outline-primary"
SMALL_DANGER = "btn btn-sm btn-outline-danger"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page (lib/link.html).

    look: its CSS classes. icon: a name of zi_portal/templatetags/icons.py, "" for none. about: the rest of its name,
    which only screen readers say. extra: more attributes, {name: value}.
    """

    label: str
    url: str
    icon: str = ""
    look: str = PLAIN
    about: str = ""
    extra: dict = field(default_factory=dict)

    @property
    def attributes(self):
        """Return the attributes of the element as safe HTML, each behind a space."""
        return flatatt({"class": self.look, "href": self.url} | self.extra)


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a form (lib/button.html); sends: {name: value} of it, extra: more attributes."""

    label: str
    icon: str = ""
    look: str = PLAIN
    about: str = ""
    sends: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    @property
    def attributes(self):
        """Return the attributes of the element as safe HTML, each behind a space."""
        pairs = {key: part for name, value in self.sends.items() for key, part in (("name", name), ("value", value))}
        return flatatt({"class": self.look} | pairs | self.extra)


@dataclass(frozen=True, slots=True)
class Post:
    """A button that sends a form of its own (lib/post.html).

    sends: {name: value} of the button itself, hidden: those of hidden fields; form: more attributes of the form.
    """

    label: str
    url: str
    icon: str = ""
    look: str = PLAIN
    about: str = ""
    sends: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    form: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)

    @property
    def button(self):
        """Return its Button."""
        return Button(self.label, self.icon, self.look, self.about, self.sends, self.extra)

    @property
    def form_attributes(self):
        """Return the attributes of the form as safe HTML, each behind a space."""
        return flatatt({"method": "post", "action": self.url} | self.form)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several views of a page (lib/tabs.html); current: the one that is shown."""

    label: str
    url: str
    current: bool = False
    extra: dict = field(default_factory=dict)

    @property
    def attributes(self):
        """Return the attributes of the link as safe HTML, each behind a space."""
        current = {"aria-current": "page"} if self.current else {}
        return flatatt({"href": self.url} | current | self.extra)


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of the pager (lib/pager.html); url "" for the page that is shown."""

    label: str
    url: str = ""
    rel: str = ""


def turns(page, address):
    """Return [Turn] of a page of a list: back, where one is, onward; [] where the list has one page.

    address: function from the number of a page to its URL.
    """
    if not page.has_other_pages():
        return []
    steps = [Turn(f"{page.number} / {page.paginator.num_pages}")]
    if page.has_previous():
        steps.insert(0, Turn("Sebelumnya", address(page.previous_page_number()), "prev"))
    if page.has_next():
        steps.append(Turn("Berikutnya", address(page.next_page_number()), "next"))
    return steps


def hits(page):
    """Return which rows of a list a page shows, in words: "26–50 dari 120"."""
    return f"{page.start_index()}–{page.end_index()} dari {page.paginator.count}"


@dataclass(frozen=True, slots=True)
class IconButton:
    """A button of a form that shows a drawing only (lib/icon_button.html); name: what screen readers say."""

    name: str
    icon: str
    attributes: str


def movers(field, key, title, *, first, last):
    """Return [IconButton] that move a row of a list up and down; at its end a button says that it does nothing.

    field: name that the buttons send; key: the row's own, for their ids; title: what the row is called.
    """
    up = _mover(field, "naik", key, "Naikkan", stuck=first)
    down = _mover(field, "turun", key, "Turunkan", stuck=last)
    return [IconButton(f"Naikkan {title}", "up", up), IconButton(f"Turunkan {title}", "down", down)]


def _mover(field, way, key, word, *, stuck):
    look = "btn btn-sm border-0 opacity-25" if stuck else "btn btn-sm border-0"
    aria = {"aria-disabled": "true"} if stuck else {}
    return flatatt({"class": look, "name": field, "value": way, "id": f"{way}-{key}", "title": word} | aria)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word, with its drawing (lib/badge.html); look: its CSS class behind "state-"."""

    look: str
    icon: str
    label: str
