"""Services outside of the process, from their addresses in the environment."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from movingcities import environment

#: So long it may take to reach the database, in seconds.
DATABASE_PATIENCE = 5
#: So long it may take to reach the cache, in seconds.
CACHE_PATIENCE = 1
#: So long the mail server may take for each answer, in seconds.
MAIL_PATIENCE = 10
#: Scheme and path of STORAGE_URL: the bucket, and perhaps folders in it.
BUCKET = re.compile(r"s3(\+http)?://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w-][\w.-]*)*/?", re.ASCII)
BUCKET_FORM = "“s3://key:secret@host/bucket” or “s3+http://key:secret@host:port/bucket/folder?region=name”"
REGION = re.compile(r"[a-z0-9-]+")
BUCKET_OPTIONS = {
    "region": REGION.fullmatch,
    "style": {"path", "virtual"}.__contains__,
    "presigned": {"true", "false"}.__contains__,
}


def service(name, default, parse, schemes):
    """A Django configuration made by `parse` from an address whose scheme is among `schemes`.

    What follows the scheme may be a secret and is not repeated.
    """
    value = environment.text(name, default)
    parts = environment.split(value)
    if value.partition("://")[0] not in schemes:
        expected = ", ".join(f"“{scheme}://”" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} does not start with one of {expected}.")
    if parts is None or parts.fragment:
        raise ImproperlyConfigured(
            f"{name} cannot be read. In a password write %23 for #, %40 for @, %2F for / and %3A for :, "
            "and a port as a number."
        )
    return parse(value)


def database_settings(data_dir):
    """The database of DATABASE_URL; a SQLite file that eight writers can share where there is none."""
    default = f"sqlite:///{data_dir / 'db.sqlite3'}"
    schemes = ["sqlite", "postgres", "postgresql"]
    config = service("DATABASE_URL", default, environ.Env.db_url_config, schemes)
    if config["ENGINE"].endswith("sqlite3"):
        return _sqlite(config, data_dir)
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database. Set it to “postgres://user:password@host/name”.")
    options = {"connect_timeout": DATABASE_PATIENCE} | config.get("OPTIONS", {})
    # Behind PgBouncer the rows of a cursor may be asked of another server than has it. Ours are few: the largest list
    # of numbers that is read so has one for each object of a kind.
    # A connection that was left by another thread (content.files.turns) is tried before it is used.
    return config | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True, "CONN_HEALTH_CHECKS": True}


#: So much of the file is read without copying it, which halves the time for what reads all of a large table.
SQLITE_MAPPED = 256 * 1024 * 1024


def _sqlite(config, data_dir):
    file = Path(config["NAME"])
    if not file.is_absolute():
        raise ImproperlyConfigured(
            f"DATABASE_URL names the file “{file}”. Set it to the whole path, after four slashes, like "
            "“sqlite:////var/lib/movingcities/db.sqlite3”."
        )
    if file.is_dir() or not os.access(file if file.exists() else file.parent, os.W_OK):
        raise ImproperlyConfigured(f"DATABASE_URL names the file “{file}”, which cannot be written.")
    pragmas = f"PRAGMA journal_mode=WAL; PRAGMA mmap_size={SQLITE_MAPPED}"
    return config | {
        "TEST": {"NAME": str(data_dir / "test.sqlite3")},  # a file, as in use; in memory it would lock otherwise
        # Without these three, concurrent read-then-write transactions fail with "database is locked".
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def cache():
    """The cache of CACHE_URL, which is not waited for; the memory of each process where there is none."""
    config = service("CACHE_URL", "locmemcache://", environ.Env.cache_url_config, ["locmemcache", "redis", "rediss"])
    if config["BACKEND"].endswith("LocMemCache"):
        return config
    parts = urlsplit(environment.text("CACHE_URL"))
    if not parts.hostname or not re.fullmatch(r"(/\d*)?", parts.path):
        raise ImproperlyConfigured("CACHE_URL is not of the form “redis://host:port/0”.")
    patience = {"socket_connect_timeout": CACHE_PATIENCE, "socket_timeout": CACHE_PATIENCE}
    return config | {"OPTIONS": patience | config.get("OPTIONS", {})}


def mail():
    """The settings of Django for sending mail by EMAIL_URL; mails are printed where there is none."""
    schemes = ["consolemail", "smtp", "smtps", "smtp+tls", "smtp+ssl"]
    config = service("EMAIL_URL", "consolemail://", environ.Env.email_url_config, schemes)
    if "smtp" in config["EMAIL_BACKEND"] and not (config["EMAIL_HOST"] and config["EMAIL_PORT"]):
        raise ImproperlyConfigured("EMAIL_URL is not of the form “smtp+tls://user:password@host:587”.")
    return config | {"EMAIL_TIMEOUT": MAIL_PATIENCE}


def storage_settings():
    """Where uploads are kept: the bucket of STORAGE_URL, else MEDIA_ROOT."""
    value = environment.text("STORAGE_URL")
    if not value:
        return {"BACKEND": "content.files.storage.DurableStorage"}
    url = environment.split(value)
    if not (url and _is_bucket(url)):
        raise ImproperlyConfigured(f"STORAGE_URL is not of the form {BUCKET_FORM}.")
    bucket, _slash, folder = url.path.strip("/").partition("/")
    options = _bucket_options(url.query)
    return {
        "BACKEND": "content.files.bucket.BucketStorage",
        "OPTIONS": {
            "bucket": bucket,
            "folder": folder,
            "presigned": options["presigned"] == "true",
            "style": options["style"],
            "endpoint_url": f"{'http' if url.scheme == 's3+http' else 'https'}://{url.netloc.rpartition('@')[2]}",
            "region_name": options["region"],
            "aws_access_key_id": unquote(url.username),
            "aws_secret_access_key": unquote(url.password),
        },
    }


def _is_bucket(url):
    has_place = BUCKET.fullmatch(f"{url.scheme}:/{url.path}") and not url.fragment
    return has_place and url.username and url.password and environment.HOST_NAME.fullmatch(environment.host_of(url))


def _bucket_options(query):
    """What stands behind the question mark of STORAGE_URL; it may be part of a secret and is not repeated."""
    given = parse_qsl(query, keep_blank_values=True)
    is_known = all(name in BUCKET_OPTIONS and BUCKET_OPTIONS[name](value) for name, value in given)
    if not is_known or len(dict(given)) < len(given):
        raise ImproperlyConfigured(
            "Behind “?” STORAGE_URL may have “region=” with a name like “eu-central-1”, “style=path” or "
            "“style=virtual”, and “presigned=true” or “presigned=false”, each once and joined by “&”."
        )
    return {"region": "us-east-1", "style": "path", "presigned": "false"} | dict(given)


def readers_bucket(config):
    """The address at which browsers fetch public files past the site, in a list; empty where they do not."""
    options = config.get("OPTIONS", {})
    if not options.get("presigned"):
        return []
    scheme, _colon, host = options["endpoint_url"].partition("://")
    return [f"{scheme}://{options['bucket']}.{host}" if options["style"] == "virtual" else f"{scheme}://{host}"]
