"""Reading settings from the environment: each reader refuses a bad value with one sentence."""

import ipaddress
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator, validate_email
from rapidfuzz.distance import OSA

#: The names of all settings that were asked for so far.
NAMES = set()
HOST_NAME = re.compile(r"\.?(?!-)[a-z0-9-]+(?<!-)(\.(?!-)[a-z0-9-]+(?<!-))*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
#: So long it may take to reach the database, in seconds.
DATABASE_PATIENCE = 5
#: So long it may take to reach the cache, in seconds.
CACHE_PATIENCE = 1
#: So long the mail server may take for each answer, in seconds.
MAIL_PATIENCE = 10


def text(name, default=""):
    NAMES.add(name)
    return os.environ.get(name, "").strip() or default


def flag(name):
    """True or False; off where the variable is not set."""
    value = text(name, "false").lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to “true” or “false”.")
    return value == "true"


def number(name, default, least, most):
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to a whole number from {least} to {most}.")
    return int(value)


def ip_address(name, default):
    """An address of this machine to listen at; one of IPv6 comes in brackets, as a port follows."""
    value = text(name, default)
    try:
        address = ipaddress.ip_address(value.strip("[]"))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to an address like “127.0.0.1” or “::”.") from error
    return f"[{address}]" if address.version == 6 else str(address)


def host_names(name, default):
    """A list of host names separated by commas; one that begins with a dot stands for all below it, too."""
    names = [word.strip() for word in text(name, default).split(",") if word.strip()]
    for host in names:
        if not HOST_NAME.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} names “{host}”. Set it to host names separated by commas, without scheme, port or path, "
                "like “example.org,www.example.org”."
            )
    return names


def web_address(name, default):
    """An http(s) address without a path."""
    value = text(name, default).rstrip("/")
    parts = split(value)
    is_bare = parts and not (parts.path or parts.query or parts.fragment or parts.username)
    if not is_bare or parts.scheme not in {"http", "https"} or not HOST_NAME.fullmatch(host_of(parts)):
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to an address like “https://example.org”.")
    return value


def page(name, default):
    """An http(s) address of a page."""
    value = text(name, default)
    if not is_page(value):
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to an address like “https://example.org/licence”.")
    return value


def contact(name, default):
    """How to reach somebody, as RFC 9116 wants it: a page, or a mail or phone address as a link."""
    value = text(name, default)
    scheme, _colon, rest = value.partition(":")
    is_right = {
        "mailto": is_mail_address(rest),
        "tel": re.fullmatch(r"\+?[0-9().-]+", rest),
        "https": is_page(value),
    }
    if value != default and not is_right.get(scheme):
        raise ImproperlyConfigured(
            f"{name} is “{value}”. Set it to an address like “mailto:security@example.org” or “https://example.org/”."
        )
    return value


def mail_address(name, default):
    value = text(name, default)
    if value != default and not is_mail_address(value):
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to an address like “office@example.org”.")
    return value


def dotted_path(name):
    """The Python path of something in a module, or nothing; whether it is there is asked when all is loaded."""
    value = text(name)
    if value and not re.fullmatch(r"([^\W\d]\w*\.)+[^\W\d]\w*", value):
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to a Python path like “package.module.name”.")
    return value


def time_zone(name, default):
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"{name} is “{value}”. Set it to a name like “Europe/Berlin”.") from error
    return value


def url_path(name, default, taken):
    """A path of one word between slashes; `taken` are the words that other addresses begin with."""
    value = text(name, default)
    if not re.fullmatch(r"/[a-z0-9_-]+/", value) or value.strip("/") in taken:
        raise ImproperlyConfigured(
            f"{name} is “{value}”. Set it to a path of one word like “/media/”, which no other address begins with."
        )
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
    """A Django configuration made by `parse` from an address whose scheme is among `schemes`.

    What follows the scheme may be a secret and is not repeated.
    """
    value = text(name, default)
    parts = split(value)
    if value.partition("://")[0] not in schemes:
        expected = ", ".join(f"“{scheme}://”" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} does not start with one of {expected}.")
    if parts is None or parts.fragment:
        raise ImproperlyConfigured(
            f"{name} cannot be read. In a password write %23 for #, %40 for @, %2F for / and %3A for :, "
            "and a port as a number."
        )
    return parse(value)


def database(data_dir):
    """The database of DATABASE_URL; a SQLite file that eight writers can share where there is none."""
    default = f"sqlite:///{data_dir / 'db.sqlite3'}"
    schemes = ["sqlite", "postgres", "postgresql"]
    config = service("DATABASE_URL", default, environ.Env.db_url_config, schemes)
    if config["ENGINE"].endswith("sqlite3"):
        return _sqlite(config, data_dir)
    if not config["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database. Set it to “postgres://user:password@host/name”.")
    options = {"connect_timeout": DATABASE_PATIENCE} | config.get("OPTIONS", {})
    return config | {"OPTIONS": options}


def _sqlite(config, data_dir):
    file = Path(config["NAME"])
    if not file.is_absolute():
        raise ImproperlyConfigured(
            f"DATABASE_URL names the file “{file}”. Set it to the whole path, after four slashes, like "
            "“sqlite:////var/lib/movingcities/db.sqlite3”."
        )
    if file.is_dir() or not os.access(file if file.exists() else file.parent, os.W_OK):
        raise ImproperlyConfigured(f"DATABASE_URL names the file “{file}”, which cannot be written.")
    return config | {
        "TEST": {"NAME": str(data_dir / "test.sqlite3")},  # a file, as in use; in memory it would lock otherwise
        # Without these three, concurrent read-then-write transactions fail with "database is locked".
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"},
    }


