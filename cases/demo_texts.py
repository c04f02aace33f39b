"""What the invented people of the demo are called, want and talk about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.enums import GoalProgress, LifeArea, SealedKind, StepOwner
from pik.core.periods import add_months

Name = tuple[str, str]  # in Latin letters, in one's own script (empty: the same)


@dataclass(frozen=True)
class Origin:
    """A country with names that are common there, languages and residence titles (months until they end)."""

    country: str
    weight: int
    family_names: Sequence[Name]
    female: Sequence[Name]
    male: Sequence[Name]
    languages: Sequence[list[str]]
    titles: Sequence[tuple[str, int | None]]
    unknown_birth_date_in: int = 0  # one in so many has no known birth date


@dataclass(frozen=True)
class StepText:
    text: str
    owner: str = StepOwner.CLIENT
    owner_name: str = ""
    due_in: int | None = None  # days from today; None: somewhere in the term
    is_done: bool = False


@dataclass(frozen=True)
class GoalText:
    area: str
    title: str
    criterion: str
    steps: Sequence[StepText]
    progress: str = ""
    months_ahead: int | None = None

    def due(self, today: date) -> date:
        return add_months(today, self.months_ahead or 0)


_REFUGEE = (("§ 25 Abs. 2 AufenthG", 10), ("§ 25 Abs. 2 AufenthG", 20), ("§ 25 Abs. 3 AufenthG", 7))
_DULDUNG = (("Duldung (§ 60a AufenthG)", 4), ("§ 25b AufenthG", 14), ("§ 104c AufenthG", 8))
_UKRAINE = (("§ 24 AufenthG", 14), ("§ 24 AufenthG", 15))

ORIGINS: tuple[Origin, ...] = (
    Origin(
        "SY", 30,
        (("Al-Hassan", "الحسن"), ("Haddad", "حداد"), ("Khalil", "خليل"), ("Mansour", "منصور"), ("Nasser", "ناصر"),
         ("Darwish", "درويش"), ("Ibrahim", "إبراهيم"), ("Sabbagh", "صباغ"), ("Othman", "عثمان")),
        (("Fatima", "فاطمة"), ("Rania", "رانيا"), ("Hala", "هالة"), ("Nour", "نور"), ("Samira", "سميرة")),
        (("Ahmad", "أحمد"), ("Yusuf", "يوسف"), ("Khaled", "خالد"), ("Omar", "عمر"), ("Bilal", "بلال")),
        (["Arabisch"], ["Arabisch", "Englisch"], ["Kurmandschi", "Arabisch"]), _REFUGEE,
    ),
    Origin(
        "AF", 20,
        (("Ahmadi", "احمدی"), ("Hosseini", "حسینی"), ("Karimi", "کریمی"), ("Noori", "نوری"), ("Sadat", "سادات"),
         ("Wardak", "وردک"), ("Popal", "پوپل")),
        (("Maryam", "مریم"), ("Shabnam", "شبنم"), ("Laila", "لیلا"), ("Nargis", "نرگس"), ("Farzana", "فرزانه")),
        (("Reza", "رضا"), ("Habib", "حبیب"), ("Jawad", "جواد"), ("Mustafa", "مصطفی"), ("Najib", "نجیب")),
        (["Dari"], ["Dari", "Paschtu"], ["Paschtu"]), _REFUGEE, 8,
    ),
    Origin(
        "UA", 16,
        (("Bondar", "Бондар"), ("Kowalenko", "Коваленко"), ("Schewtschenko", "Шевченко"), ("Melnyk", "Мельник"),
         ("Tkatschuk", "Ткачук"), ("Lyssenko", "Лисенко")),
        (("Oksana", "Оксана"), ("Natalija", "Наталія"), ("Iryna", "Ірина"), ("Olena", "Олена"), ("Sofija", "Софія")),
        (("Andrij", "Андрій"), ("Mykola", "Микола"), ("Danylo", "Данило"), ("Maksym", "Максим")),
        (["Ukrainisch", "Russisch"], ["Ukrainisch", "Englisch"], ["Russisch"]), _UKRAINE,
    ),
    Origin(
        "IQ", 11,
        (("Al-Jaburi", "الجبوري"), ("Rashid", "رشيد"), ("Salman", "سلمان"), ("Barzani", "بارزانی")),
        (("Zainab", "زينب"), ("Shirin", "شيرين"), ("Amal", "أمل"), ("Nadia", "نادية")),
        (("Hussein", "حسين"), ("Dilshad", "دلشاد"), ("Karwan", "كاروان"), ("Ali", "علي")),
        (["Arabisch"], ["Sorani", "Arabisch"], ["Kurmandschi"]), (*_REFUGEE, *_DULDUNG),
    ),
    Origin(
        "ER", 9,
        (("Tesfay", "ተስፋይ"), ("Ghebremedhin", "ገብረመድህን"), ("Habte", "ሃብተ"), ("Kidane", "ኪዳነ"), ("Woldu", "ወልዱ")),
        (("Selam", "ሰላም"), ("Feven", "ፌቨን"), ("Rahel", "ራሄል"), ("Mehret", "ምሕረት")),
        (("Yonas", "ዮናስ"), ("Filmon", "ፊልሞን"), ("Samuel", "ሳሙኤል"), ("Dawit", "ዳዊት")),
        (["Tigrinya"], ["Tigrinya", "Arabisch"]), _REFUGEE,
    ),
    Origin(
        "TR", 9,
        (("Yılmaz", ""), ("Çelik", ""), ("Öztürk", ""), ("Şahin", ""), ("Güneş", "")),
        (("Ayşe", ""), ("Elif", ""), ("Zeynep", ""), ("Gülsüm", "")),
        (("Mehmet", ""), ("Serkan", ""), ("Hüseyin", ""), ("Uğur", "")),
        (["Türkisch"], ["Türkisch", "Kurmandschi"], ["Türkisch", "Englisch"]), _REFUGEE,
    ),
    Origin(
        "GM", 8,
        (("Jallow", ""), ("Ceesay", ""), ("Touray", ""), ("Sanneh", ""), ("Bojang", "")),
        (("Isatou", ""), ("Fatou", ""), ("Mariama", "")),
        (("Lamin", ""), ("Ebrima", ""), ("Modou", ""), ("Alagie", "")),
        (["Mandinka", "Englisch"], ["Wolof", "Englisch"], ["Fula", "Englisch"]), _DULDUNG, 6,
    ),
    Origin(
        "IR", 6,
        (("Moradi", "مرادی"), ("Rostami", "رستمی"), ("Jafari", "جعفری"), ("Shirazi", "شیرازی")),
        (("Shirin", "شیرین"), ("Mahsa", "مهسا"), ("Niloufar", "نیلوفر")),
        (("Amir", "امیر"), ("Kaveh", "کاوه"), ("Siavash", "سیاوش")),
        (["Persisch"], ["Persisch", "Englisch"]), _REFUGEE,
    ),
    Origin(
        "SO", 5,
        (("Abdi", ""), ("Farah", ""), ("Warsame", ""), ("Mohamud", "")),
        (("Hodan", ""), ("Ifrah", ""), ("Sahra", "")),
        (("Abdullahi", ""), ("Liban", ""), ("Mahad", "")),
        (["Somali"], ["Somali", "Arabisch"]), _REFUGEE, 5,
    ),
    Origin(
        "NG", 5,
        (("Okafor", ""), ("Adeyemi", ""), ("Osagie", ""), ("Balogun", "")),
        (("Blessing", ""), ("Ngozi", ""), ("Precious", "")),
        (("Emeka", ""), ("Tunde", ""), ("Osaze", "")),
        (["Englisch", "Edo"], ["Englisch", "Yoruba"], ["Englisch", "Igbo"]), _DULDUNG,
    ),
    Origin(
        "CM", 2, (("Ngassa", ""), ("Mbarga", ""), ("Tchoumi", "")), (("Solange", ""), ("Mireille", "")),
        (("Christian", ""), ("Hervé", "")), (["Französisch"], ["Französisch", "Englisch"]), _DULDUNG,
    ),
    Origin(
        "GE", 2, (("Beridze", "ბერიძე"), ("Kapanadze", "კაპანაძე")), (("Nino", "ნინო"), ("Tamar", "თამარ")),
        (("Giorgi", "გიორგი"), ("Levan", "ლევან")), (["Georgisch", "Russisch"],), _DULDUNG,
    ),
)  # fmt: skip

_M, _T = StepOwner.MANAGER, StepOwner.THIRD

ZAHRAS_GOALS: tuple[GoalText, ...] = (
    GoalText(
        LifeArea.LANGUAGE, "B1-Zertifikat", "das Zertifikat vorliegt",
        (
            StepText("Einstufungstest an der VHS", due_in=-50, is_done=True),
            StepText("Elternkurs B1 mit Kinderbetreuung anmelden", _M, due_in=9),
            StepText("Kinderbetreuung für die Kurszeiten klären", _T, "Kita Regenbogen", due_in=-6),
        ),
        GoalProgress.IN_WORK, 4,
    ),
    GoalText(
        LifeArea.RECOGNITION, "Hebammenausbildung anerkennen lassen", "der Bescheid der Anerkennungsstelle vorliegt",
        (StepText("Zeugnisse beglaubigt übersetzen lassen", due_in=24),), GoalProgress.OPEN, 7,
    ),
    GoalText(
        LifeArea.HOUSING, "Eigene Wohnung", "der Mietvertrag unterschrieben ist",
        (StepText("Wohnberechtigungsschein beantragen", is_done=True, due_in=-120),), GoalProgress.REACHED, -2,
    ),
)  # fmt: skip

GOALS: tuple[GoalText, ...] = (
    GoalText(LifeArea.LANGUAGE, "Integrationskurs abschließen", "der Test „Leben in Deutschland“ bestanden ist", (
        StepText("Berechtigung beim BAMF beantragen", _M), StepText("Kursplatz an der VHS annehmen"),
        StepText("Deutschtest für Zuwanderer ablegen"))),
    GoalText(LifeArea.LANGUAGE, "B2-Kurs für den Beruf", "der Berufssprachkurs bestanden ist", (
        StepText("Zugang über das Jobcenter klären", _T, "Jobcenter Rhein-Neckar"), StepText("Am Kurs teilnehmen"))),
    GoalText(LifeArea.WORK, "Arbeit mit festem Vertrag", "die Probezeit bestanden ist", (
        StepText("Lebenslauf gemeinsam schreiben", _M), StepText("Drei Bewerbungen im Monat schreiben"),
        StepText("Probearbeiten in der Bäckerei"))),
    GoalText(LifeArea.WORK, "Praktikum in der Pflege", "vier Wochen Praktikum bescheinigt sind", (
        StepText("Gespräch im Pflegeheim vereinbaren", _M), StepText("Masernschutz nachweisen"))),
    GoalText(LifeArea.TRAINING, "Ausbildung zum Elektroniker beginnen", "der Ausbildungsvertrag unterschrieben ist", (
        StepText("Einstiegsqualifizierung suchen", _T, "Agentur für Arbeit"), StepText("Mathematik auffrischen"))),
    GoalText(LifeArea.SCHOOL, "Hauptschulabschluss nachholen", "das Zeugnis vorliegt", (
        StepText("Anmeldung in der VABO-Klasse", _M), StepText("Fahrkarte beantragen"))),
    GoalText(LifeArea.RECOGNITION, "Berufsabschluss anerkennen lassen", "der Bescheid vorliegt", (
        StepText("Beratungstermin bei der IQ-Anerkennungsberatung", _T, "IQ Netzwerk"),
        StepText("Zeugnisse übersetzen lassen"))),
    GoalText(LifeArea.HOUSING, "Eigene Wohnung finden", "der Mietvertrag unterschrieben ist", (
        StepText("Wohnberechtigungsschein beantragen"), StepText("Wohnungsmappe zusammenstellen", _M))),
    GoalText(LifeArea.HEALTH, "Hausärztliche Versorgung", "eine Praxis die Familie aufgenommen hat", (
        StepText("Praxis mit Sprachmittlung suchen", _M), StepText("Impfpass mitbringen"))),
    GoalText(LifeArea.FAMILY, "Kita-Platz für das jüngste Kind", "die Zusage der Kita vorliegt", (
        StepText("Vormerkung im Kita-Portal", _M), StepText("Kita besichtigen", _T, "Kita Regenbogen"))),
    GoalText(LifeArea.FAMILY, "Familiennachzug der Ehefrau", "das Visum erteilt ist", (
        StepText("Fristwahrende Anzeige stellen", _M), StepText("Heiratsurkunde legalisieren lassen"))),
    GoalText(LifeArea.AUTHORITIES, "Schulden ordnen", "eine Vereinbarung mit allen Gläubigern besteht", (
        StepText("Termin bei der Schuldnerberatung", _T, "Diakonie"), StepText("Briefe sammeln und sortieren"))),
    GoalText(LifeArea.AUTHORITIES, "Briefe selbst beantworten", "drei Monate ohne Mahnung vergangen sind", (
        StepText("Ordner für Behördenpost anlegen", _M), StepText("Jede Woche die Post durchsehen"))),
    GoalText(LifeArea.RESIDENCE, "Aufenthaltserlaubnis verlängern", "der neue Titel ausgestellt ist", (
        StepText("Termin bei der Ausländerbehörde", _M), StepText("Passfotos und Nachweise mitbringen"))),
    GoalText(LifeArea.PARTICIPATION, "Im Fußballverein ankommen", "die Mitgliedschaft seit drei Monaten besteht", (
        StepText("Probetraining besuchen"), StepText("Beitrag über Bildung und Teilhabe beantragen", _M))),
    GoalText(LifeArea.PARTICIPATION, "Fahrradfahren lernen", "der Weg zum Kurs allein gelingt", (
        StepText("Kurs der Verkehrswacht besuchen"),)),
)  # fmt: skip

_L = LifeArea
NOTES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((_L.LANGUAGE, _L.FAMILY), "Kursplatz im Elternkurs ist zugesagt. Offen ist die Betreuung am Mittwochnachmittag."),
    ((_L.WORK,), "Lebenslauf überarbeitet, zwei Stellen herausgesucht. Bewerbungen gehen bis Freitag hinaus."),
    ((_L.WORK, _L.LANGUAGE), "Probearbeiten lief gut. Der Betrieb wünscht sich B1 bis zum Sommer."),
    ((_L.HOUSING,), "Wohnungsbesichtigung vorbereitet. Die Wohnungsmappe ist vollständig."),
    ((_L.AUTHORITIES,), "Bescheid des Jobcenters erklärt. Die Nachzahlung kommt im nächsten Monat."),
    ((_L.AUTHORITIES, _L.HOUSING), "Nebenkostenabrechnung durchgesehen und an das Jobcenter weitergereicht."),
    ((_L.RESIDENCE,), "Termin bei der Ausländerbehörde vereinbart. Benötigte Unterlagen als Liste mitgegeben."),
    ((_L.HEALTH,), "Hausarztpraxis gefunden, erster Termin mit Sprachmittlung steht."),
    ((_L.FAMILY, _L.SCHOOL), "Elterngespräch in der Schule begleitet. Das Kind bekommt Förderstunden in Deutsch."),
    ((_L.FAMILY,), "Kita-Vormerkung erneuert. Die Leitung meldet sich bis Monatsende."),
    ((_L.RECOGNITION,), "Anerkennungsberatung hat stattgefunden. Es fehlen noch beglaubigte Übersetzungen."),
    ((_L.TRAINING,), "Bewerbung um die Einstiegsqualifizierung abgeschickt."),
    ((_L.LANGUAGE,), "Einstufungstest bestanden, Beginn des Kurses nach den Ferien."),
    ((_L.PARTICIPATION,), "Kontakt zum Sportverein hergestellt, Probetraining am Samstag."),
    ((_L.AUTHORITIES, _L.WORK), "Meldung der Arbeitsaufnahme an das Jobcenter gemeinsam geschrieben."),
)  # fmt: skip

OUTCOMES: tuple[str, ...] = (
    "Der Kurs kam nicht zustande, ein neuer Anlauf ist für das Frühjahr geplant.",
    "Die Pflege der Mutter ließ in dieser Zeit keinen Raum.",
    "Die Familie hat sich anders entschieden.",
)

REASONS: tuple[str, ...] = (
    "Rückmeldung der Kita?",
    "Kursplatz bestätigt?",
    "Bescheid des Jobcenters eingegangen?",
    "Termin bei der Ausländerbehörde vorbereiten",
    "Nach der Bewerbung fragen",
    "Übersetzungen beglaubigt?",
    "Plan gemeinsam durchsehen",
    "Ergebnis des Arzttermins",
    "Wohnungsbesichtigung nachfragen",
    "Zeugnis des Kurses vorlegen lassen",
)

#: Kind, whether the lead wrote it (else the colleague), how many days ago, text.
ZAHRAS_SEALED_NOTES: tuple[tuple[str, bool, int, str], ...] = (
    (
        SealedKind.HEALTH,
        True,
        40,
        "Schläft seit Monaten schlecht. Möchte darüber sprechen. Termin bei der Gesundheitspatin ist vereinbart.",
    ),
    (
        SealedKind.REFERRAL,
        True,
        33,
        "Zu BW schützt! vermittelt, mit ihrem Einverständnis. Über das Ergebnis spricht sie selbst, wenn sie will.",
    ),
    (
        SealedKind.PRIVATE,
        True,
        12,
        "Mein Eindruck: Sie entscheidet vieles nicht allein. Beim nächsten Mal ohne den Schwager sprechen.",
    ),
    (SealedKind.PRIVATE, False, 5, "In der Vertretung aufgefallen: fragt immer zuerst nach den Kindern."),
)
