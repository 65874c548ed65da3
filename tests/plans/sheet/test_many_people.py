"""Several people edit one plan at random: the table is what a plain model says, and every conflict is told."""

import json
from random import Random

import pytest
from django.urls import reverse

from plans.models import ActionStep, PlanEdit

pytestmark = pytest.mark.database("plans.models.edits")

EDITS = 200
FIELDS = ["action", "evidence", "target", "note"]
ROWS = ["a1", "a2", "b1", "c1", "c2"]


class Browser:
    """What one page knows of the cells, and the changes that it has not sent yet."""

    def __init__(self, client, url, cells):
        self.client, self.url, self.cells, self.waiting = client, url, dict(cells), []
        self.revision = 0

    def type(self, token, place, text):
        self.waiting.append((token, place, text, self.cells[place]))
        self.cells[place] = text

    def send(self, *, answer_lost):
        """Send what waits; when the answer gets lost, the same is sent again. Return [(place, text, outcome)]."""
        changes = [
            {"id": token, "op": "cell", "row": row, "field": field, "to": text, "from": before}
            for token, (row, field), text, before in self.waiting
        ]
        for _ in range(1 + answer_lost):
            answer = self.client.post(f"{self.url}?sejak={self.revision}", {"changes": json.dumps(changes)}).json()
        self.revision = answer["revision"]
        sent, self.waiting = self.waiting, []
        return [(*change, outcome) for change, outcome in zip(sent, answer["outcomes"], strict=True)], answer["cells"]


@pytest.mark.parametrize("people", [2, 5])
def test_random_edits_end_as_the_model_says(world, plan, people):
    random = Random(people)  # noqa: S311 -- the same tale each time
    steps = {step.key: step for step in ActionStep.objects.filter(area__plan=plan)}
    key_by_pk = {step.pk: key for key, step in steps.items()}
    model = {(key, field): getattr(step, field) for key, step in steps.items() for field in FIELDS}
    url = reverse("plans:sheet", args=[plan.pk])
    clients = [world.client(name) for name in ("sari", "bima")]
    browsers = [Browser(clients[place % 2], url, model) for place in range(people)]
    accepted = conflicts = 0
    for number in range(EDITS):
        browser = random.choice(browsers)
        browser.type(f"t{number}", (random.choice(ROWS), random.choice(FIELDS)), f"Isi {number}")
        if random.random() < 0.4 or number > EDITS - people:
            outcomes, cells = browser.send(answer_lost=random.random() < 0.2)
            for _token, place, text, before, outcome in outcomes:
                if outcome["state"] == "ok":
                    assert model[place] == before
                    model[place] = text
                    accepted += 1
                else:
                    assert outcome["state"] == "conflict" and outcome["theirs"] == {place[1]: model[place]}
                    assert model[place] != before and outcome["who"]
                    conflicts += 1
                    browser.cells[place] = model[place]
            for drawn in cells:
                if (place := (key_by_pk[drawn["row"]], drawn["field"])) in model:
                    browser.cells[place] = drawn["text"]
    stored = {
        (step.key, field): getattr(step, field)
        for step in ActionStep.objects.filter(area__plan=plan)
        for field in FIELDS
    }
    assert stored == model and conflicts > 5
    assert PlanEdit.objects.count() == accepted
