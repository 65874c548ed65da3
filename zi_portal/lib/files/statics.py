"""Our own styles and scripts, collected under names with their hash; a script imports another by its hashed name."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_IMPORTS = ("js/*.js", ((r"""(?P<matched>from "(?P<url>\.{1,2}/[^"]+)")""", 'from "%(url)s"'),))
"""Not support_js_module_import_aggregation: Django then follows words like "import" in other packages' scripts too."""


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files whose names change with their content or with that of a script they import."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, OWN_IMPORTS)
