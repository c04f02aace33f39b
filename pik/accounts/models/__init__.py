from pik.accounts.models.identity_provider import IdentityProvider
from pik.accounts.models.membership import Membership
from pik.accounts.models.organisation import Organisation
from pik.accounts.models.sign_in import SignIn
from pik.accounts.models.user import User

__all__ = ["IdentityProvider", "Membership", "Organisation", "SignIn", "User"]
