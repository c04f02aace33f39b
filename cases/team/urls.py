from django.urls import path

from cases.team.views import hand_over, need, overview, redistribution

urlpatterns = [
    path("faelle/<pid:public_id>/bedarf/", need.case_need, name="case_need"),
    path("faelle/<pid:public_id>/bedarf/speichern/", need.case_need_save, name="case_need_save"),
    path("team/", overview.team, name="team"),
    path("team/faelle/", overview.team_case_list, name="team_case_list"),
    path("team/faelle/bedarf/", overview.need_save, name="need_save"),
    path("team/faelle/<pid:public_id>/erinnern/", overview.lead_ask, name="lead_ask"),
    path("team/einstellungen/", overview.team_settings, name="team_settings"),
    path("team/einstellungen/speichern/", overview.team_settings_save, name="team_settings_save"),
    path("team/personen/<int:user_id>/", overview.team_member, name="team_member"),
    path("team/personen/<int:user_id>/speichern/", overview.team_member_save, name="team_member_save"),
    path("team/verteilen/", redistribution.redistribution, name="redistribution"),
    path("team/verteilen/weitergeben/", redistribution.redistribution_save, name="redistribution_save"),
    path("team/uebergabe/", hand_over.hand_over_list, name="hand_over_list"),
    path("team/uebergabe/<int:user_id>/", hand_over.hand_over, name="hand_over"),
    path("team/uebergabe/<int:user_id>/speichern/", hand_over.hand_over_save, name="hand_over_save"),
]
