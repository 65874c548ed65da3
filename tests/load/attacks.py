"""What costs its sender little, all at once; how long does another person wait for a page meanwhile?"""

import io
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from urllib.parse import quote_plus, urlencode

from tests import workbooks
from tests.chaos.visitor import Visitor
from tests.load import wire
from tests.load.figures import Line
from tests.load.slow_uploads import BAR, pages, waits
from tests.load.slow_uploads import pair as spoken
from zi_portal.demo.data import PASSWORD

AT_ONCE = 20
HOST = b"a." * 3840
"""7.5 KB."""

HEADER_LINES = b"".join(b"X-Baris-%d: %s\r\n" % (number, b"a" * 3800) for number in range(16))
"""60 KB."""

LINE = 7000
"""Letters of an address that both profiles let through."""

SEARCHES = ["a ", "(", "%_", "1.", "maret-", " \N{NO-BREAK SPACE}", "\\"]
"""Each repeated as often as a line holds, and ended by another sign."""

SEARCHED = {"/bukti/cari/": "q", "/bukti/reviu/": "q", "/rencana/": "q", "/keputusan/": "q", "/bukti/": "cari"}
BLANKS = " " * 400
BODIES = [
    ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfea\0=\0" * 1000),
    ("multipart/form-data; boundary=b; charset=utf-7", b"--b\r\nA: b\r\n\r\n" * 500),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name*; name*0*\r\n\r\na\r\n" * 200),
    ("multipart/form-data; boundary=b", b"--b\r\nA: " + b"a" * 200_000),
    ("multipart/form-data", b"--b"),
    ("text/plain; charset*=nowhere''a", b"a"),
]


def raw(portal, head):
    """Status of a request of such a head, 0 where the line was closed."""
    with wire.line(portal.address) as sock:
        try:
            sock.sendall(head + b"Connection: close\r\n\r\n")
        except OSError:
            return 0
        return wire.answer(sock)[0]


def hosts(portal):
    """Requests to a host that is not ours and has no end."""
    return [partial(raw, portal, b"GET /akun/masuk/ HTTP/1.1\r\nHost: %s\r\n" % HOST)] * AT_ONCE


def headers(portal):
    """Requests with as many headers as a server may take."""
    return [partial(raw, portal, b"GET /akun/masuk/ HTTP/1.1\r\nHost: localhost\r\n" + HEADER_LINES)] * AT_ONCE


def rekaps(portal):
    """The rekap of a plan in force, asked for by sixteen at once."""
    dewi = Visitor(portal.address).sign_in("dewi@demo.test", PASSWORD)
    where = re.search(r'href="(/bukti/rencana/\d+/)', dewi.get("/bukti/").text)[1] + "rekap/pdf/"
    return [lambda: dewi.post(where, {}).status] * 16


def blank_cells(portal):
    """Workbooks whose cells hold hundreds of blanks each."""
    book, rows = workbooks.new_book(), [[BLANKS + str(number) + BLANKS] * 7 for number in range(40)]
    workbooks.add_sheet(book, [workbooks.BAND_HEAD, *rows])
    file = io.BytesIO()
    book.save(file)
    form = portal.person.get(wire.UPLOAD).text
    office, year = re.search(r'<option value="(\d+)"', form)[1], re.search(r'name="year" value="(\d+)"', form)[1]
    upload = {"satker": office, "year": year}, ("file", "rencana.xlsx", file.getvalue())
    return [lambda: portal.person.post(wire.UPLOAD, *upload).status] * 4


def searches(portal):
    """Each list that is searched, with each text."""
    texts = [piece * (LINE // len(quote_plus(piece))) + "!" for piece in SEARCHES]
    urls = [f"{path}?{urlencode({name: text})}" for path, name in SEARCHED.items() for text in texts]
    return [partial(_get, portal, where) for where in urls]


def guesses(portal):
    """Forty wrong passwords, each of another account: the network's limit lets twenty be compared."""
    stranger = Visitor(portal.address)
    stranger.get("/akun/masuk/")
    typed = [{"login": f"orang{number}@demo.test", "password": "keliru sekali"} for number in range(40)]
    return [lambda form=form: stranger.post("/akun/masuk/", form).status for form in typed]


def bodies(portal):
    """Bodies in another charset, with broken parts and without an end."""
    return [lambda body=body: portal.person.send(wire.UPLOAD, *reversed(body)).status for body in BODIES] * 4


def _get(portal, where):
    return portal.person.get(where).status


ATTACKS = {
    "20 requests with a Host of 7.5 KB": hosts,
    "20 requests with headers of 60 KB": headers,
    "16 requests for a rekap as PDF": rekaps,
    "4 workbooks whose cells are blanks": blank_cells,
    "35 searches made to slow patterns down": searches,
    "24 bodies that cannot be read": bodies,
    "40 wrong passwords": guesses,
}
"""The guesses come last: afterwards their network, which is ours, waits ten minutes before anybody new signs in."""


def under(attack, portal, visitors, seconds):
    """(seconds of each page of asked that was opened meanwhile, Counter of the attack's statuses).

    Pages are asked for until the attack has its answers, and so many seconds at least.
    """
    statuses, times, end = Counter(), [], time.monotonic() + seconds
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = [pool.submit(send) for send in attack(portal)]
        while time.monotonic() < end or not all(future.done() for future in futures):
            for path, visitor in visitors.items():
                start = time.monotonic()
                status = visitor.get(path).status
                times.append(time.monotonic() - start)
                statuses[f"page {status}"] += status != HTTPStatus.OK
        statuses.update(future.result() for future in futures)
    return times, +statuses


def measure(portal, seconds, bar=BAR):
    """Lines: other pages in quiet, then under each attack, and what the attackers were answered."""
    visitors = pages(portal)
    waits(visitors, 1)  # whoever asks first pays for templates and connections
    quiet = waits(visitors, seconds)
    lines = [Line(portal.profile, "no attack: other pages, p95 / worst", spoken(quiet), "", True)]
    for name, attack in ATTACKS.items():
        times, statuses = under(attack, portal, visitors, seconds)
        counts = ", ".join(f"{status} × {number}" for status, number in sorted(statuses.items(), key=str))
        sane = not any(isinstance(status, str) or status >= HTTPStatus.INTERNAL_SERVER_ERROR for status in statuses)
        lines.append(
            Line(portal.profile, f"{name}: other pages, p95 / worst", spoken(times), f"< {bar:.0f} s", max(times) < bar)
        )
        lines.append(Line(portal.profile, f"{name}: answers", counts, "no 5xx", sane))
    return lines
