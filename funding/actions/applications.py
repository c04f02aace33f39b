"""What applicants do: start, put together, submit, withdraw."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from funding.calculations import german
from funding.enums import ApplicationStatus
from funding.models import Application, FileNumberRange, Member, Post, Round
from funding.models.member import IN_ANOTHER_APPLICATION
from funding.queries import line_of
from funding.standing import standing_of
from pik.accounts.models import Organisation
from pik.core.workflow import fire
from pik.regulations.enums import Key
from pik.regulations.queries import rule_on
from planning.models import PlanungsrahmenLine

if TYPE_CHECKING:
    from pik.accounts.models import User

WITHDRAWN = "Der Antrag wurde zurückgezogen."
POST_GONE = "Diese Stelle wurde inzwischen aus dem Antrag gestrichen."


@transaction.atomic
def start_application(funding_round: Round, *, title: str, actor: User) -> Application:
    """Open an application of the actor's own organisation, a draft with a file number.

    A municipality joins with its Planungsrahmen at once; a Landkreis has none of its own and adds
    municipalities. Raises ``PermissionDenied``, or ``ValidationError`` when the municipality already
    stands in a live application of the round.
    """
    if actor.membership is None or not actor.has_perm("funding.start_application"):
        raise PermissionDenied
    lead = actor.membership.organisation
    application = Application(
        number=FileNumberRange.next_number(timezone.localdate().year),
        round=funding_round,
        organisation=lead,
        title=title,
    )
    application.full_clean()
    application.save()
    line = line_of(funding_round, lead)
    if line is not None:
        _join(application, line, is_lead=True)
    elif lead.is_gemeinde:
        raise ValidationError(f"{lead} hat im Planungsrahmen dieser Förderrunde keinen Betrag.")
    return application


@transaction.atomic
def add_partner(application: Application, gemeinde: Organisation, *, actor: User) -> Member:
    """Take a municipality into the group; all consents given so far lapse.

    Raises ``PermissionDenied``, or ``ValidationError`` at ``gemeinde`` when it has no Planungsrahmen or
    stands in a live application of the round.
    """
    _lock_for_edit(application, actor)
    line = line_of(application.round, gemeinde)
    if line is None:
        raise ValidationError({"gemeinde": f"{gemeinde} hat im Planungsrahmen dieser Förderrunde keinen Betrag."})
    member = _join(application, line)
    void_consents(application, f"{gemeinde} kam als Partnergemeinde dazu.")
    return member


@transaction.atomic
def remove_partner(member: Member, *, actor: User) -> None:
    """Take a partner out again; all consents given so far lapse. The lead can't be taken out."""
    application = member.application
    _lock_for_edit(application, actor)
    member.refresh_from_db()
    if member.is_lead:
        raise ValidationError("Die federführende Gemeinde kann nicht aus dem Antrag genommen werden.")
    if member.removed_at is not None:
        return
    void_consents(application, f"{member.gemeinde} ist nicht mehr Partnergemeinde.")
    member.removed_at, member.is_live = timezone.now(), False
    member.save(update_fields=["removed_at", "is_live"])


@transaction.atomic
def save_post(application: Application, post: Post, *, actor: User, **values: Any) -> Post:
    """Store a new or changed post; all consents given so far lapse when it changes anything.

    ``values``: person_name, qualification, employer_name, share, starts_on. Raises ``ValidationError`` at
    ``share`` when it is below the smallest share of the rule book on the day of the round, and when the post
    was struck out meanwhile.
    """
    _lock_for_edit(application, actor)
    is_new = post.pk is None
    if not is_new:
        post = _current(application, post)
    changed = [name for name, value in values.items() if is_new or getattr(post, name) != value]
    for name, value in values.items():
        setattr(post, name, value)
    post.application = application
    _check_share(post, application.round.rules_on)
    post.full_clean()
    if changed:
        post.save()
        what = "kam dazu" if is_new else "wurde geändert"
        void_consents(application, f"Die Stelle „{post}“ {what}.")
    return post


@transaction.atomic
def remove_post(post: Post, *, actor: User) -> None:
    """Take a post out of the application; all consents given so far lapse."""
    application = post.application
    _lock_for_edit(application, actor)
    post = _current(application, post)
    label = str(post)
    post.delete()
    void_consents(application, f"Die Stelle „{label}“ wurde gestrichen.")


