"""URLs of the plan, mounted at rencana/."""

from django.urls import path

from plans.views import plan_detail, plan_exports, plan_import, plan_list, plan_nodes, plan_replace, plan_rows
from plans.views.beginnings import choosing, copies, offers, templates
from plans.views.comparing import into_draft, pages
from plans.views.sheet import changes

app_name = "plans"
urlpatterns = [
    path("", plan_list.plans, name="list"),
    path("baru/", choosing.new, name="new"),
    path("baru/kerangka/", choosing.from_skeleton, name="begin-skeleton"),
    path("baru/salin/", copies.others, name="begin-others"),
    path("baru/salin/<int:pk>/", copies.from_plan, name="begin-copy"),
    path("baru/templat/<int:pk>/", copies.from_template, name="begin-template"),
    path("templat/", templates.templates, name="templates"),
    path("templat/<int:pk>/", templates.template, name="template"),
    path("templat/<int:pk>/terbitkan/", templates.publish, name="template-publish"),
    path("templat/<int:pk>/tarik/", templates.withdraw, name="template-withdraw"),
    path("<int:pk>/jadikan-templat/", templates.make, name="template-make"),
    path("<int:pk>/tawaran/", offers.offer, name="offer"),
    path("impor/", plan_import.upload, name="import"),
    path("impor/<int:pk>/", plan_import.preview, name="import-preview"),
    path("<int:pk>/", plan_detail.detail, name="detail"),
    path("<int:pk>/pengaturan/", plan_detail.settings, name="settings"),
    path("<int:pk>/lembar/", changes.changes, name="sheet"),
    path("<int:pk>/ganti/", plan_replace.replace, name="replace"),
    path("<int:pk>/impor/", into_draft.upload, name="import-into"),
    path("impor/<int:pk>/perubahan/", into_draft.changes, name="import-changes"),
    path("<int:pk>/bandingkan/", pages.compare, name="compare"),
    path("<int:pk>/bandingkan/cetak/", pages.print_comparison, name="compare-pdf"),
    path("ganti/<int:pk>/urungkan/", plan_replace.undo, name="replace-undo"),
    path("<int:pk>/ekspor/<str:fmt>/", plan_exports.export, name="export"),
    path("<int:pk>/area/tambah/", plan_nodes.area_add, name="area-add"),
    path("area/<int:pk>/", plan_nodes.area_edit, name="area"),
    path("area/<int:pk>/aspek/tambah/", plan_nodes.aspect_add, name="aspect-add"),
    path("area/<int:pk>/baris/tambah/", plan_rows.row_add, name="row-add"),
    path("aspek/<int:pk>/", plan_nodes.aspect_edit, name="aspect"),
    path("area/<int:pk>/pindah/", plan_nodes.node_move, {"kind": "area"}, name="area-move"),
    path("area/<int:pk>/hapus/", plan_nodes.node_delete, {"kind": "area"}, name="area-delete"),
    path("aspek/<int:pk>/pindah/", plan_nodes.node_move, {"kind": "aspek"}, name="aspect-move"),
    path("aspek/<int:pk>/hapus/", plan_nodes.node_delete, {"kind": "aspek"}, name="aspect-delete"),
    path("baris/<int:pk>/", plan_rows.row_edit, name="row"),
    path("baris/<int:pk>/sel/", plan_rows.row_reshape, name="row-reshape"),
    path("baris/<int:pk>/pindah/", plan_rows.row_move, name="row-move"),
    path("baris/<int:pk>/aspek/", plan_rows.row_relocate, name="row-relocate"),
    path("baris/<int:pk>/hapus/", plan_rows.row_delete, name="row-delete"),
]
