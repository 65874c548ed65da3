"""Read models of the screens about obligations, and the search."""
