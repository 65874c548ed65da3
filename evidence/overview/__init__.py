"""Read models of the screens, and the search."""
