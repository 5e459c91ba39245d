"""All settings, read from the environment; the names are explained in docs/operating/settings.md."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy

from content import language_table
from movingcities import contradictions, environment, services

BASE_DIR = Path(__file__).resolve().parent.parent
# What this process writes is nobody else's to read, except for what says otherwise.
os.umask(0o077)
DATA_DIR = environment.directory("DATA_DIR", BASE_DIR / "var")

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(DATA_DIR)
BIND = environment.ip_address("BIND", "127.0.0.1")
PORT = environment.number("PORT", 8000, 1, 65535)
WEB_CONCURRENCY = environment.number("WEB_CONCURRENCY", 2, 1, 64)
SITE_URL = environment.web_address("SITE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = environment.host_names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
IS_HTTPS = SITE_URL.startswith("https://")

# What every page and export says of the texts and data; the code has its own licence.
CONTENT_LICENCE = environment.text("CONTENT_LICENCE", "CC BY 4.0")
CONTENT_LICENCE_URL = environment.page("CONTENT_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")

# Tiles that are laid under the maps close by; the browsers of visitors fetch them from that server.
MAP_TILES_URL = environment.tile_server("MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = environment.text("MAP_TILES_ATTRIBUTION")

INSTALLED_APPS = [
    "movingcities",  # its commands go before those of the same name
    "modeltranslation",
    "accounts",
    "operations",
    "search",
    "news",
    "approaches",
    "reports",
    "cities",
    "pages",
    "translations",
    "editing",
    "lists",
    "content",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "adminsortable2",
    "csp",
    "django_filters",
    "django_prose_editor",
]

MIDDLEWARE = [
    "movingcities.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "movingcities.static_files.StaticFilesMiddleware",
    "movingcities.kept.middleware.KeptPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "movingcities.middleware.TurnsMiddleware",
    "movingcities.middleware.NotModifiedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "content.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "movingcities.doors.DoorMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.OwnLanguageMiddleware",
    "translations.tracking.AuthorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "content.middleware.MovedMiddleware",
    "movingcities.middleware.LostAddressMiddleware",
]

ROOT_URLCONF = "movingcities.urls"
WSGI_APPLICATION = "movingcities.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "movingcities.context.site",
            ],
        },
    },
]

DATABASES = {"default": services.database_settings(DATA_DIR)}
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": services.cache()}
# So much of made pages each process keeps.
KEPT_PAGES_BYTES = environment.number("KEPT_PAGES_MB", 64, 0, 4096) * 1024 * 1024

# The Python path of a search.engines.Engine; empty means the search of the database itself.
SEARCH_ENGINE = environment.dotted_path("SEARCH_ENGINE")

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [(language.code, gettext_lazy(language.name)) for language in language_table.LANGUAGES]
FORMAT_MODULE_PATH = "movingcities.formats"
# `make messages` writes into the first; the second has what Django and other packages leave in English.
LOCALE_PATHS = [BASE_DIR / "movingcities" / "locale", BASE_DIR / "movingcities" / "locale_of_packages"]
MODELTRANSLATION_FALLBACK_LANGUAGES = tuple(code for code, _name in LANGUAGES)
# The dotted name of a function that translates; see translations/machine.py. Empty for none.
MACHINE_TRANSLATION = environment.dotted_path("MACHINE_TRANSLATION")
TIME_ZONE = environment.time_zone("TIME_ZONE", "Europe/Berlin")
USE_TZ = True

# Files: uploads are written beside the place where they stay, so that moving them is one step.

STATIC_URL = "/static/"
TAKEN_WORDS = {"admin", "healthz", "id", "preview", "static", *(code for code, _name in LANGUAGES)}
MEDIA_URL = environment.url_path("MEDIA_URL", "/media/", TAKEN_WORDS)
MEDIA_ROOT = environment.directory("MEDIA_ROOT", DATA_DIR / "media")
STATIC_ROOT = environment.collected_files("STATIC_ROOT", DATA_DIR / "static", MEDIA_ROOT, DATA_DIR, BASE_DIR)
FILE_UPLOAD_TEMP_DIR = environment.directory("FILE_UPLOAD_TEMP_DIR", MEDIA_ROOT / "uploads")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "content.files.storage.TidyUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
# A form full of reports, and what one person may send in a day.
MAX_REQUEST_BYTES = 200 * 1024 * 1024
MAX_BYTES_A_DAY = 4 * 1024**3
# A long page in all languages is a form of more fields than Django's 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
STORAGES = {
    "default": services.storage_settings(),
    "staticfiles": {"BACKEND": "movingcities.static_files.StaticFilesStorage"},
}

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
# The cookies of staff stay in the admin: public pages neither set nor see any.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Doors

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is for the admin's rich text editor, which needs an import map in the page.
        "script-src": [SELF, NONCE],
        # The one style sheet that the rich text editor puts into the page of the admin, by its hash.
        "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF, *environment.origins(MAP_TILES_URL), *services.readers_bucket(STORAGES["default"])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
# For the whole domain, which may have other sites, only when asked for.
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if environment.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail and logs

vars().update(services.mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.mail_address("DEFAULT_FROM_EMAIL", "moving-cities@localhost")
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT", f"{SITE_URL}/en/about/imprint/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "movingcities.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # It says at every HEAD that it drops the body, which is its part of the work.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

contradictions.refuse_contradictions(vars())
contradictions.refuse_misspelt_names()
