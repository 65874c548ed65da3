"""How much is taken at once: one setting for forms, waitress and nginx; and where a file waits while it arrives."""

import os
import re

import pytest
from django.conf import settings
from django.test import RequestFactory

from plans.forms.plans import UploadForm
from tests.load import oversize
from zi_portal import BASE_DIR, serving
from zi_portal.lib.files.uploads import NamelessFileUploadHandler

NGINX = BASE_DIR / "deploy" / "nginx" / "portal-zi.conf"


def test_all_doors_take_the_same_size():
    limit = int(re.search(r"client_max_body_size\s+(\d+)m;", NGINX.read_text())[1]) << 20
    assert limit == settings.REQUEST_MAX_BYTES == oversize.LIMIT
    assert serving.WEB["max_request_body_size"] == limit + 1  # waitress refuses from there on


@pytest.mark.django_db
def test_a_file_field_tells_the_browser_the_largest_size(world):
    field = UploadForm(user=world.sari)["file"]
    assert f'data-max-bytes="{settings.UPLOAD_MB << 20}"' in str(field) and "10 MB" in field.help_text


def test_a_file_on_its_way_has_no_name_on_disk():
    handler = started()
    handler.receive_data_chunk(b"isi", 0)
    assert os.fstat(handler.file.fileno()).st_nlink == 0
    upload = handler.file_complete(3)
    assert (upload.read(), upload.name, upload.size) == (b"isi", "a.xlsx", 3)
    upload.close()


def test_an_interrupted_file_is_given_back_at_once():
    handler = started()
    handler.upload_interrupted()
    assert handler.file.closed


def started():
    handler = NamelessFileUploadHandler(RequestFactory().post("/"))
    handler.new_file("file", "a.xlsx", "application/octet-stream", 0, None, {})
    return handler
