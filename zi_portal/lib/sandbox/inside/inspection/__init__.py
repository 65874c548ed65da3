"""Finds out what a stranger's file really is and whether it is accepted; runs in a confined child."""

from zi_portal.lib.sandbox.inside.inspection.files import contents, inspect, warm

__all__ = ["contents", "inspect", "warm"]
