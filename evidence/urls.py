"""URLs of the evidence, mounted at bukti/."""

from django.urls import path

from evidence.views import overview, packages, placing, proofs, receiving, requirements, reviews, viewing

app_name = "evidence"
urlpatterns = [
    path("", overview.home, name="home"),
    path("rencana/<int:pk>/", overview.plan, name="plan"),
    path("rencana/<int:pk>/batang/", overview.bars, name="bars"),
    path("langkah/<int:pk>/", overview.step, name="step"),
    path("kalender/", overview.month, name="month"),
    path("langkah/<int:pk>/diminta/", requirements.edit, name="requirements"),
    path("diminta/<int:pk>/", requirements.change, name="requirement"),
    path("diminta/<int:pk>/hapus/", requirements.remove, name="requirement-remove"),
    path("kewajiban/<int:pk>/tenggat/", requirements.due, name="due"),
    path("langkah/<int:pk>/petugas/", requirements.assign, name="assign"),
    path("kewajiban/<int:pk>/isi/", proofs.prove, name="prove"),
    path("kewajiban/<int:pk>/pakai/", proofs.again, name="again"),
    path("<int:pk>/lepas/", proofs.release, name="release"),
    path("unggah/", receiving.begin, name="begin"),
    path("unggah/<int:pk>/umumkan/", receiving.announce, name="announce"),
    path("unggah/<int:pk>/berkas/<int:item>/bagian/<int:number>/", receiving.part, name="part"),
    path("unggah/<int:pk>/berkas/<int:item>/selesai/", receiving.arrived, name="arrived"),
    path("unggah/<int:pk>/berkas/<int:item>/batal/", receiving.cancel, name="cancel"),
    path("unggah/<int:pk>/keadaan/", receiving.state, name="upload-state"),
    path("unggah/<int:pk>/", placing.batch, name="batch"),
    path("unggah/<int:pk>/kirim/", placing.plain, name="plain"),
    path("unggah/<int:pk>/tempatkan/", placing.place, name="place"),
    path("<int:pk>/", viewing.detail, name="detail"),
    path("revisi/<int:pk>/berkas/", viewing.file, name="file"),
    path("halaman/<int:pk>/", viewing.image, name="image"),
    path("cari/", viewing.search, name="search"),
    path("<int:pk>/putusan/", reviews.verdict, name="verdict"),
    path("revisi/<int:pk>/catatan/", reviews.note, name="note"),
    path("catatan/<int:pk>/selesai/", reviews.settle, name="settle"),
    path("reviu/", reviews.queue, name="queue"),
    path("reviu/putusan/", reviews.bulk, name="bulk"),
    path("perbaikan/", reviews.repair, name="repair"),
    path("rencana/<int:pk>/paket/", packages.packages, name="packages"),
    path("paket/<int:pk>/", packages.package, name="package"),
    path("paket/<int:pk>/berkas/", packages.package_file, name="package-file"),
    path("rencana/<int:pk>/rekap/<str:fmt>/", packages.index, name="index"),
]
