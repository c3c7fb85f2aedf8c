"""Sign-in and the own account. Every door of the sign-in library that we use is listed; the others do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from core.views import me, sign_in, told

urlpatterns = [
    path("accounts/login/", sign_in.SignInView.as_view(), name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", sign_in.closed, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", sign_in.closed, name="account_set_password"),
    re_path(
        r"^accounts/password/link/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,120})/$",
        sign_in.PasswordLinkView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/link/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/2fa/", factor.index, name="mfa_index"),
    path("accounts/2fa/authenticate/", factor.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/app/activate/", app.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/app/deactivate/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("accounts/2fa/keys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("accounts/2fa/keys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("accounts/2fa/keys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("accounts/2fa/keys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("accounts/2fa/keys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("accounts/2fa/keys/<int:pk>/remove/", sign_in.PasskeyRemovalView.as_view(), name="mfa_remove_webauthn"),
    path("accounts/sessions/", me.list_sessions, name="usersessions_list"),
    path("accounts/sessions/others/end/", me.end_other_sessions, name="end_other_sessions"),
    path("accounts/sessions/<int:session_id>/end/", me.end_session, name="end_session"),
    path("me/preferences/", me.preferences, name="preferences"),
    path("me/availability/", me.set_availability, name="set_availability"),
    path("me/notifications/", told.list_notifications, name="notifications"),
    path("me/notifications/bell/", told.bell, name="bell"),
    path("me/notifications/fresh/", told.fresh, name="notifications_fresh"),
    path("me/notifications/preferences/", told.attention, name="attention"),
    path("me/notifications/acknowledge/", told.acknowledge_all, name="acknowledge_all"),
    path("me/notifications/read/", told.acknowledge_topic, name="acknowledge_topic"),
    path("me/notifications/<int:notification_id>/acknowledge/", told.acknowledge, name="acknowledge"),
]
