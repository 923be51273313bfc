"""Cards of long lists follow their rows, not too often; after the end come the results, also after a restart."""

import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from handlers import results
from handlers.answering import deliver
from handlers.delivery import ChatGone, NotNow, Perhaps, Undelivered, Unsayable
from handlers.house import House, Place
from handlers.lookup_card import card, shows
from handlers.notifications import language_of
from handlers.reply import Reply
from handlers.watch.cards import put
from handlers.watch.errands import Errands
from handlers.words import Say
from storage import accounts, lookups
from storage.lookups import Lookup, State

log = logging.getLogger(__name__)

OFTEN = timedelta(seconds=3)
IN_GROUPS = timedelta(seconds=10)  # Telegram takes 20 messages a minute there, and others want to say something too
SENT_BY_NOW = timedelta(minutes=1)  # a card that whoever was asked has not sent by then was lost on the way
LONG = timedelta(minutes=2)  # who has waited so long looks elsewhere: the result rings


@dataclass
class LookupCards:
    """Brings cards up to date; a list has at most one message on its way."""

    house: House
    errands: Errands
    _not_before: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def follow(self, found: Sequence[Lookup]) -> None:
        """Begin with every card that shows something older."""
        now = self.house.clock()
        for lookup in found:
            sent = lookup.message_id is not None or now - lookup.asked_at > SENT_BY_NOW
            if sent and shows(lookup) != lookup.shown and self._not_before.get((lookup.id, lookup.state), now) <= now:
                self.errands.begin(("show", lookup.id), partial(self._show, lookup.id))

    def keep_only(self, ids: Set[int]) -> None:
        """Forget about all other lists."""
        self._not_before = {key: at for key, at in self._not_before.items() if key[0] in ids}

    async def _show(self, id: int) -> None:
        """The card as the row is now; what Telegram does not take is shown the next time."""
        lookup = await self.house.db(lookups.get, id)
        if lookup is None:
            return
        often = OFTEN if Place(lookup.chat_id).private or lookup.state is not State.OPEN else IN_GROUPS
        self._not_before[id, lookup.state] = self.house.clock() + often
        try:
            if await self.house.rights.serves(lookup.chat_id):
                await self._tell(lookup)
        except (NotNow, Perhaps):
            return
        except ChatGone as error:
            log.warning("list %s ends, nobody can be told: %s", id, error)
            await self.house.db(lookups.end, id, State.CANCELLED, self.house.clock())
        except Undelivered as error:
            log.warning("the card of list %s in chat %s cannot be changed: %s", id, lookup.chat_id, error)
        await self.house.db(lookups.shown, id, shows(lookup))

    async def _tell(self, lookup: Lookup) -> None:
        account = await self.house.db(accounts.get, lookup.account_id)
        alias = account.alias if account else ""
        say, place = await language_of(lookup.chat_id, self.house), Place(lookup.chat_id, lookup.thread_id)
        reply = card(lookup, say, alias=alias, now=self.house.clock())
        message_id = await put(reply, place, lookup.message_id, self.house, say)
        if message_id != lookup.message_id:
            await self.house.db(lookups.show_on, lookup.id, message_id)
        now = await self.house.db(lookups.get, lookup.id)  # the chat may have moved with its card
        if now is not None and now.state is State.DONE:
            await self._hand_out(now, Place(now.chat_id, now.thread_id), say, alias=alias)

    async def _hand_out(self, lookup: Lookup, place: Place, say: Say, *, alias: str) -> None:
        """The results, each once; a crash between sending and writing that down repeats one."""
        if lookup.told < 1:
            reply = await results.whole(lookup, self.house, say, alias=alias)
            took = self.house.clock() - lookup.asked_at
            await self._send(replace(reply, loud=took > LONG), lookup, place, say)
            await self.house.db(lookups.told, lookup.id, 1)
        if lookup.told < 2 and lookup.rejected:
            await self._send(await results.rejected(lookup, self.house, say), lookup, place, say)
            await self.house.db(lookups.told, lookup.id, 2)

    async def _send(self, reply: Reply, lookup: Lookup, place: Place, say: Say) -> None:
        """Telegram may refuse a picture; the numbers are in the text and in the file as well."""
        try:
            await deliver(reply, place, self.house, say, to=lookup.message_id)
        except Unsayable:
            if reply.picture is None:
                raise
            await deliver(replace(reply, picture=None), place, self.house, say, to=lookup.message_id)
