"""Addresses that machines ask, and the page that stands in for a request that is too large."""

from django.urls import path

from portal.operations import views
from portal.pages.bodies import TOO_LARGE
from portal.pages.mishaps import too_large

urlpatterns = [
    path("healthz", views.healthy, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path(TOO_LARGE.removeprefix("/"), too_large, name="too-large"),
]
