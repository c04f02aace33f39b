"""The words in which casework declares its fields: whose answer, for what, how they are erased."""

from __future__ import annotations

from pik.core.declarations import Subject, anonymise, keep

#: Somebody who is counselled.
CLIENT = Subject("Klient:in", "cases.Person")

IDENTIFY = "Erkennt die Person wieder und vermeidet doppelte Akten."
REACH = "Ermöglicht es, die Person zu erreichen."
COUNSEL = "Beratung und Begleitung der Person im Integrationsmanagement."
UNDERSTAND = "Wählt Sprache, Dolmetschen und Kurse passend zur Person."
STAY = "Richtet die Beratung an Aufenthaltstitel und Fristen aus."
FAMILY = "Berät Angehörige eines Haushalts im Zusammenhang."
TERM = "Führt den Fall über die Dauer der Begleitung."
COUNT = "Führt den Fall; zählt außerdem ohne Namen in Auswertung und Nachweis."
HANDED_OVER = "Sagt, wer wessen Fälle übernommen hat, und benachrichtigt die Person, die übernimmt."
APPOINTMENT = "Erinnert daran, was für die Person zu tun ist."

#: What counting needs, once the person is erased.
A_NUMBER = anonymise("Eine Zählung ohne Verweis auf Person und Fall.")
#: Somebody who counsels, in the file of somebody who is counselled.
STAFF_OF_FILE = anonymise(
    "Wird mit der Akte gelöscht. Endet der Zugang vorher, so führt der Verweis auf einen Zugang ohne Namen."
)
NAME_IN_FILE = keep("Der Name gehört zum Verlauf der Akte und wird mit ihr gelöscht, nicht mit dem Zugang.")
CASEWORK_ONLY = (
    "Sichtbar allein für Integrationsmanagement und Teamleitung der Organisation, die begleitet, in der Datenbank "
    "durch Row-Level Security durchgesetzt; "
    "Auswertung, Regierungspräsidium und Land sehen die Zeile nicht."
)

#: The answer of a row that belongs to a case.
OF_CASE = CLIENT.by("case__person")
