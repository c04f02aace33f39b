"""What the invented people of the demo have learned, done and lived in."""

from __future__ import annotations

from cases.enums import AccommodationKind, CompetenceKind, EducationKind, EmploymentKind, MeasureKind

# Kind, title, institution, age at its beginning, years it took, whether its recognition is a question.
EDUCATIONS: tuple[tuple[str, str, str, int, int, bool], ...] = (
    (EducationKind.SCHOOL, "9 Jahre Schule", "", 6, 9, False),
    (EducationKind.SCHOOL, "Abitur (12 Jahre)", "", 6, 12, False),
    (EducationKind.VOCATIONAL, "Krankenschwester", "Institut für Pflege", 18, 3, True),
    (EducationKind.VOCATIONAL, "Elektriker", "Technische Berufsschule", 18, 3, True),
    (EducationKind.VOCATIONAL, "Schneiderin", "Betrieb der Familie", 18, 2, False),
    (EducationKind.DEGREE, "Bauingenieurwesen (Bachelor)", "Technische Universität", 18, 4, True),
    (EducationKind.DEGREE, "Englisch auf Lehramt", "Universität", 18, 4, True),
)
# Kind, title, employer.
JOBS: tuple[tuple[str, str, str], ...] = (
    (EmploymentKind.SELF_EMPLOYED, "Lebensmittelgeschäft", "eigenes Geschäft"),
    (EmploymentKind.FULL_TIME, "Lehrerin", "Grundschule"),
    (EmploymentKind.FULL_TIME, "Elektriker", "Baubetrieb"),
    (EmploymentKind.FULL_TIME, "Landwirtschaft", "Betrieb der Familie"),
    (EmploymentKind.FAMILY_WORK, "Pflege der Großeltern", ""),
)
JOBS_HERE: tuple[tuple[str, str, str], ...] = (
    (EmploymentKind.MINI_JOB, "Küchenhilfe", "Gasthaus Zur Rose"),
    (EmploymentKind.PART_TIME, "Reinigungskraft", "Gebäudeservice Kurpfalz"),
    (EmploymentKind.FULL_TIME, "Lagerhelfer", "Logistik am Neckar"),
)
COMPETENCES: tuple[tuple[str, str, str], ...] = (
    (CompetenceKind.SKILL, "Näht und ändert Kleidung", "eigene Angabe"),
    (CompetenceKind.SKILL, "Rechnet sicher, führt Listen am Computer", "im Kurs gesehen"),
    (CompetenceKind.SKILL, "Kocht für große Gruppen", "beim Begegnungsfest gesehen"),
    (CompetenceKind.LICENCE, "Führerschein Klasse B, noch nicht umgeschrieben", "Führerschein gesehen"),
    (CompetenceKind.VOLUNTEERING, "Übersetzt im Café International", "Bestätigung der Diakonie"),
    (CompetenceKind.INTEREST, "Möchte mit älteren Menschen arbeiten", "eigene Angabe"),
    (CompetenceKind.INTEREST, "Spielt Fußball, sucht einen Verein", "eigene Angabe"),
)
# Kind, title, provider, result in words.
MEASURES: tuple[tuple[str, str, str, str], ...] = (
    (MeasureKind.INTEGRATION_COURSE, "Integrationskurs mit Alphabetisierung", "VHS Ladenburg", "A2 erreicht"),
    (MeasureKind.INTEGRATION_COURSE, "Allgemeiner Integrationskurs", "VHS Ladenburg", "B1 erreicht"),
    (MeasureKind.JOBCENTER, "Perspektiven für Geflüchtete", "Bildungswerk Rhein-Neckar", "Bewerbungsmappe fertig"),
    (MeasureKind.INTERNSHIP, "Praktikum im Pflegeheim", "Haus am Wasserturm", "vier Wochen bescheinigt"),
    (MeasureKind.PREPARATION, "VABO-Klasse", "Berufliche Schule", ""),
)
STREETS = ("Hauptstraße", "Bahnhofstraße", "Schillerstraße", "Am Sportplatz", "Neckarstraße", "Gartenweg")
HOMES = (AccommodationKind.FOLLOW_UP, AccommodationKind.OWN_HOME, AccommodationKind.FOLLOW_UP)
