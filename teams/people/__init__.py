"""People: accounts, memberships, letters, clocks."""
