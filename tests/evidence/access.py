"""The evidence's part of the access matrix: its things, its addresses, what a good POST sends, who gets which status."""

MATRIX = {
    # (case, method): a row of tests.access_rows
}

URLS = {
    # name of the URL, and behind a space which of its cases → its arguments (see tests.access_world.URLS)
}

SENT = {
    # case → what a good POST sends
}


def build(things, staff, leader):
    """Put the evidence of the enacted plan beside the other things of the office."""
