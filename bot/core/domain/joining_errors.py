"""Refusals of who comes in, who stays, and what customers may say."""

from __future__ import annotations

from bot.core.domain.errors import DeskError


# ── coming in ──
class InvitationUnknown(DeskError):
    """No invitation has that secret."""

    code = "invitation_unknown"


class InvitationUsed(DeskError):
    """Facts: at."""

    code = "invitation_used"


class InvitationExpired(DeskError):
    """Facts: at."""

    code = "invitation_expired"


class InvitationRevoked(DeskError):
    """Facts: at."""

    code = "invitation_revoked"


class InvitationOwn(DeskError):
    """It is for somebody else, not for who made it."""

    code = "invitation_own"


class TooManyGuesses(DeskError):
    """Links that open nothing, one after another. Facts: minutes (until the next try)."""

    code = "too_many_guesses"


class RoleMissing(DeskError):
    """Who comes in comes as something."""

    code = "role_missing"


class OneRoleOnly(DeskError):
    """A company's contact has just that role."""

    code = "one_role_only"


class RolesDoNotMix(DeskError):
    """A company's contact is no staff, and speaks for one company. Facts: name."""

    code = "roles_do_not_mix"


class CompanyMissing(DeskError):
    """A supplier's or customer's contact needs a company."""

    code = "company_missing"


class LastAdmin(DeskError):
    """Somebody has to be able to let people in. Facts: name."""

    code = "last_admin"


class LastRole(DeskError):
    """Who holds no role is to be removed instead. Facts: name."""

    code = "last_role"


class NotOnYourself(DeskError):
    """Nobody changes their own roles."""

    code = "not_on_yourself"


# ── customers ─────────────────────────────────────────────────────────────────────────────────────────
class NobodyToAsk(DeskError):
    """The customer has no contact here, or there is no customer. Facts: number."""

    code = "nobody_to_ask"


class QuestionsOpen(DeskError):
    """Answers to the earlier questions come first. Facts: number."""

    code = "questions_open"


class QuestionAnswered(DeskError):
    """Somebody was first. Facts: number."""

    code = "question_answered"


class NotClosedYet(DeskError):
    """A rating comes at the end. Facts: number."""

    code = "not_closed_yet"


class RatingInvalid(DeskError):
    """Facts: most."""

    code = "rating_invalid"


class RatingFinal(DeskError):
    """It may be changed for a week."""

    code = "rating_final"


class RatingMissing(DeskError):
    """A remark goes with stars. Facts: number."""

    code = "rating_missing"
