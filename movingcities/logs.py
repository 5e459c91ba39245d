"""How lines of the log are written: one for each event, in one time zone, without secrets."""

import logging
import re
import time
from copy import copy

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError

from content.files.storage import StorageAway
from content.files.turns import Busy

#: What stands in addresses for whoever holds them alone: secret links, and signatures of stored files.
SECRETS = [
    (re.compile(r"(/preview/)[^/\s\"']+"), r"\1…"),
    (re.compile(r"([?&](?:token|key|password|csrfmiddlewaretoken|x-amz-[a-z-]+|signature)=)[^&\s\"']+", re.I), r"\1…"),
    (re.compile(r"(\w://[^:/\s@]*:)[^/\s]*@"), r"\1…@"),
]
#: Errors that were answered by a page which says what is the matter; where in the code they arose says nothing more.
ANSWERED = (
    SuspiciousOperation,
    OperationalError,
    InterfaceError,
    UnreadablePostError,
    BlockingIOError,
    StorageAway,
    Busy,
)


class LineFormatter(logging.Formatter):
    """Time in UTC, level, logger, message; a traceback only for what nobody has foreseen."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def __init__(self):
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record):
        if record.exc_info and is_answered(record):
            record = without_traceback(record)
        return without_secrets(super().format(record))

    def formatMessage(self, record):  # noqa: N802  the name is logging's
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def is_answered(record):
    """A refusal (below ERROR), or one of the errors that have a page of their own."""
    return record.levelno < logging.ERROR or isinstance(record.exc_info[1], ANSWERED)


def without_traceback(record):
    """The same in one line, with the error in short where the message does not say it already."""
    record = copy(record)
    error, message = record.exc_info[1], record.getMessage()
    said = str(error).strip().partition("\n")[0]
    record.msg, record.args = message if said in message else f"{message}: {type(error).__name__}: {said}", ()
    record.exc_info = record.exc_text = None
    return record


def without_secrets(text):
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text
