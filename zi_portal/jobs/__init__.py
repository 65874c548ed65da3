"""Background work as rows: the row is the truth, Celery only wakes it; imports only zi_portal.lib."""
