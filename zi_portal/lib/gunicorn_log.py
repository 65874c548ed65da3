"""Logger of gunicorn in the format of the portal's lines (--logger-class); loaded before Django starts."""

import os

from gunicorn.glogging import Logger

from zi_portal.lib import logs


class PortalLogger(Logger):
    """gunicorn's logger without access lines, which the portal writes itself."""

    def setup(self, cfg):
        super().setup(cfg)
        form = logs.Plain() if os.environ.get("LOG_FORMAT", "").strip() == "plain" else logs.Json()
        for handler in self.error_log.handlers:
            handler.setFormatter(form)
            handler.addFilter(logs.Facts())
