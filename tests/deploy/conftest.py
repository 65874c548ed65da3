"""The production profile on loopback for tests: one for all of them (production), and a visitor that speaks HTTP."""

import http.client
import json
import re
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import pytest

from deploy.trial import answers, stack
from zi_portal.demo.data import PASSWORD


def skip_where_incomplete():
    """Skip with the Debian packages that are missing."""
    if missing := stack.missing_packages():
        pytest.skip(f"the production profile is not tried: Debian packages {', '.join(missing)} are missing")


@pytest.fixture(scope="session")
def production(tmp_path_factory):
    """A running stack with the demo, two web processes and one worker."""
    skip_where_incomplete()
    with stack.running(tmp_path_factory.mktemp("production"), webs=2, workers=1) as running_stack:
        yield running_stack


class Visitor:
    """A browser without eyes: keeps cookies, sends forms. source: loopback address that nginx sees it come from."""

    def __init__(self, address, source="127.0.0.1"):
        self.address, self.source, self.cookies = address, source, {}

    def connect(self, address):
        parts = urlsplit(address)
        options = {"timeout": 30, "source_address": (self.source, 0)}
        if parts.scheme == "https":
            return http.client.HTTPSConnection(parts.netloc, context=answers.trusting(), **options)
        return http.client.HTTPConnection(parts.netloc, **options)

    def send(self, method, path, body=None, headers=None, address=None):
        """The answer as status, headers, body (bytes) and text; straight to a web process it says what nginx would."""
        address = address or self.address
        all_headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | (headers or {})
        if address.startswith("http:"):
            all_headers["X-Forwarded-Proto"] = "https"
        connection = self.connect(address)
        try:
            connection.request(method, path, body=body, headers=all_headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        text = content.decode(errors="replace")
        return SimpleNamespace(status=response.status, headers=response.headers, body=content, text=text)

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, address=None, **fields):
        """Send a form with the token of the cookie."""
        fields["csrfmiddlewaretoken"] = self.cookies["__Host-csrftoken"]
        host = urlsplit(address or self.address).netloc
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{host}/"}
        return self.send("POST", path, body=urlencode(fields), headers=headers, address=address)

    def sign_in(self, email, address=None):
        self.get("/akun/masuk/", address=address)
        answer = self.post("/akun/masuk/", address=address, login=email, password=PASSWORD)
        assert answer.status == 302, answer.text[:500]


@pytest.fixture
def visitor(production):
    """visitor() comes to nginx, visitor("sari") as that person of the demo; source as in Visitor."""

    def come(name="", *, source="127.0.0.1"):
        person = Visitor(production.address, source)
        if name:
            person.sign_in(f"{name}@demo.test")
        return person

    return come


def json_lines(path):
    """What a log of JSON lines says, line by line."""
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]


def links(page, pattern):
    """Addresses in a page that match."""
    return [link for link in re.findall(r'href="([^"]+)"', page) if re.search(pattern, link)]
