from django.urls import path

from cases.offers.views import directory, numbers, referrals

_OF_CASE = "faelle/<pid:public_id>/vermittlungen/"
_REFERRAL = f"{_OF_CASE}<pid:referral_id>/"

urlpatterns = [
    path("angebote/", directory.offer_list, name="offer_list"),
    path("angebote/neu/", directory.offer_new, name="offer_new"),
    path("angebote/anlegen/", directory.offer_create, name="offer_create"),
    path("angebote/drucken/", directory.offer_print, name="offer_print"),
    path("angebote/csv/", directory.offer_csv, name="offer_csv"),
    path("angebote/xlsx/", directory.offer_xlsx, name="offer_xlsx"),
    path("angebote/zahlen/", numbers.referral_numbers, name="referral_numbers"),
    path("angebote/zahlen/csv/", numbers.referral_numbers_csv, name="referral_numbers_csv"),
    path("angebote/zahlen/xlsx/", numbers.referral_numbers_xlsx, name="referral_numbers_xlsx"),
    path("angebote/<pid:public_id>/", directory.offer, name="offer"),
    path("angebote/<pid:public_id>/bearbeiten/", directory.offer_edit, name="offer_edit"),
    path("angebote/<pid:public_id>/speichern/", directory.offer_save, name="offer_save"),
    path("angebote/<pid:public_id>/geprueft/", directory.offer_check, name="offer_check"),
    path("angebote/<pid:public_id>/beenden/", directory.offer_end, name="offer_end"),
    path("angebote/<pid:public_id>/beenden/speichern/", directory.offer_end_save, name="offer_end_save"),
    path(_OF_CASE, referrals.case_referrals, name="case_referrals"),
    path(f"{_OF_CASE}neu/", referrals.referral_new, name="referral_new"),
    path(f"{_OF_CASE}anlegen/", referrals.referral_add, name="referral_add"),
    path(_REFERRAL, referrals.referral, name="referral"),
    path(f"{_REFERRAL}<slug:move>/", referrals.referral_move, name="referral_move"),
    path(f"{_REFERRAL}<slug:move>/speichern/", referrals.referral_move_save, name="referral_move_save"),
]
