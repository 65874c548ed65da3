"""Hashing of passwords: one at a time behind the pages, and no crowd of guesses holds the threads."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from unittest import mock

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from zi_portal import settings
from zi_portal.entrance import hashing
from zi_portal.entrance.models import Tally


def sign_in():
    return Client().post("/akun/masuk/", {"login": "sari@contoh.id", "password": "keliru sekali"})


@pytest.fixture
def no_room():
    with ExitStack() as stack:
        for _ in range(hashing.ROOM):
            stack.enter_context(hashing.room())
        yield


def test_hashes_that_are_asked_for_at_once_are_made_one_after_the_other():
    running, values = threading.Semaphore(0), []

    def encode(*_):
        running.release()
        time.sleep(0.01)
        values.append(running._value)
        running.acquire()

    with mock.patch.object(PBKDF2PasswordHasher, "encode", side_effect=encode), ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: hashing.Hasher().encode("sandi", "garam"), range(6)))
    assert values == [1] * 6


def test_the_hashing_thread_stands_behind_the_others_when_cores_are_scarce():
    def own(*_):
        return os.getpriority(os.PRIO_PROCESS, 0)

    with mock.patch.object(PBKDF2PasswordHasher, "encode", side_effect=own):
        behind = hashing.Hasher().encode("sandi", "garam")
    assert behind == min(19, own() + hashing.NICENESS)


def test_a_copy_of_the_process_hashes_on_a_thread_of_its_own():
    hashing.Hasher().encode("sandi", "garam", 1)
    child = os.fork()
    if not child:
        os._exit(0 if hashing.Hasher().encode("sandi", "garam", 1) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_passwords_that_were_set_before_stay_good():
    assert settings.PASSWORD_HASHERS == ["zi_portal.entrance.hashing.Hasher"]
    assert hashing.Hasher().encode("sandi", "garam", 7) == PBKDF2PasswordHasher().encode("sandi", "garam", 7)


@pytest.mark.case("E1")
def test_whoever_finds_no_room_is_asked_to_try_again_and_has_not_tried(world, no_room):
    with mock.patch("django.contrib.auth.hashers.MD5PasswordHasher.encode") as hashed:
        answer = sign_in()
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert "kata sandi Anda belum diperiksa" in answer.content.decode()
    assert not hashed.called and not Tally.objects.filter(count__gt=0).exists()


@pytest.mark.case("E1")
def test_who_tried_too_often_takes_no_room_from_others(world):
    assert [sign_in().status_code for _ in range(5)] == [422] * 5
    with mock.patch.object(hashing, "room") as room:
        assert sign_in().status_code == 429
    assert not room.called


def test_a_change_of_password_finds_no_room_either(world, no_room):
    data = {"oldpassword": "apa saja", "password1": "pisang kuning di meja", "password2": "pisang kuning di meja"}
    answer = world.client("sari").post("/akun/kata-sandi/ubah/", data)
    assert answer.status_code == 429 and "belum diperiksa" in answer.content.decode()
