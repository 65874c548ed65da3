"""The one rule of percentages: rounded as people do, all only when it is all, none only when it is none."""


def percent(part, whole, most=100):
    """How many per cent part is of whole, as an integer: 2 of 3 is 67, 996 of 1000 is 99, 4 of 1000 is 1.

    Of nothing it is 0. most: what the whole is called where it is but a stretch of a longer way (80 for the first 80
    per cent of a job).
    """
    if part <= 0 or whole <= 0:
        return 0
    if part >= whole:
        return most
    return max(1, min(most - 1, (2 * part * most + whole) // (2 * whole)))
