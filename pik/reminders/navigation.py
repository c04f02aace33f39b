from pik.accounts.enums import Role
from pik.core.navigation import NavItem, register, register_bell
from pik.reminders.models import Reminder

# Who has „Mein Tag“ finds the reminders there.
WITH_A_DAY = {Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG}

register(
    NavItem(
        "Erinnerungen",
        "reminders:inbox",
        "bell",
        order=15,
        roles=frozenset(role.value for role in Role if role not in WITH_A_DAY),
    )
)
register_bell(Reminder.objects.open_for)
