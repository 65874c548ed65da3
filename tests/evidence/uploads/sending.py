"""Sending files over the upload protocol, as the page does."""

import hashlib
import io
import json

from django.urls import reverse

from evidence.models import UploadBatch, UploadItem
from evidence.states import Arrival
from evidence.uploads import parts, receiving
from zi_portal.jobs import queue


class Sender:
    """A person with an upload to a plan; answers are (status, JSON)."""

    def __init__(self, client, plan, **target):
        self.client = client
        self.begun = client.post(reverse("evidence:begin"), {"plan": plan.pk, **target})
        answer = self.begun.json() if self.begun.status_code == 201 else {}
        self.batch, self.part_size = answer.get("batch"), answer.get("part_size")

    def post(self, name, *args, content=None):
        address = reverse(f"evidence:{name}", args=[self.batch, *args])
        response = self.client.post(address, json.dumps(content), content_type="application/json")
        return response.status_code, response.json()

    def announce(self, **files):
        """Items of {path: size}."""
        entries = [{"path": path, "size": size, "modified": 1} for path, size in files.items()]
        return self.post("announce", content={"files": entries})[1]["items"]

    def part(self, item, number, content, sha256=None):
        """One part, whatever its content."""
        checksum = hashlib.sha256(content).hexdigest() if sha256 is None else sha256
        address = reverse("evidence:part", args=[self.batch, item["id"], number])
        headers = {"X-Part-SHA256": checksum}
        response = self.client.post(address, content, content_type="application/octet-stream", headers=headers)
        return response.status_code, response.json()

    def parts(self, item, content):
        """All parts of a file."""
        for number in range(1, item["parts"] + 1):
            self.part(item, number, content[(number - 1) * item["part_size"] : number * item["part_size"]])

    def arrived(self, item):
        return self.post("arrived", item["id"])

    def state(self):
        return self.client.get(reverse("evidence:upload-state", args=[self.batch])).json()


def upload(batch, path, content):
    """The UploadItem of a file that is sent whole and looked at, without the web."""
    (item,) = announced(batch, {path: len(content)})
    return finish(item, content)


def announced(batch, files):
    """UploadItems of {path: size}."""
    return receiving.announce(batch, [{"path": path, "size": size, "modified": 1} for path, size in files.items()])


def finish(item, content):
    """The item after all its parts were sent and the check was done."""
    if item.state == Arrival.ANNOUNCED:
        send_parts(item, content)
        queue.run(receiving.finish(item).job_id)
    return UploadItem.objects.get(pk=item.pk)


def send_parts(item, content):
    """Send those that are not there yet."""
    for number in parts.missing(item):
        receiving.receive(item, number, io.BytesIO(content[(number - 1) * item.part_size :][: item.part_size]))


def a_batch(plan, user, **target):
    """A new upload of a person."""
    return UploadBatch.objects.create(satker=plan.satker, plan=plan, user=user, **target)
