"""Addresses of Überleitung, Mitsicht and contact card."""

from django.urls import path

from cases.transfer.views import cards, receiving, sending, sharing

urlpatterns = [
    path("andere-stellen/ueberleitungen/", sending.transfer_list, name="transfer_list"),
    path("faelle/<pid:public_id>/ueberleiten/", sending.transfer_new, name="transfer_new"),
    path("faelle/<pid:public_id>/ueberleiten/vorbereiten/", sending.transfer_prepare, name="transfer_prepare"),
    path("andere-stellen/ueberleitungen/<pid:transfer_id>/", sending.transfer_detail, name="transfer_detail"),
    path("andere-stellen/ueberleitungen/<pid:transfer_id>/aendern/", sending.transfer_edit, name="transfer_edit"),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/aendern/speichern/",
        sending.transfer_save,
        name="transfer_save",
    ),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/einwilligung/",
        sending.transfer_consent,
        name="transfer_consent",
    ),
    path("andere-stellen/ueberleitungen/<pid:transfer_id>/senden/", sending.transfer_send, name="transfer_send"),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/zurueckziehen/",
        sending.transfer_withdraw,
        name="transfer_withdraw",
    ),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/anfrage/", receiving.transfer_request, name="transfer_request"
    ),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/uebernehmen/",
        receiving.transfer_accept,
        name="transfer_accept",
    ),
    path(
        "andere-stellen/ueberleitungen/<pid:transfer_id>/ablehnen/", receiving.transfer_refuse, name="transfer_refuse"
    ),
    path("faelle/<pid:public_id>/weitergabe/", sharing.case_sharing, name="case_sharing"),
    path("faelle/<pid:public_id>/mitsicht/neu/", sharing.share_new, name="share_new"),
    path("faelle/<pid:public_id>/mitsicht/einrichten/", sharing.share_add, name="share_add"),
    path("faelle/<pid:public_id>/mitsicht/<pid:share_id>/beenden/", sharing.share_end, name="share_end"),
    path("andere-stellen/mitsicht/", sharing.share_list, name="share_list"),
    path("andere-stellen/mitsicht/<pid:share_id>/", sharing.share_summary, name="share_summary"),
    path("faelle/<pid:public_id>/kontaktkarte/", sharing.card_edit, name="card_edit"),
    path("faelle/<pid:public_id>/kontaktkarte/festhalten/", sharing.card_save, name="card_save"),
    path("faelle/<pid:public_id>/kontaktkarte/zuruecknehmen/", sharing.card_drop, name="card_drop"),
    path("andere-stellen/kontaktkarte/", cards.contact_search, name="contact_search"),
    path("andere-stellen/kontaktkarte/fragen/", cards.contact_ask, name="contact_ask"),
]
