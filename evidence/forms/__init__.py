"""Forms about evidence: requirements, proofs, reviews."""
