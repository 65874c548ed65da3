"""A plan from and to workbooks."""
