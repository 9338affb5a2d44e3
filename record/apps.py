"""The record as a Django application."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The tables of the record."""

    name = "record"
    verbose_name = "报送登记"
    default_auto_field = "django.db.models.BigAutoField"
