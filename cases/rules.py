from pik.accounts.rules import allow, is_own_organisation

allow("cases.view_case", is_own_organisation)
allow("cases.open_case")
allow("cases.close_case", is_own_organisation)
allow("cases.reopen_case", is_own_organisation)
allow("cases.edit_person", is_own_organisation)
allow("cases.edit_plan", is_own_organisation)
allow("cases.log_session", is_own_organisation)
allow("cases.finish_follow_up", is_own_organisation)
allow("cases.print_plan", is_own_organisation)
