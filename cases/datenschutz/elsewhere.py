"""What lower apps keep of a client."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CLIENT
from pik.core.declarations import add_answer

_BY_NUMBER = "Der Eintrag nennt die Fallnummer."
_BY_ADDRESS = "Die Adresse nennt die öffentliche Kennung des Falls."

add_answer("documents.Job", "title filename context error_detail", CLIENT.by("plan_print__plan__case__person"))
add_answer("documents.Document", "title filename content", CLIENT.by("job__plan_print__plan__case__person"))
add_answer("documents.Job", "title filename context error_detail", CLIENT.by("data_sheet__case__person"))
add_answer("documents.Job", "title filename context error_detail", CLIENT.by("timeline_print__case__person"))
add_answer("documents.Document", "title filename content", CLIENT.by("job__timeline_print__case__person"))
add_answer("documents.Document", "title filename content", CLIENT.by("job__data_sheet__case__person"))
add_answer("reminders.Reminder", "title due_on url", CLIENT.named_in("url", _BY_ADDRESS))
add_answer(
    "accounts.AccessEntry",
    "logged_at happened_at user_id user_label role actor_organisation_id",
    CLIENT.named_in("subject_label", _BY_NUMBER),
)
add_answer(
    "accounts.AccessEntry",
    "kind page url_name",
    CLIENT.named_in("subject_label", _BY_NUMBER),
)
add_answer("core.Submission", "location", CLIENT.named_in("location", _BY_ADDRESS))
add_answer("pghistory.Context", "created_at updated_at metadata", CLIENT.named_in("metadata", _BY_ADDRESS))
