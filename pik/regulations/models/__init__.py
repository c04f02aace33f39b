from pik.regulations.models.regulation import Regulation
from pik.regulations.models.rule import Parameter, Rule

__all__ = ["Parameter", "Regulation", "Rule"]
