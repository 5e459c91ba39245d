"""Django's own, by one process at a time: of several that start at once the others wait, and find all done."""

import fcntl
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from movingcities import needs

#: Any number, as long as nothing else in the database locks by it.
LOCK = 0x4D6F7643


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        lock = advisory_lock if connection.vendor == "postgresql" else file_lock
        with lock(connection):
            refuse_what_was_made_before_the_first_release(connection)
            return super().handle(*args, **options)


def refuse_what_was_made_before_the_first_release(connection):
    """Raise CommandError for a database whose tables were made by migrations that are not there any more."""
    ours = {config.label for config in apps.get_app_configs() if settings.BASE_DIR in Path(config.path).parents}
    gone = MigrationRecorder(connection).applied_migrations().keys() - needs.known_migrations()
    if any(app in ours for app, _name in gone):
        raise CommandError(
            f"The database was made by a version before the first release, which nothing leads on from: to begin "
            f"anew, move “{settings.DATA_DIR}” away, or name an empty database in DATABASE_URL."
        )


@contextmanager
def advisory_lock(connection):
    """Hold a lock of PostgreSQL in a transaction of another connection: it goes with that, however the process ends."""
    with closing(connection.copy()) as holder:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield


@contextmanager
def file_lock(connection):
    """Hold a lock on a file beside the data, which goes with the process."""
    with open(settings.DATA_DIR / "migrate.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
