"""Files with the head count of the key date: read, check, and name every row in error.

``read_counts`` is the one way in, for the upload in the browser and for ``manage.py allocate``.
"""

from planning.counts.checks import CountRow, Counts, read_counts
from planning.counts.problems import Code, Problem

__all__ = ["Code", "CountRow", "Counts", "Problem", "read_counts"]
