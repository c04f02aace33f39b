"""Short secrets that the product has to read again itself: a provider's secret, the seed of a second factor.

They lie encrypted in the database; the key comes from ``SECRET_KEY``. ``SECRET_KEY_FALLBACKS`` still opens what
an earlier key closed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "pik.accounts.secrets_at_rest"


def seal(text: str) -> str:
    """Encrypt ``text`` for the database."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what ``seal`` gave; raises ``InvalidToken`` when it was changed or the key is another."""
    return _box().decrypt(sealed.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    return base64.urlsafe_b64encode(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())
