from funding.models.application import Application, ApplicationTransition, FileNumberRange
from funding.models.decision import Decision
from funding.models.member import Consent, Member
from funding.models.post import Post
from funding.models.round import Round

__all__ = [
    "Application",
    "ApplicationTransition",
    "Consent",
    "Decision",
    "FileNumberRange",
    "Member",
    "Post",
    "Round",
]
