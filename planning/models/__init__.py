from planning.models.head_count import HeadCount, HeadCountLine, HeadCountUpload
from planning.models.planungsrahmen import Planungsrahmen, PlanungsrahmenLine, PlanungsrahmenTransition

__all__ = [
    "HeadCount",
    "HeadCountLine",
    "HeadCountUpload",
    "Planungsrahmen",
    "PlanungsrahmenLine",
    "PlanungsrahmenTransition",
]
