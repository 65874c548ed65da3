"""What is asked and proofs without a file, as staff use them: the list changes in place, forms show what matters."""

import re

import pytest

from zi_portal.demo.data import PASSWORD

pytestmark = pytest.mark.browser


def list_of_a_row(person):
    """Path of the list of a row that asks for several documents."""
    person.go("/bukti/")
    person.go(person.page.locator("a[href*='/bukti/rencana/']").first.get_attribute("href"))
    step = person.page.locator("a[href*='/bukti/langkah/']").first.get_attribute("href")
    return f"{re.match(r'/bukti/langkah/[0-9]+/', step)[0]}diminta/"


def said(person, words):
    """Wait until the page says it."""
    person.page.locator("#pesan").get_by_text(words).wait_for()


@pytest.mark.parametrize(
    ("width", "proof"),
    [
        ("meja", "Ringkasan laporan kinerja dua"),
        pytest.param("telepon", "Notula lokakarya penyusunan", marks=pytest.mark.long),
    ],
)  # both confirmed: nobody judges them meanwhile
def test_staff_refine_a_list_schedule_it_and_prove_without_a_file(visitor, width, proof):
    dewi = visitor(width)
    dewi.sign_in("dewi@demo.test", PASSWORD)
    where, page = list_of_a_row(dewi), dewi.page
    dewi.go(where)
    documents = page.locator("#daftar .asked-list strong")
    first, *other_texts = documents.all_inner_texts()
    page.get_by_role("button", name=f"Turunkan {first}").click()
    page.locator("#daftar .asked-list > li:nth-child(2) strong", has_text=first).wait_for()
    page.get_by_role("button", name=f"Hapus {first}", exact=True).click()
    said(dewi, "tidak diminta lagi. Bila keliru")
    assert documents.all_inner_texts() == other_texts
    dewi.check()
    page.locator("summary", has_text="Yang sudah dihapus").click()
    page.get_by_role("button", name=f"Kembalikan {first}").click()
    said(dewi, f"“{first}” diminta lagi.")
    assert documents.all_inner_texts() == [*other_texts, first]
    page.get_by_role("button", name="Gabungkan yang dicentang").click()
    page.locator("#daftar [data-code=one_row]").wait_for()
    dewi.check()
    _moved(dewi)
    _proved(dewi, proof)


def _moved(dewi):
    """A due date is refused without a reason and moved with one."""
    page = dewi.page
    page.get_by_role("link", name="Ubah tenggat").first.click()
    page.get_by_label("Tenggat baru").fill("2026-06-15")
    page.get_by_role("button", name="Simpan tenggat").click()
    page.locator("[data-code=reason_missing]").wait_for()
    dewi.check()
    page.get_by_label("Alasan").fill("Rapat diundur.")
    page.get_by_role("button", name="Simpan tenggat").click()
    said(dewi, "Tenggat disimpan.")
    assert page.get_by_text("15 Jun 2026").first.is_visible()


def _proved(dewi, proof):
    """The form shows the fields of the chosen kind; a search for evidence that is there answers in place."""
    page = dewi.page
    page.get_by_role("link", name="Selesai").click()
    dewi.go(page.locator("a[href$='/isi/']").first.get_attribute("href"))
    page.get_by_label("Tidak dapat dipenuhi").check()
    assert page.get_by_label("Isi pernyataan").is_visible() and not page.get_by_label("Tautan", exact=True).is_visible()
    page.locator("summary", has_text="Pertanyaan LKE").click()
    page.get_by_label("Cari pertanyaan").fill("agen perubahan")
    assert 0 < page.locator("#lke label:visible").count() < 10
    dewi.check()
    page.get_by_role("button", name="Simpan").click()
    page.locator("[data-code=text_missing]").wait_for()
    page.get_by_role("link", name="Pakai bukti yang ada").click()
    word = proof.partition(" ")[0].lower()
    page.get_by_label("Judul atau nama berkas").press_sequentially(word)
    page.locator("#hasil li", has_text=proof).wait_for()
    page.wait_for_url(re.compile(f"q={word}"))
    dewi.check()
    page.get_by_role("button", name=f"Pakai {proof}").click()
    said(dewi, re.compile("^Bukti"))
