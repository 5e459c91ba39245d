"""Settings that do not go together, and names that are almost those of settings."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from rapidfuzz.distance import OSA

from movingcities import environment, services


def refuse_contradictions(settings):
    """Raises ImproperlyConfigured with the sentence on the first of the settings that do not go together."""
    host = environment.host_of(urlsplit(settings["SITE_URL"])).lower().rstrip(".")
    names = [name.lower().rstrip(".") for name in settings["ALLOWED_HOSTS"]]
    if not any(host == name or (name[0] == "." and host.endswith(name)) or host == name[1:] for name in names):
        raise ImproperlyConfigured(
            f"SITE_URL is “{settings['SITE_URL']}” and ALLOWED_HOSTS is “{','.join(settings['ALLOWED_HOSTS'])}”. "
            "Set both: the host of SITE_URL must be among ALLOWED_HOSTS."
        )
    places = settings["MEDIA_ROOT"], settings["FILE_UPLOAD_TEMP_DIR"]
    if not environment.text("STORAGE_URL") and not _on_one_file_system(*places):
        raise ImproperlyConfigured(
            f"FILE_UPLOAD_TEMP_DIR is “{settings['FILE_UPLOAD_TEMP_DIR']}”, which is on another file system than "
            f"MEDIA_ROOT, “{settings['MEDIA_ROOT']}”. Set it to a directory on the same one."
        )
    origins = services.readers_bucket(settings["STORAGES"]["default"])
    if settings["IS_HTTPS"] and any(origin.startswith("http:") for origin in origins):
        raise ImproperlyConfigured(
            "STORAGE_URL begins with “s3+http://” and has “presigned=true”, but SITE_URL begins with “https://”: "
            "browsers would not fetch the files. Set STORAGE_URL without one of both."
        )
    if settings["SECURE_HSTS_PRELOAD"] and not settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]:
        raise ImproperlyConfigured("HSTS_PRELOAD is “true” without HSTS_SUBDOMAINS. Set both, or none.")
    if settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] and not settings["IS_HTTPS"]:
        raise ImproperlyConfigured("HSTS_SUBDOMAINS is “true”, but SITE_URL does not begin with “https://”.")


def _on_one_file_system(*directories):
    return len({directory.stat().st_dev for directory in directories}) == 1


def refuse_misspelt_names():
    """Raises ImproperlyConfigured where a variable is almost named like a setting that was asked for."""
    for name in sorted(os.environ.keys() - environment.NAMES):
        for ours in sorted(environment.NAMES):
            # One slip in eight letters, two in ten; shorter names are too like those of other programs.
            if len(ours) > 7 and OSA.distance(name.upper(), ours) <= len(ours) // 5:
                raise ImproperlyConfigured(f"There is no setting “{name}”. Its name is “{ours}”.")
