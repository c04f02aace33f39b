from django.urls import path

from cases.team.views import hand_over

urlpatterns = [
    path("team/uebergabe/", hand_over.hand_over_list, name="hand_over_list"),
    path("team/uebergabe/<int:user_id>/", hand_over.hand_over, name="hand_over"),
    path("team/uebergabe/<int:user_id>/speichern/", hand_over.hand_over_save, name="hand_over_save"),
]
