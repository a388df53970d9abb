"""Every address, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from enishi.api.main import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("api/", api.urls),
    path("", include("enishi.desk.urls")),
]
