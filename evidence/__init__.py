"""What proves a plan: the topmost app of the ladder. It owns no model yet."""
