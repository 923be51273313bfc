"""🔕 under an event: nothing more is told here of that number or sender; /subscribe shows them and takes it back."""

from handlers import news
from handlers.ask import Ask, Tap, tap
from handlers.house import Role
from handlers.reply import Button, Reply
from handlers.words import Html, Say, _
from storage import hushed
from storage.subscriptions import Target

SHOWN = 5  # on the card of /subscribe


@tap(role=Role.OWNER, fresh=True)
async def about(tap: Tap) -> Reply:
    return await keep_quiet(tap, tap.arg)


async def keep_quiet(ask: Ask, number: str) -> Reply:
    """Tell nothing more of *number*: digits, or a sender's name."""
    await ask.db(hushed.hush, target_of(ask), number, ask.now)
    await ask.note("unsubscribe", number)
    sentence = _(
        "🔕 Nothing more about {number} is told here\nNews of all others is told as before. The list: /subscribe"
    )
    back = Button(ask.say.label(_("🔔 Tell again")), "hush.lift", number)
    return Reply(ask.say(sentence, number=news.who(number, ask.say)), ((back,),))


@tap(role=Role.OWNER)
async def lift(tap: Tap) -> Reply:
    """What came meanwhile stays untold: it is in the log, and nobody waits for it."""
    await tap.db(hushed.lift, target_of(tap), tap.arg)
    await tap.note("subscribe", tap.arg)
    return Reply(tap.say(_("🔔 News of {number} is told here again"), number=news.who(tap.arg, tap.say)))


def listed(numbers: list[str], say: Say) -> str:
    """The line on the card of /subscribe."""
    shown = Html(", ".join(news.who(number, say) for number in numbers[:SHOWN]))
    if len(numbers) > SHOWN:
        return say(_("Nothing about {numbers} and {n} more"), numbers=shown, n=len(numbers) - SHOWN)
    return say(_("Nothing about {numbers}"), numbers=shown)


def target_of(ask: Ask) -> Target:
    return Target(ask.place.chat_id, ask.place.thread_id, ask.connected.id)
