from pik.accounts.models.membership import Membership
from pik.accounts.models.organisation import Organisation
from pik.accounts.models.organisation_key import OrganisationKey
from pik.accounts.models.user import User

__all__ = ["Membership", "Organisation", "OrganisationKey", "User"]
