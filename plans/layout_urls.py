"""URLs of layouts, mounted at tata-letak/."""

from django.urls import path

from plans.views.layouts import editor, listing

app_name = "layouts"
urlpatterns = [
    path("", listing.layouts, name="list"),
    path("<int:pk>/", editor.edit, name="edit"),
    path("<int:pk>/salin/", listing.copy, name="copy"),
    path("<int:pk>/hapus/", listing.delete, name="delete"),
    path("<int:pk>/pratinjau/", editor.preview, name="preview"),
    path("<int:pk>/pratinjau/pdf/", editor.preview_pdf, name="preview-pdf"),
]
