from pik.accounts.models.invitation import Invitation
from pik.accounts.models.membership import Membership, MembershipChange
from pik.accounts.models.organisation import Organisation
from pik.accounts.models.user import User

__all__ = ["Invitation", "Membership", "MembershipChange", "Organisation", "User"]
