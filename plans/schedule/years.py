"""What of a schedule lies outside the plan's year. Pure."""

from datetime import date

from plans.schedule.parsing import due_dates

NEAR_MONTHS = 3
"""Most months between two due months that belong together, as the ends of quarters do."""


def years_outside(schedule):
    """Return the sorted years of a schedule with which the plan's year has nothing to do, () for none.

    Right are the plan's year and what leads into it or out of it without a gap: "November 2025 s.d. Februari 2026",
    "TW III 2025 s.d. TW II 2026"; "Maret 2025, Maret 2026" is not.
    """
    months = schedule.months or [(day.year, day.month) for day in due_dates(schedule)]
    runs = []
    for year, month in months:
        place = year * 12 + month
        if runs and place - runs[-1][-1] <= NEAR_MONTHS:
            runs[-1].append(place)
        else:
            runs.append([place])
    years_of_runs = [{(place - 1) // 12 for place in run} for run in runs]
    return tuple(sorted(set().union(*(years for years in years_of_runs if schedule.plan_year not in years))))


def is_far(day, plan_year):
    """Return whether a due date lies before the plan's year or after the end of the year that follows it."""
    return not date(plan_year, 1, 1) <= day <= date(plan_year + 1, 12, 31)
