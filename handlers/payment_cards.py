"""The cards of a payment to a subclient: what it would do, and what became of it."""

from datetime import timedelta

from handlers.reply import Button, Reply
from handlers.spending import VALID
from handlers.words import Money, Say, _
from storage.payments import Payment, State


def quote_card(offer: Payment, say: Say, *, alias: str) -> Reply:
    sum, id, person = Money(offer.price, offer.currency), str(offer.id), offer.person_id
    lines = [say(_("💰 {sum} to subclient {login}"), sum=sum, login=offer.login)]
    if offer.balance_before is not None:
        after = Money(offer.balance_before - offer.price, offer.currency)
        before = Money(offer.balance_before, offer.currency)
        lines.append(say(_("Balance: {before} → {after}"), before=before, after=after))
    until = offer.quoted_at + VALID
    sentence = _("The offer holds until {until} · {alias} · asked by {person}")
    lines.append(say(sentence, until=until, alias=alias, person=offer.person))
    pay = Button(say.label(_("✅ Pay {sum}"), sum=sum), "clients_pay.confirm", id, style="success", only=person)
    cancel = Button(say.label(_("Cancel")), "clients_pay.withdraw", id, only=person)
    return Reply("\n".join(lines), ((pay,), (cancel,)), lasts=VALID + timedelta(hours=1))


def settling(doubtful: Payment, say: Say) -> tuple[tuple[Button, ...], ...]:
    """Buttons for whoever has looked into the SMSC cabinet."""
    paid = Button(say.label(_("It was paid")), "clients_pay.settle", f"{doubtful.id}:{State.PAID}")
    not_paid = Button(say.label(_("It was not")), "clients_pay.settle", f"{doubtful.id}:{State.REFUSED}")
    return ((paid, not_paid),)


def result_card(done: Payment, say: Say, *, alias: str) -> Reply:
    """What became of a payment that had begun."""
    sum = Money(done.price, done.currency)
    last = say(_("{alias} · {person} · #money"), alias=alias, person=done.person)
    match done.state:
        case State.PAID:
            lines = [say(_("✅ {login} got {sum}"), login=done.login, sum=sum)]
            if done.balance_after is not None:
                lines.append(say(_("Balance {after}"), after=Money(done.balance_after, done.currency)))
            if done.approver:
                lines.append(say(_("Approved by {approver}"), approver=done.approver))
        case State.REFUSED:
            lines = [say(_("❌ {login} was not paid\nNo money moved."), login=done.login)]
        case _:
            lines = [
                say(_("⚠️ No answer from SMSC: {sum} for {login}"), sum=sum, login=done.login),
                say(_("Checking whether it was paid… It is not sent again.")),
            ]
    return Reply("\n".join([*lines, last]))
