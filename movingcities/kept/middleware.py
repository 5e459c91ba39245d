"""Answers with kept pages before anything else is done."""

import logging
import threading
from hashlib import blake2b

from django.conf import settings
from django.db import Error, connection

from content import freshness
from content.conditions import status_for
from content.files import turns
from content.freshness.holding import Held
from content.freshness.reading import reading
from movingcities.kept import shared
from movingcities.kept.addresses import is_for_all, kept_address
from movingcities.kept.codings import coding_for, encode
from movingcities.kept.pages import ASK_EACH_TIME, Page, fits, is_keepable, settled, without_content
from movingcities.kept.store import Store

logger = logging.getLogger(__name__)

#: What a kept page takes for each question that it was made from, in bytes, about.
OVERHEAD_OF_QUESTION = 600
#: The pages that this process keeps.
STORE = Store(settings.KEPT_PAGES_BYTES, lambda held: held.value.size + OVERHEAD_OF_QUESTION * held.asked)
#: {address: the lock of the thread that makes its page}.
MAKING = {}


class KeptPagesMiddleware:
    """Makes each public page once, and looks for what has changed, for all requests but those of static files.

    While one thread makes a page, the others get what was kept as long as it may be served, or wait for it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Links are checked by asking the site itself, from within the admin, which may have written something.
        if turns.is_held():
            return self.get_response(request)
        known = known_for(request)
        if known is None:
            return self._for_one(request)
        request.get_host()  # a name that is not ours gets no page, not even a kept one
        try:
            return self._for_all(request, known)
        finally:
            if connection.connection or turns.is_held():  # what is sent from here on needs no database
                turns.give_back()

    def _for_one(self, request):
        """The answer to somebody who may write."""
        response = self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            freshness.look_again()
        if not request.path_info.startswith("/admin/"):  # where its length could give away a secret in it (BREACH)
            encode(request, response)
        return response

    def _for_all(self, request, known):
        address = kept_address(request)
        held = address and STORE.get(address)
        if held and held.is_of(known):
            return held.value.answer(request, held)
        with freshness.as_of(known):
            return self._made_by_one(request, address, held, known) if address else self._made(request, None, known)

    def _made_by_one(self, request, address, held, known):
        may_be_served = held and held.may_be_served
        lock = MAKING.setdefault(address, threading.Lock())
        if not lock.acquire(timeout=0 if may_be_served else turns.PAGE_PATIENCE):
            return held.value.answer(request, held) if may_be_served else self._made(request, address, known)
        try:
            held = found(address, known) or renewed(address, known)
            return held.value.answer(request, held) if held else self._made(request, address, known)
        finally:
            MAKING.pop(address, None)
            lock.release()

    def _made(self, request, address, known):
        """The answer that is made now; it is kept if it has an `address` and is a page."""
        with reading(known) as read:
            response = self.get_response(request)
            is_page = is_keepable(response)
            is_long = is_page and not fits(response)
        if not is_page:
            encode(request, response)
            return response
        if is_long:
            return long_answer(request, response, known)
        held = Held.of(read, Page.of(response, coding_for(request)), known)
        if address and held.is_lasting:
            STORE.put(address, held)
            shared.put(address, held)
        return held.value.answer(request, held)


def known_for(request):
    """What is known of the content, for what is the same for everybody; None for all else, and without a database."""
    try:
        if is_for_all(request):
            return freshness.known_now()
        freshness.attend()
    except Error as error:  # what needs the database will say so itself
        logger.warning("What has changed could not be looked for: %s", error)
    return None


def found(address, known):
    """What this process, or another one, has kept and what is as it would be made now; or None."""
    held = STORE.get(address)
    if held and held.is_of(known):
        return held
    held = shared.get(address, known)
    if held:
        STORE.put(address, held)
    return held


def renewed(address, known):
    """What this process has kept, if all that the page was made from is still the same; or None.

    To ask the database takes a turn, with which the page is made if it is not.
    """
    if not (kept := STORE.get(address)):
        return None
    try:
        held = kept.renewed(known, may_ask=False)
        if not held:
            turns.take()
            held = kept.renewed(known)
    except Error as error:  # what needs the database will say so itself
        logger.warning("What a page was made from could not be asked for: %s", error)
        return None
    if held:
        STORE.put(address, held)
        shared.put(address, held)
    return held


def long_answer(request, response, known):
    """A file that is too long to be kept, sent as it is made; it is the same as long as no content has changed."""
    digest = blake2b(repr([request.get_full_path(), sorted(known.versions.items())]).encode(), digest_size=12)
    etag = f'W/"{digest.hexdigest()}"'
    changed, is_settled = settled(max(known.since.values()))
    headers = {"ETag": etag, "Cache-Control": ASK_EACH_TIME}
    status = status_for(request.META, etag, lambda: changed if is_settled else None)
    if status != 200:
        return without_content(status, headers)
    encode(request, response)
    for name, value in headers.items():
        response.headers[name] = value
    return response
