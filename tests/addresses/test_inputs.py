"""Every parameter of every URL gets every value of nonsense.py: no answer is a fault of ours, nothing half done."""

import json
from unittest import mock

import pytest

from tests.addresses.access_world import URLS
from tests.addresses.nonsense import HTMX, VALUES, VARIANTS, Attack, addresses, who
from tests.addresses.test_access import MATRIX, named, writes
from zi_portal.lib.inputs import Request

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]  # PostgreSQL refuses what SQLite lets pass
TEXTS = {name: value.decode("latin1") for name, value in VALUES.items()}
"""The values as a server hands them on in a header."""


@pytest.fixture(scope="module")
def open_stage(stage):
    """The stage with the portal's own requests, where a fault is an answer with status 500."""
    with mock.patch("django.test.client.WSGIRequest", Request):
        for client in stage.clients.values():
            client.raise_request_exception = False
        yield stage


def fault(response):
    """What is wrong with an answer: a fault of ours, or something written although it was refused; "" if nothing."""
    if response.status_code >= 500:
        return f"{response.status_code} {(response.exc_info or ('', ''))[1]!r:.200}"
    statements = [sql for sql in writes(response.queries) if "entrance_tally" not in sql]  # guesses are counted
    return statements if response.status_code >= 400 else ""


def faults(answers):
    """{what was sent: what is wrong} of (what was sent, response)."""
    return {str(request)[:100]: wrong for request, response in answers if (wrong := fault(response))}


SHARES = [8, pytest.param(1, marks=pytest.mark.long)]
"""make test sends one in so many combinations, make test-long all."""


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("key", MATRIX, ids=named)
def test_no_value_of_any_parameter_is_a_fault_or_half_done(open_stage, key, share):
    assert faults(Attack(open_stage, key).all(share)) == {}


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(
    ("case", "changed"), VARIANTS, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_nor_is_it_in_another_form_of_the_same_address(open_stage, case, changed, share):
    assert faults(Attack(open_stage, (case, "POST"), changed).all(share)) == {}


FIRST = {(case.split()[0], method): (case, method) for case, method in reversed(MATRIX) if URLS[case]}


@pytest.mark.parametrize("key", FIRST.values(), ids=named)
def test_no_word_or_number_in_an_address_is_a_fault(open_stage, key):
    urls = addresses(open_stage.records, key[0])
    assert faults((where, open_stage.ask(who(key), where, key[1])) for where in urls) == {}


OUR_OWN = {"id", "pk", "state", "locked", "is_staff", "is_superuser", "is_active", "owner", "user_id", "satker_id",
           "uploader", "submitted_by", "decided_by", "sha256", "payload"}  # fmt: skip
"""Columns that only the portal itself writes."""


@pytest.mark.case("D14")
@pytest.mark.parametrize("key", [key for key in MATRIX if key[1] == "POST"], ids=named)
def test_no_form_reads_what_the_portal_alone_decides(open_stage, key):
    attack = Attack(open_stage, key)
    attack.send({})
    assert {name for (kind, _), name in attack.names.items() if kind == "POST"} & OUR_OWN == set()


# Headers and cookies

HEADERS = (
    "X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "X-Part-SHA256", "Authorization", "Referer",
    "Origin", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since",
    "Range", "If-Range", "HX-Request", "HX-Boosted", "HX-Current-URL", "HX-Target", "HX-Trigger", "HX-Prompt",
)  # fmt: skip
ASKED_OF = {"home": "GET", "readyz": "GET", "account_login": "POST", "jobs:status": "GET", "evidence:file": "GET",
            "evidence:part": "POST", "evidence:queue": "GET"}  # fmt: skip
QUOTED = {
    "NUL in octal": '"\\000\\001"',
    "open quote": '"',
    "letters in octal": '"\\355\\240\\200"',
    "unsigned": "a:b:c",
}
COOKIES = ("sessionid", "csrftoken", "messages", "nobody")


@pytest.mark.parametrize("case", ASKED_OF)
def test_no_header_is_a_fault(open_stage, case, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    key = (case, ASKED_OF[case])
    header_sets = [dict.fromkeys(HEADERS, text) for text in TEXTS.values()]
    header_sets += [HTMX | dict.fromkeys(HEADERS[-4:], text) for text in ("http://[", "//[", "http://testserver/\xff")]
    assert faults((headers, open_stage.visit(who(key), *key, headers=headers)) for headers in header_sets) == {}


@pytest.mark.parametrize("name", COOKIES)
def test_a_cookie_that_nobody_got_from_us_is_as_none(open_stage, name):
    good = open_stage.clients["sari"].cookies.output(header="", sep=";")
    texts = [*TEXTS.values(), *QUOTED]
    cookies = [f"{name}={text}" if name == "sessionid" else f"{good}; {name}={text}" for text in texts]
    responses = [open_stage.visit("sari", "home", headers={"Cookie": cookie}) for cookie in cookies]
    assert faults(zip(texts, responses, strict=True)) == {}
    assert {response.status_code for response in responses} == ({302} if name == "sessionid" else {200})


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_host_is_a_fault(open_stage, text):
    assert open_stage.visit("", "account_login", headers={"Host": text}).status_code == 400


# Bodies

SHAPES = [
    "", "null", "[]", "3", '"a"', "{", "[" * 100_000, '{"a":' * 100_000, "[" * 900 + "]" * 900, "9" * 5000, "NaN",
    "\ufeff{}", '{"plan": 1e400, "area": -Infinity}', '{"__proto__": {"plan": 1}}',
]  # fmt: skip
NESTED = "[" * 900 + "]" * 900
ODD = ['"\\ud800"', '"\\u0000"', "null", "true", "[]", "{}", "1e400", "NaN", "-1", "1.5", "9" * 19, "9" * 5000, NESTED,
       json.dumps("x" * 100_000), json.dumps("../" * 500), '"\\u202e"', '""']  # fmt: skip


def written(pairs):
    """JSON of {name: JSON of its value}, which may be none that json.dumps would write."""
    return f"{{{','.join(f'{json.dumps(name)}: {value}' for name, value in pairs.items())}}}"


def as_json(stage, case, bodies):
    for body in bodies:
        options = {"data": body.encode(), "content_type": "application/json"}
        yield body, stage.visit(who((case, "POST")), case, "POST", **options)


@pytest.mark.parametrize("case", ["evidence:begin", "evidence:announce"])
def test_no_json_is_a_fault(open_stage, case):
    plan = open_stage.records.enacted_plan.pk
    good = {"path": '"AREA I/Notula.pdf"', "size": "9", "modified": "1"}
    files = [good | {name: odd} for name in good for odd in ODD]
    lists = [f'{{"files": [{written(file)}]}}' for file in files]
    bodies = [written({"plan": plan} | {name: odd}) for name in ("plan", "area", "evidence") for odd in ODD]
    assert faults(as_json(open_stage, case, [*SHAPES, *lists, *bodies])) == {}


FILE_NAMES = [
    b'"a\0.xlsx"', b'"\xff\xfe.xlsx"', b'"\xed\xa0\x80.xlsx"', b'""', b'"%s.xlsx"' % (b"a" * 400), b'"../../x.xlsx"',
    b'"\xe2\x80\xaexslx.exe"', b'"CON.xlsx"', b'"&lt;img src=x&gt;.xlsx"', b'"&#0;&#xD800;.xlsx"', b'"%00.xlsx"',
    b'"a.xlsx\r\nX: y"', b"*=UTF-8''%ED%A0%80.xlsx", b"*=utf-16''%00.xlsx", b"*=nowhere''a", b"; filename*0*", b'"a',
]  # fmt: skip
FIELDS = {
    "plans:import": b"file",
    "plans:import-into": b"file",
    "teams:satker-settings": b"emblem",
    "evidence:plain": b"files",
}


def as_form(fields, name, file, content=b"PK", kind=b"application/octet-stream"):
    """Body of a multipart form with a file, whose name comes as it is written."""
    parts = [b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), b) for name, b in fields]
    about = b'Content-Disposition: form-data; name="%s"; filename=%s' % (name, file)
    parts.append(about.replace(b"filename=*", b"filename*") + b"\r\nContent-Type: %s\r\n\r\n%s" % (kind, content))
    return b"".join(b"--b\r\n%s\r\n" % part for part in parts) + b"--b--\r\n"