def cache():
    """The cache of CACHE_URL, which is not waited for; the memory of each process where there is none."""
    config = service("CACHE_URL", "locmemcache://", environ.Env.cache_url_config, ["locmemcache", "redis", "rediss"])
    if config["BACKEND"].endswith("LocMemCache"):
        return config
    parts = urlsplit(text("CACHE_URL"))
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


def storage():
    """Where uploads are kept: the bucket of STORAGE_URL (s3://key:secret@host/bucket), else MEDIA_ROOT."""
    value = text("STORAGE_URL")
    if not value:
        return {"BACKEND": "content.storage.DurableStorage"}
    url = split(value)
    bucket = url.path.strip("/") if url else ""
    if not url or url.scheme != "s3" or url.query or url.fragment or not re.fullmatch(r"[a-z0-9.-]{3,63}", bucket):
        raise ImproperlyConfigured("STORAGE_URL is not of the form “s3://key:secret@host/bucket”.")
    options = {
        "access_key": unquote(url.username or ""),
        "secret_key": unquote(url.password or ""),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if url.hostname == '127.0.0.1' else 'https'}://{url.netloc.rpartition('@')[2]}",
    }
    if not url.hostname or not all(options.values()):
        raise ImproperlyConfigured("STORAGE_URL is not of the form “s3://key:secret@host/bucket”.")
    return {
        "BACKEND": "content.bucket.BucketStorage",
        "OPTIONS": options | {"file_overwrite": False, "default_acl": None},
    }


def secret_key(data_dir):
    """SECRET_KEY, or one made once and kept where only the owner of the data can read it."""
    if key := text("SECRET_KEY"):
        if len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured(
                "SECRET_KEY is shorter than 50 characters, or of fewer than 5 different ones. Make a long random one."
            )
        return key
    file = data_dir / "secret_key"
    if not file.exists():
        _make_key(file)
    key = file.read_text() if os.access(file, os.R_OK) else ""
    if len(key) < 50:
        raise ImproperlyConfigured(f"“{file}” holds no key that can be read. Put back the one from your backup.")
    return key


def _make_key(file):
    """Write the whole key beside its place and only then give it its name: who reads it there reads all of it."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as new_file:
        new_file.write(secrets.token_urlsafe(64))
        new_file.flush()
        os.fsync(descriptor)
    with suppress(FileExistsError):  # another process was first
        os.link(part, file)
    part.unlink()


def directory(name, default):
    """A directory that is there and can be written to; one that is made is closed to other users."""
    path = Path(text(name, str(default))).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is “{path}”, which cannot be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} is “{path}”, where nothing can be written.")
    return path


def collected_files(name, default, media_root, data_dir, code):
    """Where collected static files lie: a place of their own, which collecting may empty."""
    path = Path(text(name, str(default))).absolute()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} is “{path}”, which is a file. Set it to a directory.")
    holds_others = any(place.is_relative_to(path) for place in [code, data_dir, media_root])
    if holds_others or path.is_relative_to(media_root) or path.is_relative_to(code / "movingcities"):
        raise ImproperlyConfigured(
            f"{name} is “{path}”, where other files lie. Set it to a directory for static files alone."
        )
    return path


def refuse_contradictions(settings):
    """Raises ImproperlyConfigured with the sentence on the first of the settings that do not go together."""
    host = host_of(urlsplit(settings["SITE_URL"])).lower().rstrip(".")
    names = [name.lower().rstrip(".") for name in settings["ALLOWED_HOSTS"]]
    if not any(host == name or (name[0] == "." and host.endswith(name)) or host == name[1:] for name in names):
        raise ImproperlyConfigured(
            f"SITE_URL is “{settings['SITE_URL']}” and ALLOWED_HOSTS is “{','.join(settings['ALLOWED_HOSTS'])}”. "
            "Set both: the host of SITE_URL must be among ALLOWED_HOSTS."
        )
    if text("STORAGE_URL") == "" and not _on_one_file_system(settings["MEDIA_ROOT"], settings["FILE_UPLOAD_TEMP_DIR"]):
        raise ImproperlyConfigured(
            f"FILE_UPLOAD_TEMP_DIR is “{settings['FILE_UPLOAD_TEMP_DIR']}”, which is on another file system than "
            f"MEDIA_ROOT, “{settings['MEDIA_ROOT']}”. Set it to a directory on the same one."
        )
    if settings["SECURE_HSTS_PRELOAD"] and not settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]:
        raise ImproperlyConfigured("HSTS_PRELOAD is “true” without HSTS_SUBDOMAINS. Set both, or none.")
    if settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] and not settings["IS_HTTPS"]:
        raise ImproperlyConfigured("HSTS_SUBDOMAINS is “true”, but SITE_URL does not begin with “https://”.")


def _on_one_file_system(*directories):
    return len({directory.stat().st_dev for directory in directories}) == 1


def refuse_misspelt_names():
    """Raises ImproperlyConfigured where a variable is almost named like a setting that was asked for."""
    for name in sorted(os.environ.keys() - NAMES):
        for ours in sorted(NAMES):
            # One slip in eight letters, two in ten; shorter names are too like those of other programs.
            if len(ours) > 7 and OSA.distance(name.upper(), ours) <= len(ours) // 5:
                raise ImproperlyConfigured(f"There is no setting “{name}”. Its name is “{ours}”.")


def split(address):
    """The parts of an address, or None where it cannot be taken apart."""
    with suppress(ValueError):
        parts = urlsplit(address)
        parts.port  # noqa: B018  raises ValueError for what is no port
        parse_qsl(parts.query, strict_parsing=bool(parts.query))
        return parts
    return None


def host_of(parts):
    """The host of an address without its port, as ALLOWED_HOSTS has it."""
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def is_page(value):
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        return False
    return True


def is_mail_address(value):
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
