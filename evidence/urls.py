"""URLs of the evidence, mounted at bukti/."""

app_name = "evidence"
urlpatterns = [
    # overview, step, month, search of steps
    # requirements, proofs without a file, use again
    # upload and placing
    # one evidence: viewer, file, pages, notes, search
    # review: queue, verdicts, repair
    # packages
]
