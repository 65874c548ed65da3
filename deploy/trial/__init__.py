"""The production profile on loopback for trials and tests: PostgreSQL, Redis, nginx, gunicorn, workers, beat."""
