from django.urls import path

from pik.reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.reminder, name="reminder"),
    path("<int:pk>/erledigen/", views.finish, name="finish"),
    path("<int:pk>/wieder-oeffnen/", views.reopen, name="reopen"),
]
