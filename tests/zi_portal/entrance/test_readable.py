"""Requests that cannot be read: refused with a page before anything looks at them, whatever their headers say."""

from io import BytesIO

import pytest
from django.test import RequestFactory

from zi_portal.lib.inputs import Handler, PlainTextMiddleware, Request
from zi_portal.wsgi import application

UNREADABLE = [
    "text/plain; charset=utf-16",
    "text/plain; charset=utf-7",
    "text/plain; charset=hex",
    "text/plain; charset=undefined",
    'text/plain; charset="utf-8\0"',
    "text/plain; charset*=nowhere''a",
    "text/plain; charset*=undefined''%ff",
    "text/plain; a*; a*0*",
]
READABLE = [
    "text/plain",
    "text/plain; charset=UTF-8",
    "text/plain; charset=us-ascii",
    "text/plain; charset=nowhere",
    "",
]
BROKEN_PARTS = [b"name*=nowhere''a", b"name*; name*0*", b"name*=undefined''%ff", b"", b'name="', b"name*=a\0b''c"]


def answer(**environ):
    """What the portal answers a request to a page without a database."""
    return application.get_response(application.request_class(RequestFactory().get("/livez").environ | environ))


@pytest.mark.parametrize("kind", UNREADABLE)
def test_another_charset_than_ours_is_refused_with_a_page(kind):
    response = answer(CONTENT_TYPE=kind)
    assert response.status_code == 400
    assert "Permintaan tidak dapat diterima" in response.content.decode()
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("kind", READABLE)
def test_what_is_written_in_utf_8_is_read(kind):
    assert answer(CONTENT_TYPE=kind).status_code == 200


@pytest.mark.parametrize("where", [{"QUERY_STRING": "q=%00"}, {"QUERY_STRING": "q=\0"}, {"PATH_INFO": "/\0"}])
def test_an_address_with_nul_is_refused(where):
    assert answer(**where).status_code == 400


@pytest.mark.parametrize("header", BROKEN_PARTS)
def test_a_broken_part_of_a_form_is_a_bad_request_and_no_fault(header):
    body = b"--b\r\nContent-Disposition: form-data; %s\r\n\r\n1\r\n--b--\r\n" % header
    kind = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    environ = RequestFactory().get("/livez").environ | kind | {"CONTENT_LENGTH": len(body), "wsgi.input": BytesIO(body)}
    assert application.get_response(Request(environ)).status_code in {400, 403, 405}


FORMS = {
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    "too many fields": ("application/x-www-form-urlencoded", b"a=1&" * 1100),
    "too large": ("application/x-www-form-urlencoded", b"a=" + b"x" * (6 << 20)),
    "no boundary": ("multipart/form-data", b"--b"),
    "broken part": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Disposition: form-data; name*; name*0*\r\n\r\n1\r\n--b--",
    ),
}


@pytest.mark.parametrize("path", ["/livez", "/tidak/ada/"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_cannot_be_read_is_told_by_every_page_that_would_look_into_it(form, path):
    kind, body = FORMS[form]
    body_environ = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    request_environ = {"PATH_INFO": path, "REQUEST_METHOD": "POST", "HTTP_COOKIE": "csrftoken=" + "x" * 32}
    response = answer(**body_environ, **request_environ)
    assert (response.status_code, "Permintaan tidak dapat diterima" in response.content.decode()) == (400, True)


def form_of_the_view(**fields):
    """The form that a view gets when these fields are typed."""
    request = RequestFactory().post("/", fields)
    PlainTextMiddleware(None).process_view(request, None, (), {})
    return request.POST.dict()


def test_typed_texts_reach_the_views_without_overrides_of_direction_and_in_signs_that_print():
    assert form_of_the_view(title="\uf0b7 SK\u202e fdp\u2069", note="✅ é") == {"title": "• SK fdp", "note": "✓ é"}


def test_a_password_stays_as_it_was_typed():
    assert form_of_the_view(password1="✅\u200f rahasia", oldpassword="\u2066") == {
        "password1": "✅\u200f rahasia",
        "oldpassword": "\u2066",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded; charset=utf-16", "application/octet-stream"])
def test_a_refused_body_is_read_to_its_end(kind):
    """What is left unread closes the connection on which a proxy sends the next request of somebody else."""
    body, statuses = BytesIO(b"x" * 300_000), []
    environ = RequestFactory().generic("POST", "/rencana/impor/", content_type=kind).environ
    environ |= {"wsgi.input": body, "CONTENT_LENGTH": "300000"}
    Handler()(environ, lambda status, headers: statuses.append(status)).close()
    assert statuses[0][:1] in "34" and body.read() == b""
