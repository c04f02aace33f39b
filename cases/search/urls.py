from django.urls import path

from cases.search import duplicate_views as duplicates
from cases.search import views

urlpatterns = [
    path("suche/vorschlaege/", views.suggestions, name="suggestions"),
    path("faelle/dubletten/", duplicates.duplicate_list, name="duplicate_list"),
    path("faelle/dubletten/melden/", duplicates.duplicate_propose, name="duplicate_propose"),
    path("faelle/dubletten/<pid:public_id>/", duplicates.duplicate, name="duplicate"),
    path("faelle/dubletten/<pid:public_id>/urteil/", duplicates.duplicate_judge, name="duplicate_judge"),
    path("faelle/dubletten/<pid:public_id>/zusammenfuehren/", duplicates.duplicate_merge, name="duplicate_merge"),
    path("faelle/zusammengefuehrt/", duplicates.merges, name="merges"),
    path("faelle/zusammengefuehrt/<pid:public_id>/", duplicates.merge_detail, name="merge_detail"),
    path("faelle/zusammengefuehrt/<pid:public_id>/trennen/", duplicates.merge_part, name="merge_part"),
    path("faelle/aehnliche/", views.person_similar, name="person_similar"),
]
