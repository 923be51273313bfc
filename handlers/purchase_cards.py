"""The cards of a rented number: what it would cost, and what became of it."""

from datetime import date, timedelta

from handlers.periods import month_of
from handlers.reply import Button, Reply
from handlers.spending import VALID
from handlers.words import MOSCOW, Money, Say, _
from smsc.phone import Phone
from storage.purchases import Purchase, State


def quote_card(offer: Purchase, say: Say, *, alias: str) -> Reply:
    lines = [say(_("💰 Renting {phone}"), phone=Phone.of_smsc(offer.phone)), *price_lines(offer, say)]
    until = offer.quoted_at + VALID
    lines.append(
        say(
            _("The price holds until {until} · {alias} · asked by {person}"),
            until=until,
            alias=alias,
            person=offer.person,
        )
    )
    return Reply("\n".join(lines), quote_buttons(offer, say), lasts=VALID + timedelta(hours=1))


def price_lines(offer: Purchase, say: Say) -> list[str]:
    renewal = say.label(_("renewed every month")) if offer.renew else say.label(_("not renewed"))
    monthly = Money(offer.monthly, offer.currency) if offer.monthly is not None else "?"
    lines = [say(_("Then: {monthly} a month, {renewal}"), monthly=monthly, renewal=renewal)]
    if offer.price is None:
        return [say(_("Now: the price is unknown")), *lines]
    now = Money(offer.price, offer.currency)
    lines.insert(0, say(_("Now: {price} (until {day})"), price=now, day=last_day(offer)))
    if offer.balance_before is not None:
        before = Money(offer.balance_before, offer.currency)
        after = Money(offer.balance_before - offer.price, offer.currency)
        lines.append(say(_("Balance: {before} → {after}"), before=before, after=after))
    return lines


def last_day(offer: Purchase) -> date:
    """Until when it is paid: to the end of the month, by SMSC's clock."""
    return month_of(offer.quoted_at.astimezone(MOSCOW).date()).end


def quote_buttons(offer: Purchase, say: Say) -> tuple[tuple[Button, ...], ...]:
    id, person = str(offer.id), offer.person_id
    if offer.price is None:
        rent = Button(say.label(_("✅ Rent without a price")), "buy.confirm", id, style="danger", only=person)
    else:
        label = say.label(_("✅ Rent for {price}"), price=Money(offer.price, offer.currency))
        rent = Button(label, "buy.confirm", id, style="success", only=person)
    other = say.label(_("🔁 Without renewal")) if offer.renew else say.label(_("🔁 With renewal"))
    renewal = Button(other, "buy.switch_renewal", id, only=person)
    return ((rent,), (renewal, Button(say.label(_("Cancel")), "buy.withdraw", id, only=person)))


def settling(doubtful: Purchase, say: Say) -> tuple[tuple[Button, ...], ...]:
    """Buttons for whoever has looked into the SMSC cabinet."""
    ours = Button(say.label(_("It is ours")), "buy.settle", f"{doubtful.id}:{State.BOUGHT}")
    other = Button(say.label(_("It is not")), "buy.settle", f"{doubtful.id}:{State.REFUSED}")
    return ((ours, other),)


def result_card(done: Purchase, say: Say, *, alias: str) -> Reply:
    """What became of a purchase that had begun."""
    phone, last = Phone.of_smsc(done.phone), say(_("{alias} · {person} · #money"), alias=alias, person=done.person)
    match done.state:
        case State.UNKNOWN:
            sentence = _(
                "⚠️ No answer from SMSC about {phone}.\nChecking whether it was rented… It is not asked for again."
            )
            return Reply("\n".join([say(sentence, phone=phone), last]))
        case State.REFUSED:
            sentence = _("❌ {phone} was not rented. Nothing was charged.")
            return Reply("\n".join([say(sentence, phone=phone), last]))
        case _other:
            lines = [
                say(_("✅ {phone} is yours until {day}"), phone=phone, day=last_day(done)),
                *charged_lines(done, say),
            ]
            return Reply("\n".join([*lines, last]), ((switch_button(done.phone, say, on=not done.renew),),))


def charged_lines(done: Purchase, say: Say) -> list[str]:
    """What was charged, beside what had been quoted, and who allowed it."""
    charged = Money(done.charged, done.currency) if done.charged is not None else "?"
    lines = [say(_("Charged {charged}"), charged=charged)]
    if done.balance_after is not None:
        after = Money(done.balance_after, done.currency)
        lines = [say(_("Charged {charged}, balance {after}"), charged=charged, after=after)]
    if done.price is not None and done.charged is not None and done.price != done.charged:
        lines.append(say(_("⚠️ The quote said {price}."), price=Money(done.price, done.currency)))
    if done.approver:
        lines.append(say(_("Approved by {approver}"), approver=done.approver))
    return lines


def switch_button(phone: str, say: Say, *, on: bool) -> Button:
    if on:
        return Button(say.label(_("🔁 Renew")), "renew.turn_on", phone)
    return Button(say.label(_("🔁 Do not renew")), "renew.turn_off", phone)
