from pik.accounts.models.access import AccessEntry, AccessSeal
from pik.accounts.models.membership import Membership
from pik.accounts.models.organisation import Organisation
from pik.accounts.models.user import User

__all__ = ["AccessEntry", "AccessSeal", "Membership", "Organisation", "User"]
