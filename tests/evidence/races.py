"""Races of uploads: each is (office, people) → [how it ended], as tests.racing runs them."""

import io
import time

from django.core.files.base import ContentFile
from django.test import override_settings

from evidence import parts, storing
from evidence.models import StoredFile, UploadBatch
from plans.models import Plan
from tests.evidence.sending import announced
from tests.plans.approval import approved
from zi_portal.lib import strays


def races(race):
    """{name: race} with the function that starts racers at once."""
    return {
        "part": lambda office, people: one_part(race, office, people),
        "quota": lambda office, people: quota(race, office, people),
        "same_file": lambda office, people: same_file(race, office),
    }


def _batches(office, people, number):
    plan = Plan.objects.filter(satker=office).first() or approved(office, by=people[0], year=2026).annexes.get().plan
    return [UploadBatch.objects.create(satker=office, plan=plan, user=people[0]) for _ in range(number)]


def one_part(race, office, people):
    """Four tabs send the same part of one file at once: all are answered, one part is kept."""
    (batch,) = _batches(office, people, 1)
    (item,) = announced(batch, {f"{time.monotonic()}.pdf": 5})

    def send():
        parts.keep(item, 1, io.BytesIO(b"abcde"))
        return "kept"

    return [f"{race([send] * 4)}:{item.parts.count()}:{len(_strays('unggahan/'))}"]


def quota(race, office, people):
    """Four people announce at once what two of them have room for: two are told."""
    batches = _batches(office, people, 4)
    StoredFile.objects.filter(satker=office).delete()
    with override_settings(EVIDENCE_QUOTA_MB=1):
        return [race([lambda one=one: announced(one, {"a.pdf": 500 << 10})[0].state.value for one in batches])]


def same_file(race, office):
    """Three workers store the same bytes at once: one file stays."""
    sent = f"{time.monotonic()}".encode()

    def keep():
        found = storing.keep(office, ContentFile(sent), name="a.pdf", kind="pdf", received_sha256=sent.hex()[:64])
        return "new" if found[1] else "known"

    return [f"{race([keep] * 3)}:{len(_strays('bukti/'))}"]


def _strays(folder):
    """Stored files below a folder that no row names."""
    return set(strays.stored(folder)) - strays.named()
