"""What people type about evidence: requirements, proofs, reviews."""
