"""A gigabyte of evidence sent into a running portal: its memory stays small, every part is accounted for."""

import hashlib
import json
import sqlite3
import time
from contextlib import closing
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pytest

from tests.chaos import embedded
from tests.chaos.visitor import Visitor
from tests.zi_portal.test_serve import children
from zi_portal.demo.data import PASSWORD

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
FILES, BYTES = 21, 49 << 20
MEMORY = 300 << 10
"""KiB that neither web nor worker nor beat may ever have had."""
PATIENCE = 1800
STORED = "SELECT count(*), sum(f.size) FROM evidence_uploaditem i JOIN evidence_storedfile f ON f.id = i.file_id"


@pytest.fixture
def portal(tmp_path):
    with embedded.running(tmp_path) as server:
        yield server


def a_large_pdf():
    """A PDF of one page with noise that is no picture and no program."""
    document, buffer = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.Root.Noise = document.make_stream(Random(7).randbytes(BYTES))  # noqa: S311 -- the same noise each time
    document.save(buffer, compress_streams=False)
    return bytearray(buffer.getvalue())


def rows(portal, sql):
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchall()


def peak(pid):
    """Most memory that a process ever had, in KiB (proc(5): VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def post_json(person, path, content):
    """JSON that answers to JSON."""
    return json.loads(person.send(path, json.dumps(content).encode(), "application/json").text)


def send_file(person, page, item, content):
    """Send all parts of a file and its end; returns the number of parts."""
    where, size = f"{page}berkas/{item['id']}/", item["part_size"]
    for number in range(1, item["parts"] + 1):
        piece = bytes(content[(number - 1) * size : number * size])
        digest = {"X_Part_SHA256": hashlib.sha256(piece).hexdigest()}
        answer = person.send(f"{where}bagian/{number}/", piece, "application/octet-stream", **digest)
        assert json.loads(answer.text)["done"][-1] == number
    assert person.send(f"{where}selesai/", b"", "application/json").status == 200
    return item["parts"]


def test_a_gigabyte_is_all_there_and_memory_stays_small(portal):
    person = Visitor(portal.address).sign_in("dewi@demo.test", PASSWORD)
    ((plan,),) = rows(portal, "SELECT min(plan_id) FROM evidence_obligation WHERE active")
    page = post_json(person, "/bukti/unggah/", {"plan": plan})["page"]
    content, parts = a_large_pdf(), 0
    for number in range(FILES):
        content[len(content) // 2 : len(content) // 2 + 8] = number.to_bytes(8, "big")
        announcement = {"files": [{"path": f"AREA I/1.1.1 Berkas {number}.pdf", "size": len(content), "modified": 1}]}
        parts += send_file(person, page, post_json(person, f"{page}umumkan/", announcement)["items"][0], content)
    wait_until_ready(portal)
    assert parts == FILES * -(-len(content) // (2 << 20))
    assert rows(portal, STORED) == [(FILES, FILES * len(content))]
    assert rows(portal, "SELECT count(*) FROM evidence_uploadpart") == [(0,)]
    peaks = {pid: peak(pid) for pid in (portal.process.pid, *children(portal.process.pid))}
    assert max(peaks.values()) < MEMORY, peaks


def wait_until_ready(portal):
    """Until every file is checked; none may be refused."""
    end = time.monotonic() + PATIENCE
    while (states := rows(portal, "SELECT DISTINCT state FROM evidence_uploaditem")) != [("ready",)]:
        assert ("refused",) not in states and time.monotonic() < end, states
        time.sleep(1)
