"""The portal as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The pages and their accounts."""

    name = "portal"
    verbose_name = "审核"
