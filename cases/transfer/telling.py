"""What somebody is told before she consents (Art. 7, 13 DSGVO): fixed texts, kept with the consent."""

from __future__ import annotations

from cases.models import Transfer
from pik.core.formats import german_date


def told(transfer: Transfer) -> str:
    """What is explained before an Überleitung; it names offices and parts, and no person."""
    parts = "\n".join(f"– {label}" for label in transfer.part_labels)
    return (
        f"Sie ziehen zum {german_date(transfer.moves_on)} um. Wir möchten, dass {transfer.receiver} Sie weiter "
        "begleitet. "
        f"Dafür geben wir von {transfer.organisation} diese Angaben weiter:\n{parts}\n"
        f"{transfer.receiver} sieht zuerst nur Ihren Namen und was weitergegeben werden soll. Erst wenn dort zugesagt "
        "wird, bekommt man dort die Angaben. Was oben nicht steht, wird dann bei uns gelöscht. Wir behalten nur Zahlen "
        "ohne Ihren Namen.\n"
        "Sie entscheiden frei. Wenn Sie nicht einwilligen, geben wir nichts weiter, und Sie haben dadurch keinen "
        "Nachteil. Sie können die Einwilligung zurücknehmen, solange noch nicht zugesagt ist."
    )
