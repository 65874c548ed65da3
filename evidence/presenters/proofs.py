"""Evidence that can be used again, and what an obligation asks, as the pages of proofs say it."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from zi_portal.lib.screens.controls import SMALL_OUTLINED, Post


def obligation_facts(obligation):
    """Return [(term, words)] of the obligation that a page is about."""
    step, due = obligation.step, obligation.due_on
    return [
        ("Diminta", obligation.requirement.title),
        ("Langkah", f"{step.area} › {step}"),
        ("Tenggat", date_format(due, "j F Y") if due else "perlu dijadwalkan"),
    ]


def offered(candidates, obligation):
    """Return [(evidence, facts, button that uses it)] of evidence that may serve an obligation too."""
    return [
        (
            evidence,
            _facts(evidence, obligation.plan),
            Post("Pakai", _again(obligation), look=SMALL_OUTLINED, about=evidence.title, sends={"bukti": evidence.pk}),
        )
        for evidence in candidates
    ]


def _again(obligation):
    return reverse("evidence:again", args=[obligation.pk])


def _facts(evidence, plan):
    parts = [evidence.get_kind_display(), evidence.file_name, evidence.get_state_display()]
    facts = " · ".join(part for part in parts if part)
    if evidence.year == plan.year:
        return facts
    return format_html("<strong>dari {}</strong> · {}", evidence.year, facts)


def offered_decrees(offers, obligation):
    """Return [(offer, facts, [button that uses it])] of decrees of the portal; no button where it is used already."""
    return [(offer, _decree_facts(offer), _use(offer, obligation)) for offer in offers]


def _decree_facts(offer):
    printed = "PDF asli" if offer.printed else "PDF asli, dicetak lebih dulu di latar belakang"
    return f"{date_format(offer.decree.enacted_on, 'j F Y')} · {printed}"


def _use(offer, obligation):
    if offer.used:
        return []
    sends = {"keputusan": offer.decree.pk}
    return [Post("Pakai", _again(obligation), look=SMALL_OUTLINED, about=offer.title, sends=sends)]