@transaction.atomic
def set_own_contribution(application: Application, *, amount: Decimal, note: str, actor: User) -> None:
    """Record what the group pays itself to close the gap (euros a year); 0 takes it away.

    Raises ``ValidationError`` at ``amount`` when it is more than the gap, at ``note`` when it has no proof.
    All consents given so far lapse when it changes.
    """
    _lock_for_edit(application, actor)
    if amount == 0:
        note = ""
    _check_contribution(application, amount, note)
    if (application.own_contribution, application.own_contribution_note) == (amount, note):
        return
    application.own_contribution, application.own_contribution_note = amount, note
    application.full_clean()
    application.save()
    void_consents(application, f"Der Eigenbeitrag wurde auf {german(amount)} € je Jahr geändert.")


def submit(application: Application, *, actor: User) -> None:
    """Hand the application to the authority that the rule book names on the day of the round."""
    rule = rule_on(Key.DECIDING_AUTHORITY, application.round.rules_on)
    authority = Organisation.objects.filter(name=rule.text).first()
    if authority is None:
        raise ValidationError(
            f"Die Bewilligungsstelle „{rule.text}“ ist nicht angelegt. Bitte melden Sie das dem Land."
        )
    fire(application, "submit", actor=actor, submitted_at=timezone.now(), authority=authority)


@transaction.atomic
def withdraw(application: Application, *, actor: User, comment: str = "") -> None:
    """Take the application back; its municipalities are free for another one, a drafted decision falls."""
    fire(application, "withdraw", actor=actor, comment=comment)
    void_consents(application, WITHDRAWN)
    for decision in application.decisions.open():
        decision.returned_at, decision.return_reason = timezone.now(), WITHDRAWN
        decision.save()


def void_consents(application: Application, reason: str) -> int:
    """Let all live consents of an application lapse for ``reason``; returns how many there were."""
    from funding.models import Consent

    live = Consent.objects.live().filter(member__application=application)
    return live.update(voided_at=timezone.now(), void_reason=reason[:300])


def _lock_for_edit(application: Application, actor: User) -> None:
    """Lock the row and see whether it may be changed: own organisation, still a draft."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update(of=("self",)))
    if not actor.has_perm("funding.edit_application", application):
        raise PermissionDenied("funding.edit_application")
    if application.status != ApplicationStatus.DRAFT:
        raise ValidationError("Der Antrag ist eingereicht oder abgeschlossen und lässt sich nicht mehr ändern.")


def _current(application: Application, post: Post) -> Post:
    """The post as it stands under the application's lock; what a caller read before may be gone."""
    current = application.posts.select_for_update().filter(pk=post.pk).first()
    if current is None:
        raise ValidationError(POST_GONE)
    return current


def _join(application: Application, line: PlanungsrahmenLine, *, is_lead: bool = False) -> Member:
    member = Member(
        application=application,
        gemeinde=line.gemeinde,
        planungsrahmen_line=line,
        persons=line.persons,
        amount=line.amount,
        is_lead=is_lead,
        round=application.round,
    )
    try:
        with transaction.atomic():
            member.full_clean()
            member.save()
    except ValidationError as error:
        raise ValidationError({"gemeinde": error.messages}) from error
    except IntegrityError as error:
        # Somebody else was quicker by a moment; the constraint has the last word.
        raise ValidationError({"gemeinde": IN_ANOTHER_APPLICATION}) from error
    return member


def _check_share(post: Post, day: date) -> None:
    least = rule_on(Key.MIN_SHARE, day).number or Decimal(0)
    if post.share < least:
        raise ValidationError({"share": f"Eine Stelle hat mindestens einen Anteil von {german(least, 2)} VZÄ."})


def _check_contribution(application: Application, amount: Decimal, note: str) -> None:
    gap = standing_of(application).gap
    if amount > gap:
        reason = (
            f"Der Eigenbeitrag schließt nur die Lücke zur Schwelle, das sind höchstens {german(gap)} € im Jahr."
            if gap
            else "Die Schwelle ist ohne Eigenbeitrag erreicht."
        )
        raise ValidationError({"amount": reason})
    if amount and not note.strip():
        raise ValidationError({"note": "Bitte nennen Sie den Beleg, zum Beispiel den Beschluss des Gemeinderats."})
