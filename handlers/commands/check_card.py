"""The card of a check by a call, in every state it can be in, and where on Telegram it stands."""

from datetime import timedelta

from handlers.commands.cancel import close_button
from handlers.house import Place
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.phone import Phone
from storage.verifications import State, Verification

LIMIT = timedelta(minutes=15)  # smsc.ru/api: the call must be made within 15 minutes
NEWS_IS_LATE = timedelta(minutes=2)
SUPERGROUPS = 10**12  # core.telegram.org/api/bots/ids: -100 stands before the id that links use

SENTENCES = {
    State.WAITING: _(
        "📞 Checking {phone}\nCall from that phone\nto {call_to}\n"
        "⏳ Waiting for the call until {deadline}\n{alias} · {person}"
    ),
    State.CONFIRMED: _("✅ {phone} verified\nCalled at {called}, after {after}\n{alias} · {person} · #call"),
    State.LATE: _(
        "☎️ {phone} called too late\n"
        "Called at {called}, the limit was {deadline}. Not accepted.\n"
        "{alias} · {person} · #call"
    ),
    State.EXPIRED: _("⌛ No call from {phone} in 15 min\nNot verified.\n{alias} · {person}"),
    State.CANCELLED: _("✖️ The check of {phone} was cancelled\n{alias} · {person}"),
    State.UNKNOWN: _(
        "⚠️ {phone}: no answer\n"
        "SMSC may be waiting for the call, but did not say which number is to be called.\n"
        "Whether it charged this, the balance tells. I do not repeat it by myself.\n{alias} · {person}"
    ),
}
TOLD_LATE = _("✅ {phone} verified\nCalled at {called}, SMSC told us at {told}\n{alias} · {person} · #call")


def card(check: Verification, say: Say, *, alias: str) -> Reply:
    """The card of a check in whatever state it is."""
    sentence = SENTENCES[check.state]
    told, called = check.told_at, check.called_at
    if check.state is State.CONFIRMED and told and called and told - called > NEWS_IS_LATE:
        sentence = TOLD_LATE
    text = say(
        sentence,
        phone=Phone.of_smsc(check.phone),
        call_to=Phone.of_smsc(check.call_to) if check.call_to else "",
        deadline=check.deadline,
        called=called or check.deadline,
        told=told or check.deadline,
        after=(called - check.asked_at) if called else LIMIT,
        alias=alias,
        person=check.person,
    )
    return Reply(text, buttons(check, say))


def buttons(check: Verification, say: Say) -> tuple[tuple[Button, ...], ...]:
    match check.state:
        case State.WAITING:
            copy = Button(say.label(_("📋 Copy")), copy=f"+{check.call_to}")
            text = Button(say.label(_("📤 Client text")), "verify.client_text", str(check.id))
            return (copy, text), (
                Button(say.label(_("🔄 Check")), "verify.look", str(check.id)),
                Button(say.label(_("Cancel")), "verify.stop", str(check.id)),
            )
        case State.CONFIRMED:
            who = Button(say.label(_("🔎 Operator")), "operators.look_up", check.phone)
            return ((Button(say.label(_("📋 Copy")), copy=f"+{check.phone}"), who),)
        case State.UNKNOWN:
            anew = Button(say.label(_("🔁 Ask again")), "verify.anew", str(check.id))
            return ((Button(say.label(_("💰 Balance")), "balance.show"), anew),)
        case _:
            return ((Button(say.label(_("🔁 Again")), "verify.again", check.phone), close_button(say)),)


def running_text(check: Verification, say: Say) -> str:
    """What somebody is told who asks for a check that runs already."""
    sentence = _("⏳ {phone} is being verified\nby {person}, until {deadline}")
    if check.call_to:
        sentence = _("⏳ {phone} is being verified\nby {person}, until {deadline}\nThe number to call: {call_to}")
    return say(
        sentence,
        phone=Phone.of_smsc(check.phone),
        person=check.person,
        deadline=check.deadline,
        call_to=Phone.of_smsc(check.call_to) if check.call_to else "",
    )


def link_to(check: Verification) -> str:
    """The address of the card, which works for members of its group; in private chats and basic groups there is none.

    https://core.telegram.org/api/links#message-links
    """
    inner = -check.chat_id - SUPERGROUPS
    if inner <= 0 or check.message_id is None:
        return ""
    topic = f"{check.thread_id}/" if check.thread_id else ""
    return f"https://t.me/c/{inner}/{topic}{check.message_id}"


def place_of(check: Verification) -> Place:
    return Place(check.chat_id, check.thread_id)
