"""The one rule of percentages: rounded half up, 100 only for all of it, 0 only for none of it."""


def percent(part, total, full=100):
    """Return part of total in per cent, as an integer: 2 of 3 is 67, 996 of 1000 is 99, 4 of 1000 is 1.

    It is 0 of nothing. full: the value of the total where it is only a part of a longer course (80 for the first 80
    per cent of a job).
    """
    if part <= 0 or total <= 0:
        return 0
    if part >= total:
        return full
    return max(1, min(full - 1, (2 * part * full + total) // (2 * total)))
