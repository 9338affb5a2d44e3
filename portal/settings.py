"""Settings of the portal and the record: everything comes from the office's folder and two environment variables.

SHENHE_HOME is the folder (else the current one), DATABASE_URL a PostgreSQL database (else SQLite in the folder).
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import cast

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from portal.pages.bodies import MOST_BYTES
from portal.secret_key import secret_key
from record.database import database

SHENHE_HOME = Path(os.environ.get("SHENHE_HOME", "")).absolute()

# Made when it is first asked for: reading these settings writes nothing.
SECRET_KEY = cast("str", SimpleLazyObject(lambda: secret_key(Path(os.environ.get("SHENHE_HOME", "")).absolute())))
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("SHENHE_HOSTS", "").split(","))]
"""Names by which browsers reach the portal; SHENHE_HOSTS adds the intranet's own, with commas between."""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in filter(None, os.environ.get("SHENHE_HOSTS", "").split(","))]

DATABASES = {"default": database(SHENHE_HOME, os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "record.apps.RecordConfig",
    "portal.apps.PortalConfig",
]
MIDDLEWARE = [
    "portal.operations.journal.Journal",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.pages.mishaps.InWords",
    "portal.pages.mishaps.PlainText",
    "portal.accounts.first_password.FirstPassword",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

# Five wrong passwords lock the account, not the address: an intranet's counties may share one.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # fifteen minutes are what the page says
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, from which machine: nobody needs it for long
AXES_LOCKOUT_CALLABLE = "portal.accounts.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Files of our own and nothing else; no script or style inside a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.pages.layout.layout",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # files come out of the installed packages: nothing is collected beforehand
WHITENOISE_ALLOW_ALL_ORIGINS = False
# An upload stays in memory until it is found to hold no personal data: nothing of it may reach a temporary file.
FILE_UPLOAD_HANDLERS = ["portal.clerk.upload_handler.InMemory"]
# The same of the whole request; what is larger is refused before it is read (portal/pages/bodies.py).
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.pages.mishaps.too_old"
if os.environ.get("SHENHE_HTTPS"):  # a proxy before the portal speaks TLS and says so
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The commands speak through their own log; Django's would print requests and queries beside it.
LOGGING_CONFIG = None
