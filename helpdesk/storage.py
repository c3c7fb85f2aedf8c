"""Static files with the content's hash in the name, also for our own ES-module imports."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the package has no types
    """Rewrites `import` paths in `js/` only: packages' files mention modules in comments that do not exist."""

    support_js_module_import_aggregation = False
    manifest_strict = False
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),  # type: ignore[attr-defined]
    )
