"""What people do with evidence in the kill tests: send photos in parts, take a decree as proof, ask for a package."""

import hashlib
import http.client
import json
import random
from io import BytesIO

from PIL import Image

MANY = 10_000
"""More parts than a file has."""


def photo(name):
    """A JPEG of about 60 kB that looks like no other, the same for the same name."""
    noise = random.Random(name).randbytes(200 * 130 * 3)  # noqa: S311 -- no secret
    target = BytesIO()
    Image.frombytes("RGB", (200, 130), noise).save(target, "JPEG", quality=92)
    return target.getvalue()


class Upload:
    """A file on its way to a plan in parts; send() goes on where it was broken off.

    accepted: numbers of the parts that the portal said it has; forgotten: those of them that it asked for again;
    slowest: seconds of the answer that took longest.
    """

    def __init__(self, visitor, plan, name, content):
        self.visitor, self.plan, self.name, self.content = visitor, plan, name, content
        self.accepted, self.forgotten, self.slowest = set(), set(), 0.0

    def send(self, limit=MANY):
        """Send at most so many parts, and close the file when all are there; (the last Answer, whether it arrived)."""
        opening = self._timed(self.visitor.post("/bukti/unggah/", {"plan": self.plan}))
        if opening.status != http.client.CREATED:
            return opening, False
        where = f"/bukti/unggah/{json.loads(opening.text)['batch']}"
        announced, item = self._announce(where)
        if item is None:
            return announced, False
        if item["state"] != "announced":
            return announced, item["state"] not in ("refused", "cancelled")
        return self._parts(f"{where}/berkas/{item['id']}", item, limit)

    def _announce(self, where):
        """(Answer, the item or None where there is no answer)."""
        files = [{"path": self.name, "size": len(self.content), "modified": 1}]
        body = json.dumps({"files": files}).encode()
        answer = self._timed(self.visitor.send(f"{where}/umumkan/", body, "application/json"))
        if answer.status != http.client.OK:
            return answer, None
        item = json.loads(answer.text)["items"][0]
        if item["state"] == "announced":
            self.forgotten |= self.accepted - set(item["done"])
        return answer, item

    def _parts(self, where, item, limit):
        numbers = [number for number in range(1, item["parts"] + 1) if number not in item["done"]]
        for number in numbers[:limit]:
            part = self.content[(number - 1) * item["part_size"] : number * item["part_size"]]
            summed = {"X_Part_SHA256": hashlib.sha256(part).hexdigest()}
            response = self.visitor.send(f"{where}/bagian/{number}/", part, "application/octet-stream", **summed)
            answer = self._timed(response)
            if answer.status != http.client.OK:
                return answer, False
            self.accepted.add(number)
        if len(numbers) > limit:
            return answer, False
        closed = self._timed(self.visitor.send(f"{where}/selesai/", b"{}", "application/json"))
        return closed, closed.status == http.client.OK

    def _timed(self, answer):
        self.slowest = max(self.slowest, answer.seconds)
        return answer
