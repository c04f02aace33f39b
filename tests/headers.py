"""The headers that every answer of the house carries."""

from __future__ import annotations

from django.http import HttpResponse

# Every one of them, and nothing else in the policy: no data:, no unsafe-…, no host.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "frame-src": "'none'",
    "worker-src": "'none'",
    "manifest-src": "'none'",
    "media-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OFF = {"camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "display-capture", "clipboard-read"}
PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}


def faults(response: HttpResponse) -> list[str]:
    """What is missing or wrong in the headers that every answer carries."""
    found = [f"{name}: {response.get(name)}" for name, value in HEADERS.items() if response.get(name) != value]
    policy = dict(part.strip().split(" ", 1) for part in response.get("Content-Security-Policy", "a b").split(";"))
    if policy != POLICY:
        found.append(f"Content-Security-Policy: {policy}")
    allowed = dict(part.split("=") for part in response.get("Permissions-Policy", "a=b").split(", "))
    if any(value != ("(self)" if name in PASSKEYS else "()") for name, value in allowed.items()):
        found.append(f"Permissions-Policy: {allowed}")
    if missing := (OFF | PASSKEYS) - set(allowed):
        found.append(f"Permissions-Policy without {missing}")
    return found


def faults_of_an_answer(response: HttpResponse) -> list[str]:
    """The same for what an application answers, which nobody may keep."""
    found = faults(response)
    if "no-store" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control: {response.get('Cache-Control')}")
    kept = [cookie for cookie in response.cookies.values() if cookie["max-age"] != 0]  # the others are being deleted
    if cookies := [c.key for c in kept if c.key != "messages" and not c["httponly"]]:
        found.append(f"readable by scripts: {cookies}")
    if cookies := [c.key for c in kept if c["samesite"] != "Lax"]:
        found.append(f"sent from elsewhere: {cookies}")
    return found
