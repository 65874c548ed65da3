"""Run in a portal's environment: its plan in force, and names of files for its places, as JSON."""

import json
import sys

import django


def main(count):
    """{"plan": pk, "files": [[path, obligation pk], …]} of the first plan that owes something."""
    django.setup()
    from evidence.models import Obligation  # noqa: PLC0415
    from evidence.places import listing  # noqa: PLC0415 -- only once Django is set up
    from tests.evidence.places.naming import named  # noqa: PLC0415

    plan = Obligation.objects.filter(active=True).order_by("pk").first().plan
    files = named(listing.of_plan(plan), dict(plan.areas.values_list("pk", "title")), count)
    return {"plan": plan.pk, "files": [[path, place.id] for path, place in files]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))))
