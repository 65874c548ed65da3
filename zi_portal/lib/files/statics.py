"""Our own styles and scripts, collected under names with their hash; a script imports another by its hashed name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_IMPORTS = ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)")""", 'from "%(url)s"'),))
"""Not Django's support_js_module_import_aggregation: it follows words like "import" in scripts of other packages too."""


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files whose names change with their content or with that of a script they import."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, OWN_IMPORTS)
