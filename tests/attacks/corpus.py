"""What attackers type."""

from __future__ import annotations

# A mark that no page of ours has: where it comes back as it was, a page reflects what it was given.
MARK = "zzqx7"

SQL = [
    "' OR '1'='1",
    '" OR ""="',
    "1); DROP TABLE cases_case; --",
    "') UNION SELECT NULL, password FROM accounts_user --",
    "%' OR 1=1 --",
    "-name, (SELECT 1)",
    "name; SELECT pg_sleep(3)",
    "person__user__password",
    "%",
    "_",
]
HTML = [
    f"<script>{MARK}</script>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg/onload={MARK}>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    f"javascript:{MARK}",
]
ODD = [
    "\x00",
    "a\x00b",
    "A" * 20_000,
    "9" * 5_000,
    "-1",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "٣",
    "\u202e\u0000\ufeff",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "ǅǆ𝔖🏴\u200d☠️",
    "İıſß",
    "0001-01-01",
    "9999-12-31",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=y",
    "[]",
    "null",
]
PAYLOADS = [*SQL, *HTML, *ODD]

GARBAGE = ["", "x", "\x00", "00000000-0000-0000-0000-00000000000g", "-1", "9" * 5_000, "<b>", "بيك", "None"]

EVIL = "boese.example"
ADDRESSES = [
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}/",
    f"\\\\{EVIL}/",
    f"/\\{EVIL}/",
    f"/\t/{EVIL}/",
    f" //{EVIL}/",
    f"http:{EVIL}",
    f"https:/{EVIL}",
    f"//testserver@{EVIL}/",
    f"http://testserver.{EVIL}/",
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
    f"/%0d%0aLocation:%20https://{EVIL}",
    f"/\r\nLocation: https://{EVIL}",
]
WAYS_BACK = ("next", "back", "url", "zurueck", "redirect", "return_to", "weiter", "supersedes")
