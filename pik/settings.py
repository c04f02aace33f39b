"""Django's settings. Everything that differs between machines comes from the environment.

``.env.example`` names each variable. A missing or wrong one ends the start with a German sentence
that says what to do; nothing here guesses.
"""

from pathlib import Path

from celery.schedules import crontab

from pik.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment.read(BASE_DIR)
VAR_DIR = env.var_dir

# --- What kind of start is this -----------------------------------------------------------------

DEBUG = env.debug
DEMO = env.demo  # invented data and the list of demo accounts on the sign-in page
SECRET_KEY = env.secret_key
# By number; the first wraps, the others still unwrap. The name keeps them off every error page (KEY).
MASTER_KEYS = env.master_keys
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.csrf_trusted_origins

INSTALLED_APPS = [
    "pik.core",
    "pik.accounts",
    "pik.regulations",
    "pik.documents",
    "pik.reminders",
    "cases",
    "planning",
    "funding",
    "pik.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "crispy_forms",
    "rules",
    "pgtrigger",
    "pghistory",
    "django_linear_migrations",
    "csp",
]

MIDDLEWARE = [
    # What every answer carries stands before the static files and before anything that may refuse.
    "pik.core.headers.same_origin_resources",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pik.core.headers.never_stored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before it is asked who acts: a session that lay idle too long is nobody's.
    "pik.accounts.signing_in.middleware.SessionWatch",
    # Around the request's transaction: what was refused is written down too, and under GET.
    "pik.accounts.middleware.log_access",
    "pik.accounts.middleware.Acting",
    "pik.accounts.middleware.SignInRequired",
    # After it is known for whom somebody acts.
    "pik.accounts.signing_in.middleware.SecondFactorRequired",
    "pik.core.idempotency.bind_submissions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # GET and HEAD may only read. It stands before pghistory's, so that no context is written there.
    "pik.core.safe_methods.read_only_on_safe_methods",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "pik.urls"
WSGI_APPLICATION = "pik.wsgi.application"
ASGI_APPLICATION = "pik.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pik.core.navigation.shell",
                "pik.accounts.signing_in.context.session_watch",
            ],
            "builtins": [
                "django.templatetags.l10n",  # numbers in addresses without dots
                "template_partials.templatetags.partials",
                "pik.core.templatetags.pik",
                "pik.core.templatetags.pik_charts",
            ],
        },
    },
]

# Widgets find their templates where the pages do: kern/widgets/money.html.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False

# --- Data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database,
        # One request is one transaction, opened where it is known who acts: pik.accounts.middleware.Acting.
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        # Short queries by the thousand: compiling a plan to machine code would take longer than running it.
        "OPTIONS": {
            "options": "-c jit=off",
            **env.database.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        },
    }
}
# Behind the walls everybody is this role; it owns nothing (pik/core/walls.py).
RUNTIME_ROLE = env.runtime_role
RUNTIME_PASSWORD = env.runtime_password
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "pik",
    }
}

# --- Mail ---------------------------------------------------------------------------------------

EMAIL_BACKEND = env.email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = env.email.get("EMAIL_FILE_PATH")
EMAIL_HOST = env.email.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = env.email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = env.email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = env.email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = env.email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.email.get("EMAIL_TIMEOUT") or 20  # seconds; a server that hangs must not hold a worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email.get("DEFAULT_FROM_EMAIL", "pik@localhost")

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# Only checks passwords; what a user may do is asked of the rules (User.has_perm).
AUTHENTICATION_BACKENDS = ["pik.accounts.signing_in.backends.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# A working day; inactivity ends it long before (pik/accounts/signing_in/sessions.py), closing the browser too.
SESSION_COOKIE_AGE = 16 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # the link in a mail; long enough for a slow mail server, no longer
# Behind TLS there is a web server in front, and the last address it wrote into X-Forwarded-For is the client's.
IS_BEHIND_PROXY = env.tls

# allauth: the flows and the second factors; pages and addresses are ours (docs/adr/0007).
ACCOUNT_ADAPTER = "pik.accounts.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the organisation, by invitation to that very address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # ours know devices: pik/accounts/signing_in/attempts.py
MFA_ADAPTER = "pik.accounts.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong; a code still counts only once (factors.use_once)
MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "pik.accounts.signing_in.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds; somebody waits
# Messages travel in a cookie: reading them on a GET must not write a session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", BASE_DIR / "var" / "kern"),  # written by pik/kern.py
    ("kern/fonts", BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist" / "fonts"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages
# A head count of all municipalities has some 20 KB; 5 MB is far above any honest upload.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Work in the background ---------------------------------------------------------------------

CELERY_BROKER_URL = env.broker_url
CELERY_TASK_IGNORE_RESULT = True  # the result of a job is its row, never the broker's
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "pik"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "core.heartbeat": {"task": "core.heartbeat", "schedule": 20},
    "documents.sweep": {"task": "documents.sweep", "schedule": 60},
    "cases.sweep_imports": {"task": "cases.sweep_imports", "schedule": 60},
    # For the day that ended at midnight; hourly for the same reason as the next.
    "accounts.seal_access_log": {"task": "accounts.seal_access_log", "schedule": crontab(minute=20)},
    "accounts.delete_old_drafts": {"task": "accounts.delete_old_drafts", "schedule": crontab(hour=3, minute=40)},
    # Mostly for what falls due at midnight; hourly, so that a machine that slept through it catches up.
    "reminders.create_due": {"task": "reminders.create_due", "schedule": crontab(minute=5)},
    # At night: pairs that might be one person; merges whose time for being undone is over.
    "cases.find_duplicates": {"task": "cases.find_duplicates", "schedule": crontab(hour=3, minute=35)},
    "cases.forget_merges": {"task": "cases.forget_merges", "schedule": crontab(hour=3, minute=50)},
}

# --- Headers ------------------------------------------------------------------------------------

# Without exception: no data:, no inline, no other host. Trusted Types stay out, htmx parses answers as HTML.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "frame-src": ["'none'"],
        "worker-src": ["'none'"],
        "manifest-src": ["'none'"],
        "media-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# What a browser could give a page of a person or her machine is off, for us as for anybody else; but for passkeys.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "compute-pressure"),
        *("display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid"),
        *("identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone"),
        *("midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access"),
        *("sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
    )
} | {"publickey-credentials-create": ["self"], "publickey-credentials-get": ["self"]}
X_FRAME_OPTIONS = "DENY"
# No other site learns an address. Not „no-referrer“, which would hide it from ourselves too: browsers then send
# „Origin: null“ with a form, which Django refuses as forged.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Behind TLS (everywhere but on the loopback of one machine) cookies and transport are locked to it.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env.tls
# The prefix has browsers refuse such a cookie from a neighbour under the same domain or from plain http (RFC 6265bis).
SESSION_COOKIE_NAME = "__Host-sessionid" if env.tls else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if env.tls else "csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if env.tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.tls else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_heartbeat": {"()": "pik.celery.WithoutHeartbeat"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_heartbeat"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
