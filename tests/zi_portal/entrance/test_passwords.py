"""What a password must be: guessable ones are refused with a sentence, strong ones of any form are taken."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.addresses.access_rows import NEW_PASSWORD, PASSWORD
from zi_portal.entrance.passwords import KINDS, guessable

pytestmark = pytest.mark.case("E4")

GUESSABLE = {
    "zona-integritas-2026": "office",
    "Z0n4Integr1tas!": "office",
    "Pemilu2024Jurdil": "office",
    "satirgetni-anoz": "office",
    "k p u 2 0 2 6 zona": "office",
    "bismillah123456": "common",
    "Indonesia1945!!": "common",
    "P@ssw0rdP@ssw0rd": "common",
    "s\u0430yangku-2024-01": "common",
    "ＳＡＹＡＮＧ sayang 99": "common",
    "sunshinepassword": "common",
    "qwertyuiop123": "row",
    "1qaz2wsx3edc": "row",
    "lkjhgfdsa0987": "row",
    "abcdefghijkl": "row",
    "aaaaaaaaaaaa": "repeat",
    "kudakudakuda": "repeat",
    "8391047562830194": "digits",
    "2026-11-29-2026": "digits",
}
STRONG = [
    "pisang-kuning-55",
    "payung basah lemari tua",
    "correct horse battery staple",
    "xk7Qm2p9Lw4z",
    "k$8Gz!2mQ#v9",
    "9f8c2e71ab34d05e",
    PASSWORD,
    NEW_PASSWORD,
]


@pytest.mark.parametrize("password", GUESSABLE)
def test_a_guessable_password_is_refused_for_what_it_is_made_of(password):
    assert GUESSABLE[password] in guessable(password)


@pytest.mark.parametrize("password", STRONG)
def test_a_strong_password_is_taken_whatever_it_is_made_of(password):
    assert guessable(password) == []


@pytest.mark.parametrize(
    "password",
    [
        "Sari-123456789",
        "sariCONTOHid77",
        "teluk-jernih-2026",
        "NusaHarapan_2026",
        "19850101 2010 01 2001",
        "J3rn1h-Jernih-1",
    ],
)
def test_what_the_person_is_called_and_where_they_work_makes_no_password(world, password):
    world.sari.nip = "198501012010012001"
    with pytest.raises(ValidationError, match="nama, surel, NIP, atau nama satker Anda"):
        validate_password(password, world.sari)


def test_the_refusal_says_what_it_is_made_of_and_what_to_do(world):
    with pytest.raises(ValidationError) as refusal:
        validate_password("pemilu-qwerty-2026", world.sari)
    (sentence,) = refusal.value.messages
    assert KINDS["office"] in sentence and KINDS["row"] in sentence
    assert "pemilu-qwerty" not in sentence
    assert sentence.endswith("Rangkai tiga atau empat kata yang tidak saling berhubungan.")


@pytest.mark.parametrize(("password", "code"), [("x8#kQ", "password_too_short"), ("aB3$" * 51, "password_too_long")])
def test_too_short_and_too_long_are_refused(password, code):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)
    assert code in [error.code for error in refusal.value.error_list]


def test_a_long_sentence_is_welcome():
    validate_password("lima ekor burung pipit hinggap di atas kabel dekat stasiun lama" * 2)


def test_the_form_says_it_beside_the_field_and_shows_what_is_wished(world):
    client = world.client("sari")
    world.sari.set_password(PASSWORD)
    world.sari.save()
    client.force_login(world.sari)
    form = {"oldpassword": PASSWORD, "password1": "Pemilu-2026-kpu", "password2": "Pemilu-2026-kpu"}
    answer = client.post("/akun/kata-sandi/ubah/", form)
    assert answer.status_code == 422
    assert "mudah ditebak" in str(answer.context["form"].errors["password1"])
    assert "Paling sedikit 12 karakter" in answer.content.decode()
