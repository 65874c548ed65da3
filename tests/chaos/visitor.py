"""A person without a browser: signs in, sends forms, and one that looks at pages all the time meanwhile."""

import http.client
import re
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from http.cookiejar import CookieJar

SECONDS = 30
RAW = re.compile(r"Traceback|Server Error \(|Bad Gateway|Gateway Time|Exception|Internal Server Error|nginx")
"""What no visitor may read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """status: 0 when nobody answered; location: of a redirect; seconds: until it was there."""

    status: int
    text: str = ""
    location: str = ""
    seconds: float = 0.0

    @property
    def calm(self):
        """A page, or a sentence in Indonesian: nothing of a program's inside."""
        is_readable = 'lang="id"' in self.text or self.text.startswith('{"code":') and '"message":' in self.text
        return self.status == 0 or not RAW.search(self.text) and (self.status < 500 or is_readable)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Visitor:
    """One session over HTTP(S); certificates of the trial's own are taken as they are."""

    def __init__(self, address):
        self.address = address
        self.cookies = CookieJar()
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=trust),
            urllib.request.HTTPCookieProcessor(self.cookies),
            _Stay,
        )

    def get(self, path):
        """Answer to GET; status 0 when nobody answers."""
        return self._ask(urllib.request.Request(self.address + path))  # noqa: S310 -- own address on loopback

    def post(self, path, fields, file=None):
        """Answer to a form with the fields and (name, file name, content) of a file."""
        boundary = uuid.uuid4().hex
        return self.send(path, _form(fields, file, boundary), f"multipart/form-data; boundary={boundary}")

    def send(self, path, body, kind, **headers):
        """Answer to a POST of these bytes; kind: their type; headers: with _ for - in their names."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, body, named)  # noqa: S310 -- the same
        request.add_header("Content-Type", kind)
        request.add_header("Referer", self.address + path)
        request.add_header(
            "X-CSRFToken", next((cookie.value for cookie in self.cookies if "csrftoken" in cookie.name), "")
        )
        return self._ask(request)

    def sign_in(self, email, password):
        """By the form, as people do; RuntimeError when it is not let in."""
        self.get("/akun/masuk/")
        answer = self.post("/akun/masuk/", {"login": email, "password": password})
        if answer.status != http.client.FOUND:
            raise RuntimeError(f"{email} could not sign in: {answer.status} {answer.text[:500]}")
        return self

    def _ask(self, request):
        start = time.monotonic()
        try:
            with self.opener.open(request, timeout=SECONDS) as response:
                return _answer(response, start)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error, start)
        except (OSError, http.client.HTTPException):
            return Answer(0)


def _answer(response, start):
    text, location = response.read().decode("utf8", "replace"), response.headers.get("Location", "")
    return Answer(response.status, text, location, time.monotonic() - start)


def _form(fields, file, boundary):
    parts = [(f'name="{name}"', str(value).encode()) for name, value in fields.items()]
    if file:
        parts.append((f'name="{file[0]}"; filename="{file[1]}"', file[2]))
    head = [f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() for about, _ in parts]
    body = b"".join(heading + content + b"\r\n" for heading, (_, content) in zip(head, parts, strict=True))
    return body + f"--{boundary}--\r\n".encode()


class Onlooker:
    """Looks at pages in turn, from a thread, between start and stop; keeps how each was answered."""

    def __init__(self, visitor, paths):
        self.visitor, self.paths = visitor, paths
        self.seen, self.rude = {}, []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(SECONDS + 5)

    def _look(self):
        while not self.over.is_set():
            for path in self.paths:
                answer = self.visitor.get(path)
                self.seen[answer.status] = self.seen.get(answer.status, 0) + 1
                if not answer.calm:
                    self.rude.append(f"{path}: {answer.status} {answer.text[:300]}")
                time.sleep(0.15)
