from pik.accounts.models.access import AccessEntry, AccessSeal
from pik.accounts.models.draft import Draft
from pik.accounts.models.identity_provider import IdentityProvider
from pik.accounts.models.invitation import Invitation
from pik.accounts.models.membership import Membership, MembershipChange
from pik.accounts.models.organisation import Organisation
from pik.accounts.models.organisation_key import OrganisationKey
from pik.accounts.models.sign_in import SignIn
from pik.accounts.models.user import User

__all__ = [
    "AccessEntry",
    "AccessSeal",
    "Draft",
    "IdentityProvider",
    "Invitation",
    "Membership",
    "MembershipChange",
    "Organisation",
    "OrganisationKey",
    "SignIn",
    "User",
]
