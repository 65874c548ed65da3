"""Places for the files of an upload, proposed by their folders, codes and names."""

from evidence import matching, places

CHOSEN = "tempat yang dipilih"


def proposals(batch, paths):
    """[[{"obligation", "score", "why"}, …]] for each path, the best first; [] where nothing fits.

    An upload to one obligation proposes that one, one into an area looks there first, a revision has its place.
    """
    if batch.evidence_id:
        return [[] for _ in paths]
    if batch.obligation_id:
        return [[{"obligation": batch.obligation_id, "score": 1.0, "why": CHOSEN}] for _ in paths]
    everywhere = places.of_plan(batch.plan)
    near = [one for one in everywhere if one.area == batch.area_id]
    matchers = [matching.Matcher(places.slots(some)) for some in (near, everywhere) if some]
    return [next((found for one in matchers if (found := _of(one, path))), []) for path in paths]


def _of(matcher, path):
    return [{"obligation": one.slot, "score": one.score, "why": one.why} for one in matcher.propose(path)]
