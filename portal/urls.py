"""The addresses of the portal."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from portal.accounts.views import SignIn, change_password, home
from portal.admin import site
from portal.analyst.interface import api as interface
from portal.pages.language import choose

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("password/", change_password, name="change-password"),
    path("language/", choose, name="language"),
    path("tasks/", include("portal.clerk.urls")),
    path("office/", include("portal.office.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("admin/", site.urls),
    path("data/", include("portal.analyst.urls")),
    path("api/v1/", interface.urls),
    path("", include("portal.operations.urls")),
]
handler400 = "portal.pages.mishaps.unreadable"
handler403 = "portal.pages.mishaps.only_to_look_at"
handler404 = "portal.pages.mishaps.not_found"
handler500 = "portal.pages.mishaps.fault"
