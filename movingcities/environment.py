"""Reading settings from the environment: each reader refuses a bad value with one sentence."""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def flag(name):
    """True or False; off where the variable is not set."""
    value = text(name, "false").lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to “true” or “false”.")
    return value == "true"


def listing(name, default):
    """A list from words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name, default):
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to a whole number.")
    return int(value)


def web_address(name, default):
    """An http(s) address without a path."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to an address like “https://example.org”.")
    return value


def tile_server(name):
    """The address of map tiles with {z}, {x} and {y} in its path, or nothing."""
    value = text(name)
    form = r"https?://[a-z0-9.-]+(:[0-9]+)?/[^{}\s]*\{[zxy]\}[^{}\s]*\{[zxy]\}[^{}\s]*\{[zxy]\}[^{}\s]*"
    if value and not (re.fullmatch(form, value) and all(part in value for part in ["{z}", "{x}", "{y}"])):
        raise ImproperlyConfigured(
            f"{name} is “{value}”. Set it to an address like “https://tiles.example.org/{{z}}/{{x}}/{{y}}.png”."
        )
    return value


def origins(*addresses):
    """The schemes and hosts of those addresses that are set, as a content security policy names them."""
    return [f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, filter(None, addresses))]


def service(name, default, parse, schemes):
    """A Django configuration made by `parse` from an address whose scheme is among `schemes`."""
    value = text(name, default)
    if urlsplit(value).scheme not in schemes:
        expected = ", ".join(f"“{scheme}://”" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} does not start with one of {expected}.")
    return parse(value)


def database(data_dir):
    """The database of DATABASE_URL; a SQLite file that eight writers can share where there is none."""
    config = service(
        "DATABASE_URL",
        f"sqlite:///{data_dir / 'db.sqlite3'}",
        environ.Env.db_url_config,
        ["sqlite", "postgres", "postgresql"],
    )
    if config["ENGINE"].endswith("sqlite3"):
        # Without these three, concurrent read-then-write transactions fail with "database is locked".
        return config | {
            "TEST": {"NAME": str(data_dir / "test.sqlite3")},  # a file, as in use; in memory it would lock otherwise
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"},
        }
    return config


def storage():
    """Where uploads are kept: the bucket of STORAGE_URL (s3://key:secret@host/bucket), else MEDIA_ROOT."""
    url = urlsplit(text("STORAGE_URL"))
    if not url.geturl():
        return {"BACKEND": "content.storage.DurableStorage"}
    options = {
        "access_key": url.username,
        "secret_key": url.password,
        "bucket_name": url.path.strip("/"),
        "endpoint_url": f"{'http' if url.hostname == '127.0.0.1' else 'https'}://{url.netloc.rpartition('@')[2]}",
    }
    if url.scheme != "s3" or not all(options.values()) or "/" in options["bucket_name"]:
        raise ImproperlyConfigured("STORAGE_URL is not of the form “s3://key:secret@host/bucket”.")
    return {
        "BACKEND": "content.bucket.BucketStorage",
        "OPTIONS": options | {"file_overwrite": False, "default_acl": None},
    }


def secret_key(data_dir):
    """SECRET_KEY, or one made once and kept where only the owner of the data can read it."""
    if key := text("SECRET_KEY"):
        if len(key) < 50:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. Make a long random one.")
        return key
    file = data_dir / "secret_key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as new_file:
        new_file.write(secrets.token_urlsafe(64))
    return file.read_text()


def directory(name, default):
    """A directory that is there and can be written to."""
    path = Path(text(name, str(default))).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is “{path}”, which cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} is “{path}”, where nothing can be written.")
    return path
