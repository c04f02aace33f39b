from pik.core.navigation import NavItem, register

register(NavItem("Meine Dokumente", "documents:job_list", "file", order=75, group="Nachschlagen"))
