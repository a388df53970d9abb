"""Every address, room by room."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from enishi.api.main import api
from enishi.desk.views.account import forgotten, no_sign_up

# Named one by one: allauth also brings pages that send mail, and no mail leaves through the door.
_DOOR: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", forgotten, name="account_reset_password"),
    path("signup/", no_sign_up, name="account_signup"),
    path("", include("allauth.mfa.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(_DOOR)),
    path("api/", api.urls),
    path("", include("enishi.desk.urls")),
]
