"""Django's PostgreSQL, with faults of the disk told as such."""

from django.db.backends.postgresql import base
from django.utils.functional import cached_property

from record.engines.disk import NamingTheDisk


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of the record."""

    @cached_property
    def wrap_database_errors(self) -> NamingTheDisk:
        """What stands around every word with the database."""
        return NamingTheDisk(self)
