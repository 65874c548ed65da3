"""Reports of errors to a Sentry server, only where one is configured: what failed and where, nothing about whom."""

from zi_portal.lib.logs import scrub

REQUEST_FIELDS = ("method",)


def start(dsn, *, environment, release):
    """Send errors to this address in the background; an unreachable server delays nothing."""
    import sentry_sdk  # noqa: PLC0415 -- without an address it is not even loaded

    sentry_sdk.init(
        dsn,
        environment=environment,
        release=release or None,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        include_source_context=True,
        max_breadcrumbs=0,
        traces_sample_rate=0,
        auto_session_tracking=False,
        shutdown_timeout=1,
        before_send=clean,
    )


def clean(event, hint):
    """Return the event without cookies, headers, addresses, bodies and people; error texts without what they quote."""
    request = event.pop("request", {})
    event["request"] = {name: request[name] for name in REQUEST_FIELDS if name in request}
    user = event.pop("user", None) or {}
    if user.get("id"):
        event["user"] = {"id": user["id"]}
    for name in ("extra", "breadcrumbs", "server_name", "modules"):
        event.pop(name, None)
    event.get("contexts", {}).pop("celery-job", None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = scrub(str(error.get("value", "")))
    entry = event.get("logentry")
    if entry:
        event["logentry"] = {"message": scrub(str(entry.get("message", "")))}
    return event
