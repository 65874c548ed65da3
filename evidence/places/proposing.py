"""Places for the files of an upload, proposed by their folders, codes and names."""

from functools import cached_property

from evidence.places import listing, matching

CHOSEN = "tempat yang dipilih"


class Proposer:
    """What is proposed for the files of one upload; the plan is read once, when the first name is asked about.

    An upload to one obligation proposes that one, one into an area looks there first, a revision has its place.
    """

    def __init__(self, batch):
        self.batch = batch

    def of(self, path):
        """[{"obligation", "score", "why"}, …] of a path with folders, the best first; [] where nothing fits."""
        if self.batch.evidence_id:
            return []
        if self.batch.obligation_id:
            return [{"obligation": self.batch.obligation_id, "score": 1.0, "why": CHOSEN}]
        found = (matcher.propose(path) for matcher in self._matchers)
        best = next((some for some in found if some), [])
        return [{"obligation": one.slot, "score": one.score, "why": one.why} for one in best]

    @cached_property
    def _matchers(self):
        everywhere = listing.of_plan(self.batch.plan)
        near = [one for one in everywhere if one.area == self.batch.area_id]
        about = self.batch.plan.year, self.batch.plan.satker.short_name
        return [matching.Matcher(listing.slots(some), *about) for some in (near, everywhere) if some]


def proposals(batch, paths):
    """What a Proposer says of each path."""
    proposer = Proposer(batch)
    return [proposer.of(path) for path in paths]
