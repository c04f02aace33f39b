"""What each of the five levels means in each area of life, in words by which two people choose the same.

Written for this product; no regulation fixes them. The words say what can be seen, not what somebody deserves.
"""

from __future__ import annotations

from collections.abc import Mapping

from cases.enums import LifeArea

#: From „nothing works without help“ to „gets along alone“, the same in every area.
LEVEL_NAMES = ("nur mit Hilfe", "erste Schritte", "teilweise", "weitgehend", "selbstständig")

LEVELS: Mapping[str, tuple[str, str, str, str, str]] = {
    LifeArea.LANGUAGE: (
        "Spricht und versteht kein Deutsch; jedes Gespräch braucht Sprachmittlung.",
        "Versteht einzelne Sätze und nennt Name, Adresse, Termin; besucht noch keinen Kurs oder den ersten.",
        "Kommt beim Einkaufen und in der Praxis zurecht (etwa A2); Briefe von Behörden müssen erklärt werden.",
        "Führt Gespräche über Alltag und Arbeit ohne Sprachmittlung (etwa B1); schreibt einfache Mails selbst.",
        "Verständigt sich in Beruf und Behörde sicher (B2 oder mehr); liest und beantwortet Briefe allein.",
    ),
    LifeArea.SCHOOL: (
        "Schulpflichtig oder ohne Abschluss und in keiner Schule angemeldet.",
        "Angemeldet, fehlt aber häufig oder wartet auf einen Platz.",
        "Besucht die Schule regelmäßig, versteht den Unterricht aber nur mit Förderung.",
        "Kommt im Unterricht mit; der angestrebte Abschluss ist erreichbar.",
        "Hat den angestrebten Abschluss oder braucht in der Schule keine Unterstützung mehr.",
    ),
    LifeArea.TRAINING: (
        "Weiß nicht, welche Ausbildung oder welches Studium in Frage kommt.",
        "Hat einen Wunsch, kennt aber Voraussetzungen und Wege noch nicht.",
        "Kennt den Weg und erfüllt einen Teil der Voraussetzungen; Bewerbungen laufen noch nicht.",
        "Bewirbt sich mit vollständigen Unterlagen oder macht ein Praktikum oder eine Einstiegsqualifizierung.",
        "Ist in Ausbildung oder Studium und kommt mit, oder hat sie abgeschlossen.",
    ),
    LifeArea.WORK: (
        "Keine Arbeit und keine Vorstellung, welche möglich wäre; keine Unterlagen.",
        "Sucht Arbeit, hat aber noch keinen Lebenslauf oder weiß nicht, wo eine Bewerbung lohnt.",
        "Bewirbt sich mit Hilfe, macht ein Praktikum oder arbeitet stundenweise.",
        "Arbeitet mit befristetem Vertrag oder unter der eigenen Qualifikation; der Lohn reicht nur zum Teil.",
        "Arbeitet mit festem Vertrag und lebt davon ohne ergänzende Leistungen.",
    ),
    LifeArea.RECOGNITION: (
        "Hat einen Abschluss, aber keine Papiere und keine Auskunft, ob er anerkannt werden kann.",
        "War in der Anerkennungsberatung; es fehlen Zeugnisse oder Übersetzungen.",
        "Der Antrag ist gestellt und vollständig; der Bescheid steht aus.",
        "Teilweise anerkannt; Anpassung oder Kenntnisprüfung läuft.",
        "Voll anerkannt oder bewertet, oder es gibt nichts anzuerkennen.",
    ),
    LifeArea.HOUSING: (
        "Ohne gesicherte Unterkunft, gekündigt oder von Räumung bedroht.",
        "Lebt in einer Unterkunft mit geteiltem Zimmer und sucht noch nicht.",
        "Lebt in einer Unterkunft und sucht mit vollständigen Unterlagen, oder die Wohnung ist viel zu klein.",
        "Hat eine eigene Wohnung; Mietvertrag, Nebenkosten oder Nachbarschaft brauchen noch Hilfe.",
        "Wohnt gesichert und passend und regelt alles rund um die Wohnung allein.",
    ),
    LifeArea.HEALTH: (
        "Braucht Behandlung und bekommt keine, oder ist nicht krankenversichert.",
        "Versichert, aber ohne feste Praxis; geht nur im Notfall.",
        "Hat eine Praxis, braucht für Termine aber Begleitung oder Sprachmittlung.",
        "Nimmt Termine und Vorsorge selbst wahr; einzelne Fragen sind offen.",
        "Gut versorgt und kümmert sich allein um die eigene Gesundheit.",
    ),
    LifeArea.FAMILY: (
        "Die Familie ist getrennt oder ein Kind ohne Betreuung, Schutz oder Schule.",
        "Kita, Schule oder Nachzug sind beantragt; im Alltag fehlt Entlastung.",
        "Die Kinder sind betreut; Gespräche mit Kita und Schule gelingen nur mit Hilfe.",
        "Der Familienalltag läuft; Elternabende und Anträge brauchen gelegentlich Unterstützung.",
        "Regelt Kita, Schule und Familienfragen allein, oder es stehen keine an.",
    ),
    LifeArea.AUTHORITIES: (
        "Leistungen fehlen oder sind eingestellt; Briefe bleiben ungeöffnet; Mahnungen oder Schulden.",
        "Leistungen laufen; jeder Brief und jeder Antrag braucht Hilfe.",
        "Sortiert die Post und erkennt Fristen; Anträge entstehen gemeinsam mit anderen.",
        "Stellt bekannte Anträge selbst und fragt bei neuen nach.",
        "Regelt Behörden, Konto und Verträge allein und hält Fristen ein.",
    ),
    LifeArea.RESIDENCE: (
        "Ohne gültige Papiere, oder eine Frist für Klage oder Verlängerung läuft in Kürze ab.",
        "Im Verfahren oder geduldet; was nötig ist, ist nicht geklärt.",
        "Befristeter Titel; Pass, Nachweise oder Verlängerung sind noch offen.",
        "Befristeter Titel mit allen Nachweisen; der Weg zum Daueraufenthalt ist bekannt.",
        "Niederlassungserlaubnis, Einbürgerung oder ein Titel, um den sich die Person allein kümmert.",
    ),
    LifeArea.PARTICIPATION: (
        "Kennt am Ort niemanden und verlässt die Unterkunft kaum.",
        "Kontakte nur in der Familie oder Unterkunft; kennt keine Angebote am Ort.",
        "Besucht ab und zu ein Angebot oder einen Treff, meist in Begleitung.",
        "Geht regelmäßig in einen Verein, eine Gemeinde oder eine Gruppe und hat Bekannte am Ort.",
        "Hat Freunde am Ort und bringt sich selbst ein, etwa in Verein, Elternbeirat oder Ehrenamt.",
    ),
}
