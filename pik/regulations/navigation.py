from pik.core.navigation import NavItem, register

register(NavItem("Regelwerk", "regulations:rule_book", "law", order=90, group="Nachschlagen"))
