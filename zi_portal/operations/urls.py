"""URLs of the administrators' room."""

app_name = "operations"
urlpatterns = []
