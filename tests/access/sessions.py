"""Everybody of the world signed in once for all: what a request does to a session is undone, the session stays."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client

from pik.accounts.models import User
from pik.accounts.signing_in.sessions import CONFIRMED_KEY
from tests.access.world import World

DAY = 24 * 60 * 60


def sign_in_all(world: World) -> None:
    """Sign everybody in, here and elsewhere, with a session of their own each."""
    world.sessions = {}
    for user in {*world.users.values(), *world.strangers.values()}:
        client = Client()
        client.force_login(user)
        session = client.session
        session[CONFIRMED_KEY] = time.time() + DAY  # nobody is asked who she is in the middle of a long run
        session.save()
        world.sessions[user.pk] = (session.session_key, dict(session.items()))


def signed_in(user: User, world: World, **more: Any) -> Client:
    """A client of somebody of the world; her session is as it was when she signed in."""
    key, content = world.sessions[user.pk]
    client, store = Client(**more), SessionStore(key)
    # What stands in the database is undone by itself, what stands in the cache is not.
    store._cache.set(store.cache_key, content, store.get_expiry_age())
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client
