"""Outgoing mail as rows: queued, sent, failed, bounced; written with their cause, sent by jobs."""
