from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

#: Modules that make something known when they are loaded, in cases/ itself and in each of its packages.
REGISTERING = (
    "accesses",
    "announcements",
    "datenschutz",
    "documents",
    "forms",
    "leaving",
    "navigation",
    "reminders",
    "rules",
    "tasks",
    "timeline_entries",
    "timeline_of_parts",
    "timeline_of_person",
    "timeline_of_case",
    "workflow",
)


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = "Fälle"

    def ready(self) -> None:
        here = Path(__file__).parent
        for folder in (here, *sorted(path.parent for path in here.glob("*/__init__.py"))):
            package = ".".join((self.name, *folder.relative_to(here).parts))
            for name in REGISTERING:
                if (folder / f"{name}.py").exists() or (folder == here and (folder / name).is_dir()):
                    import_module(f"{package}.{name}")
