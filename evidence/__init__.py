"""What proves a plan: requirements, obligations, evidence, review, packages. The topmost app of the ladder."""
