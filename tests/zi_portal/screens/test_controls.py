"""Links, buttons, tabs and pages of a list as presenters compute them."""

from django.core.paginator import Paginator

from zi_portal.lib.screens.controls import Button, Link, Post, Tab, hits, movers, turns


def test_a_link_escapes_what_it_holds():
    attributes = Link("x", '/a/"><script>', extra={"title": "<b>"}).attributes
    assert "<script>" not in attributes and "<b>" not in attributes and 'href="/a/&quot;' in attributes


def test_a_button_sends_its_name_and_value():
    attributes = Button("Terima", sends={"action": "accept"}).attributes
    assert 'name="action"' in attributes and 'value="accept"' in attributes


def test_a_form_of_one_button_has_its_address():
    post = Post("Lepas", "/lepas/", hidden={"kewajiban": 7}, form={"class": "mt-4"})
    assert 'action="/lepas/"' in post.form_attributes and 'class="mt-4"' in post.form_attributes
    assert post.button.label == "Lepas"


def test_only_the_current_tab_says_so():
    assert "aria-current" in Tab("Semua", "?", True).attributes
    assert "aria-current" not in Tab("Semua", "?").attributes


def test_a_list_of_one_page_has_no_pager():
    assert turns(Paginator(range(3), 5).page(1), str) == []


def test_the_pager_leads_back_and_onward():
    page = Paginator(range(30), 10).page(2)
    assert [(turn.label, turn.url) for turn in turns(page, lambda number: f"?page={number}")] == [
        ("Sebelumnya", "?page=1"), ("2 / 3", ""), ("Berikutnya", "?page=3"),
    ]  # fmt: skip
    assert hits(page) == "11–20 dari 30"


def test_the_first_and_the_last_page_lead_one_way():
    pages = Paginator(range(20), 10)
    assert [turn.rel for turn in turns(pages.page(1), str)] == ["", "next"]
    assert [turn.rel for turn in turns(pages.page(2), str)] == ["prev", ""]


def test_a_row_at_the_end_of_its_list_says_that_it_cannot_move_further():
    up, down = movers("arah", 7, "Notula", first=True, last=False)
    assert "aria-disabled" in up.attributes and "aria-disabled" not in down.attributes
    assert (up.name, down.name) == ("Naikkan Notula", "Turunkan Notula") and 'id="turun-7"' in down.attributes
