"""Jobs and the documents they make."""

from pik.documents.models.document import Document
from pik.documents.models.job import Job

__all__ = ["Document", "Job"]
