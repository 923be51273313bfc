"""Long lists are asked for bit by bit, within SMSC's limits and around people; a restart goes on where it was."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from handlers.carriers import KEPT, ONE
from handlers.house import House
from handlers.lookup_card import A_MINUTE
from handlers.problems import NotConnected
from handlers.watch.errands import Errands
from handlers.watch.lookup_cards import LookupCards
from handlers.watch.rejected import rejects
from smsc.client import Smsc
from smsc.errors import AddressBlocked, Reason, Refused, SmscError, TooSoon
from smsc.phone import Phone
from storage import accounts, lookups
from storage.lookups import Lookup, State

log = logging.getLogger(__name__)

BATCH = 20  # numbers in a request
SPARE = 100 - A_MINUTE  # of SMSC's minute, for people
NO_TIME = timedelta(0)
RETRY = timedelta(seconds=30)  # and twice as long each time
RETRY_MOST = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)  # SMSC's own, after its «too many»
GIVE_UP = timedelta(hours=6)
REFUSED_MOST = 5  # single numbers in a row that SMSC will not be asked about


@dataclass
class Rest:
    """Until when a list rests, how often in a row it had to, and how often it was refused a single number."""

    until: datetime
    times: int = 0
    refused: int = 0
    narrow: bool = False  # SMSC takes offence at one of the next numbers: they are asked one by one


@dataclass
class Lookups:
    """One for the house. A list has at most one question under way, and an account at most one list."""

    house: House
    _rests: dict[int, Rest] = field(default_factory=dict)
    _questions: Errands = field(default_factory=Errands)
    _messages: Errands = field(default_factory=Errands)
    _cards: LookupCards = field(init=False)

    def __post_init__(self) -> None:
        self._cards = LookupCards(self.house, self._messages)

    async def advance(self) -> None:
        """Begin all that is due; nothing waits for SMSC or Telegram here."""
        found = await self.house.db(lookups.unsettled)
        for lookup in found:
            if lookup.state is State.OPEN and lookup.gone:
                await self._end(lookup, State.FAILED, "disconnected")
            elif lookup.state is State.OPEN and not lookup.ahead and self._rest_of(lookup).until <= self.house.clock():
                self._questions.begin(("ask", lookup.id), partial(self._ask, lookup))
        self._cards.follow(found)
        self._cards.keep_only(ids := {lookup.id for lookup in found})
        self._rests = {id: rest for id, rest in self._rests.items() if id in ids}

    async def through(self) -> None:
        """Return when nothing is under way."""
        await self._questions.through()
        await self._messages.through()

    async def close(self) -> None:
        """A question may be asked again after the next start; what is on its way to a chat arrives."""
        await self._questions.close(within=0)
        await self._messages.close()

    def _rest_of(self, lookup: Lookup) -> Rest:
        return self._rests.setdefault(lookup.id, Rest(self.house.clock()))

    async def _ask(self, lookup: Lookup) -> None:
        """As much as may be asked now; the card follows at once."""
        await self._ask_on(lookup)
        if now := await self.house.db(lookups.get, lookup.id):
            self._cards.follow([now])

    async def _ask_on(self, lookup: Lookup) -> None:
        now, rest = self.house.clock(), self._rest_of(lookup)
        if not await self.house.rights.serves(lookup.chat_id):
            await self._end(lookup, State.CANCELLED)
            return
        if lookup.paused_at is not None and now - lookup.paused_at > GIVE_UP:
            await self._end(lookup, State.FAILED, "late")
            return
        try:
            while (pause := await self._step(lookup, rest)) == NO_TIME:
                pass
            rest.until = self.house.clock() + (pause or NO_TIME)
        except (SmscError, NotConnected) as error:
            await self._meet(error, lookup, rest)

    async def _step(self, lookup: Lookup, rest: Rest) -> timedelta | None:
        """One question to SMSC; how long to rest after it, None where nothing is left to be asked."""
        now, limit = self.house.clock(), 1 if rest.narrow else BATCH
        asked = await self.house.db(lookups.next_of, lookup.id, after=now - KEPT, now=now, limit=limit)
        if not asked:
            return await self._end_of(lookup)
        account = await self.house.db(accounts.get, lookup.account_id)
        if account is None:
            raise NotConnected
        found = await self._answers(self.house.sign_in(account), asked, rest)
        if found is None:
            return NO_TIME
        await self.house.db(lookups.record, lookup, asked, found, self.house.clock())
        rest.times = 0
        return await self._pace(lookup, len(asked))

    async def _answers(self, smsc: Smsc, asked: list[str], rest: Rest) -> dict[str, str] | None:
        """What SMSC knows of *asked*, as JSON; None if they are to be asked one by one first."""
        try:
            found = await smsc.operators([Phone(digits) for digits in asked], spare=SPARE)
        except Refused as error:
            if error.reason is not Reason.PARAMETERS or rest.refused == REFUSED_MOST:
                raise
            rest.refused += rest.narrow
            rest.narrow = not rest.narrow
            return None if rest.narrow else {}
        rest.refused = 0
        return {info.phone.digits: ONE.dump_json(info).decode() for info in found}

    async def _pace(self, lookup: Lookup, asked: int) -> timedelta:
        """A long list goes at an even pace; the end of it, and a short one, as fast as the limits let it."""
        now = await self.house.db(lookups.get, lookup.id)
        left = now.total - now.done if now is not None else 0
        return timedelta(minutes=asked / A_MINUTE) if left > A_MINUTE else NO_TIME

    async def _end_of(self, lookup: Lookup) -> timedelta | None:
        """Nothing came to be asked: all is known, or it was stopped, or much was known already and more is to come."""
        now = await self.house.db(lookups.get, lookup.id)
        if now is None or now.state is not State.OPEN:
            return None
        if now.done < now.total:
            return NO_TIME
        await self._end(lookup, State.DONE)
        return None

    async def _end(self, lookup: Lookup, state: State, why: str | None = None) -> None:
        await self.house.db(lookups.end, lookup.id, state, self.house.clock(), why)

    async def _meet(self, error: SmscError | NotConnected, lookup: Lookup, rest: Rest) -> None:
        """Rest, and say why where it is not just the next minute that is waited for."""
        now = self.house.clock()
        if isinstance(error, TooSoon):
            rest.until = now + error.wait
            return
        log.info("list %s rests: %s", lookup.id, error)
        if isinstance(error, Refused) and error.reason is Reason.PARAMETERS:
            await self._end(lookup, State.FAILED, "refused")
            return
        if isinstance(error, Refused) and rejects(error):
            await self.house.db(accounts.stop, lookup.account_id, str(error), now)
        why, pause = why_of(error), min(RETRY * 2**rest.times, RETRY_MOST)
        rest.times += 1
        rest.until = now + max(pause, MINUTE if why in {"busy", "blocked"} else pause)
        await self.house.db(lookups.pause, lookup.id, why, now)


def why_of(error: Exception) -> str:
    """What a list waits for, as its card says it."""
    if rejects(error):
        return "stopped"
    if isinstance(error, AddressBlocked) or (isinstance(error, Refused) and error.reason is Reason.IP_BLOCKED):
        return "blocked"
    if isinstance(error, Refused) and error.reason is Reason.TOO_MANY:
        return "busy"
    return "unreachable"
