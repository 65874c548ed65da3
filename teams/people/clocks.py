"""Middleware that shows times in the time zone of the person's office (WIB, WITA, WIT)."""

from django.utils import timezone


class OfficeClockMiddleware:
    """Activate the time zone of the office of the person's first role, for this request only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        grants = request.user.grants if request.user.is_authenticated else []
        if not grants:
            return self.get_response(request)
        with timezone.override(grants[0].time_zone):
            return self.get_response(request)
