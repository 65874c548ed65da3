"""Front door of the URLs."""
urlpatterns = []
