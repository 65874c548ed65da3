"""Proposals of places for the files of an upload, by their folders, codes and names."""

from functools import cached_property

from evidence.places import listing, matching

CHOSEN = "tempat yang dipilih"


class Proposer:
    """Proposes places for the files of one upload; the plan is read once, at the first name.

    An upload to one obligation proposes that obligation, an upload into an area looks there first, and a revision has
    its place already.
    """

    def __init__(self, batch):
        self.batch = batch

    def of(self, path):
        """Return [{"obligation", "score", "why"}, …] for a path with folders, the best first; [] when nothing fits."""
        if self.batch.evidence_id:
            return []
        if self.batch.obligation_id:
            return [{"obligation": self.batch.obligation_id, "score": 1.0, "why": CHOSEN}]
        for matcher in self._matchers:
            if proposals := matcher.propose(path):
                return [{"obligation": match.slot, "score": match.score, "why": match.reason} for match in proposals]
        return []

    @cached_property
    def _matchers(self):
        plan = self.batch.plan
        places = listing.of_plan(plan)
        area_places = [place for place in places if place.area == self.batch.area_id]
        return [
            matching.Matcher(listing.slots(candidates), plan.year, plan.satker.short_name)
            for candidates in (area_places, places)
            if candidates
        ]
