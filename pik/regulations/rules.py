from pik.accounts.rules import allow

allow("regulations.view_rule")
allow("regulations.enact_rule")
