"""URLs of the decree, mounted at keputusan/."""

from django.urls import path

from plans.views import (
    decree_actions,
    decree_annexes,
    decree_body,
    decree_detail,
    decree_documents,
    decree_identity,
    decree_list,
    decree_new,
)

app_name = "decrees"
urlpatterns = [
    path("", decree_list.decrees, name="list"),
    path("baru/", decree_new.new, name="new"),
    path("dihapus/", decree_list.deleted, name="deleted"),
    path("dihapus/<int:pk>/pulihkan/", decree_list.restore, name="restore"),
    path("<int:pk>/", decree_detail.detail, name="detail"),
    path("<int:pk>/pengaturan/", decree_identity.identity, name="identity"),
    path("<int:pk>/naskah/", decree_body.body, name="body"),
    path("<int:pk>/naskah/dasar-hukum/", decree_body.bases, name="bases"),
    path("<int:pk>/naskah/<str:section>/tambah/", decree_body.clause_add, name="clause-add"),
    path("butir/<int:pk>/", decree_body.clause_edit, name="clause-edit"),
    path("butir/<int:pk>/pindah/", decree_body.clause_move, name="clause-move"),
    path("butir/<int:pk>/hapus/", decree_body.clause_remove, name="clause-remove"),
    path("<int:pk>/lampiran/", decree_annexes.annexes, name="annexes"),
    path("<int:pk>/lampiran/tim/", decree_annexes.team_add, name="annex-team"),
    path("<int:pk>/lampiran/teks/", decree_annexes.text_add, name="annex-text"),
    path("lampiran/<int:pk>/", decree_annexes.annex_edit, name="annex-edit"),
    path("lampiran/<int:pk>/pindah/", decree_annexes.annex_move, name="annex-move"),
    path("lampiran/<int:pk>/hapus/", decree_annexes.annex_remove, name="annex-remove"),
    path("<int:pk>/ubah/", decree_actions.amend, name="amend"),
    path("<int:pk>/tindakan/<str:action>/", decree_actions.act, name="act"),
    path("<int:pk>/cetakan/", decree_documents.trial, name="trial"),
    path("<int:pk>/dokumen/", decree_documents.prints, name="documents"),
    path("<int:pk>/cetak/<str:edition>/", decree_documents.document, name="document"),
    path("dokumen/<int:pk>/", decree_documents.download, name="download"),
]
