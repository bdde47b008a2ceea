"""Refusals of this domain; their sentences stand in the catalogues under `error.<code>`."""

from __future__ import annotations

from rxapp.errors import NotAllowed, UserError


class SignInRefused(UserError):
    """Name or password is wrong, or the account is closed; the three look the same on purpose."""

    code = "sign_in_refused"


class TooManyTries(UserError):
    """Too many wrong tries; `seconds` says how long to wait."""

    code = "too_many_tries"


class TooBusy(UserError):
    """More people are signing in than passwords can be checked; nothing was tried and nothing counted."""

    code = "sign_in_busy"


class WeakPassword(UserError):
    """The new password is too short or on every guesser's list."""

    code = "password_short"


class PasswordsDiffer(UserError):
    """The new password was typed twice and not the same."""

    code = "passwords_differ"


class OldPasswordWrong(UserError):
    """Whoever changes a password must know the present one."""

    code = "old_password_wrong"


class SignedOut(NotAllowed):
    """There is no session, or it ended: sign in again, or open the link in the message again."""

    code = "signed_out"


class PasswordAgain(NotAllowed):
    """This asks for the password again because the last time was more than 30 minutes ago."""

    code = "password_again"


class Malformed(UserError):
    """The browser sent something this page never sends."""

    code = "malformed"
