"""Reading settings from the environment: each reader refuses a bad value with one sentence."""

import ipaddress
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator, validate_email

#: The names of all settings that were asked for so far.
NAMES = set()
HOST_NAME = re.compile(r"\.?(?!-)[a-z0-9-]+(?<!-)(\.(?!-)[a-z0-9-]+(?<!-))*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)


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
