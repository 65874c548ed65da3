"""What a new plan begins from: the skeleton, a plan, a template; and what a template's new version offers to drafts."""
