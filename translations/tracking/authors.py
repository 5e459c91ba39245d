"""Who writes what is saved."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser


@dataclass
class Writing:
    """Who writes, and how: `confirms` names the (item, field, language) whose text is still right as it is."""

    user: object = None
    is_machine: bool = False
    confirms: tuple = ()


_current = ContextVar("writing", default=Writing())  # noqa: B039 nobody changes it


@contextmanager
def writing(user, is_machine=False, confirms=()):
    """What is saved inside is written by this user; without it, by nobody that we know of."""
    token = _current.set(Writing(user, is_machine, tuple(confirms)))
    try:
        yield
    finally:
        _current.reset(token)


def current_writing():
    """The Writing of the moment."""
    return _current.get()


class AuthorMiddleware:
    """What is saved while a request is answered is written by the one who asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with writing(getattr(request, "user", AnonymousUser())):
            return self.get_response(request)
