"""Django as `startproject` makes it, with its seven middleware, and what gunicorn.conf.py reads of our settings."""

import os

BIND, PORT, WEB_CONCURRENCY = "127.0.0.1", int(os.environ["PORT"]), 2
MAX_REQUEST_BYTES = 1024 * 1024

SECRET_KEY = "hello " * 10
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.hello.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