@pytest.mark.parametrize("case", FIELDS)
def test_no_file_is_a_fault_for_its_name_or_kind(open_stage, case):
    fields = [(name, values[0]) for (_, name), values in Attack(open_stage, (case, "POST")).good.items()]
    bodies = [as_form(fields, FIELDS[case], name) for name in FILE_NAMES]
    bodies += [as_form(fields, FIELDS[case], b'"a.xlsx"', kind=kind) for kind in (b"", b"a; b*; b*0*", b"\0", b"\xff")]
    bodies += [as_form(fields, FIELDS[case], b'"a.xlsx"', content) for content in (b"", b"\0" * 9, VALUES["no UTF-8"])]
    options = {"content_type": "multipart/form-data; boundary=b"}
    answers = ((body, open_stage.visit(who((case, "POST")), case, "POST", data=body, **options)) for body in bodies)
    assert faults(answers) == {}


KINDS = [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300,
    "multipart/form-data; boundary=\xe9", "multipart/form-data; boundary=b; charset=utf-7",
    "multipart/mixed; boundary=b",
    "multipart/form-data; boundary=b", "application/json", "application/json; charset=utf-16", "text/xml", "a", "\xe9",
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=hex",
]  # fmt: skip
BODIES = [
    b"",
    b"\0",
    b"\xff\xfe\0",
    b"--b",
    b"--b\r\n",
    b"--b\r\n\r\n",
    b"--b\r\nA" + b"a" * 3000,
    b"&=&=" * 600,
    b"%" * 99,
]
LENGTHS = ["", "0", "-1", "abc", "1" * 30, "1e3", "\xb2", "999999"]


@pytest.mark.parametrize("case", ["account_login", "plans:import", "evidence:announce", "evidence:part"])
def test_no_broken_body_is_a_fault(open_stage, case):
    requests = [(body, {"Content-Type": kind}) for kind in KINDS for body in BODIES]
    requests += [(b"a=1", {"Content-Type": kind, "Content-Length": text}) for kind in KINDS[7:9] for text in LENGTHS]
    options = {"content_type": "application/octet-stream"}  # the client would write the body anew for another one
    person, key = who((case, "POST")), (case, "POST")
    assert (
        faults(
            (request, open_stage.visit(person, *key, data=request[0], headers=request[1], **options))
            for request in requests
        )
        == {}
    )
