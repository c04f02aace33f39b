"""What the documents store, declared for data protection (see pik/core/declarations.py).

What a document is about belongs to a higher app; whose access answer it is in, that app adds. Who ordered it is
told that she did, never what stands in it: that was told by somebody else.
"""

from __future__ import annotations

from pik.accounts.datenschutz import NAMELESS, USER
from pik.core.declarations import LINK, OPERATION, TRACE, Category, anonymise, declare, line

DOCUMENT = "Hält das erstellte Dokument so vor, wie es ausgehändigt wurde."
ORDERED_BY = USER.by("requested_by")
#: A print of a plan goes with the file of the case, a Bescheid stays with the file of the application.
WITH_ITS_FILE = anonymise(
    "Ein Bescheid bleibt beim Antrag und nennt keine Klient:in. Der Druck eines Plans wird mit der Akte gelöscht."
)
WHO_READS_IT = "Sichtbar für die Person, die es bestellt hat, und für die, die den Vorgang selbst sehen dürfen."

declare(
    "documents.Job",
    ORDERED_BY,
    line("id public_id", Category.TECHNICAL, LINK, WITH_ITS_FILE),
    line("kind subject_id key organisation template_version", Category.TECHNICAL, LINK, WITH_ITS_FILE),
    line("readers holds_person", Category.TECHNICAL, LINK, WITH_ITS_FILE),
    line("requested_by", Category.LOG, TRACE, NAMELESS),
    line("title filename", Category.PROCEDURE, DOCUMENT, WITH_ITS_FILE, answers=()),
    line("context", Category.COUNSELLING, DOCUMENT, WITH_ITS_FILE, answers=(), protection=WHO_READS_IT),
    line("state progress tries error", Category.TECHNICAL, OPERATION, WITH_ITS_FILE),
    # The words of a failure may quote what was to be printed.
    line(
        "error_detail",
        Category.FREE_TEXT,
        OPERATION,
        WITH_ITS_FILE,
        answers=(),
        protection="Auf keiner Seite der Software zu sehen, nur in der Datenbank.",
    ),
    line("created_at sent_at started_at finished_at", Category.LOG, TRACE, WITH_ITS_FILE),
)
declare(
    "documents.Document",
    USER.by("job__requested_by"),
    line("id job organisation template_version", Category.TECHNICAL, LINK, WITH_ITS_FILE),
    line("title filename", Category.PROCEDURE, DOCUMENT, WITH_ITS_FILE, answers=()),
    line("content", Category.COUNSELLING, DOCUMENT, WITH_ITS_FILE, answers=(), protection=WHO_READS_IT),
    line("sha256 size", Category.TECHNICAL, DOCUMENT, WITH_ITS_FILE),
    line("created_at", Category.LOG, TRACE, WITH_ITS_FILE),
)
