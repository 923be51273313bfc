"""Exports that somebody waits for: SMSC is asked while there are any, and each file is sent when it is ready."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers import parting
from handlers.answering import deliver
from handlers.delivery import ChatGone, NotNow, Perhaps, Undelivered, Unsayable
from handlers.exports import UNDER_WAY, File, as_it_is, exports_of, fetched, number_of, state_of
from handlers.house import House, Place
from handlers.notifications import language_of, masks
from handlers.problems import NotConnected, explain
from handlers.reply import Reply
from handlers.watch.rejected import rejects
from handlers.words import Say, _
from smsc.client import Smsc
from smsc.errors import Refused, SmscError
from smsc.types import Task, TaskStatus
from storage import accounts, chats, exports
from storage.accounts import Account
from storage.exports import Awaited, Watch
from storage.subscriptions import Target

log = logging.getLogger(__name__)

UNDER_WAY_EVERY = timedelta(seconds=30)  # of SMSC's three equal questions a minute two; one is left to people
NEW_EVERY = timedelta(minutes=5)  # where nothing is under way, but new ones shall be noticed
MISSING = timedelta(hours=1)  # an export that was just ordered may not be listed yet
PATIENCE = timedelta(days=7)


@dataclass
class Exports:
    """Looks at each account as often as its exports need it."""

    house: House
    _looked: dict[int, datetime] = field(default_factory=dict)

    async def look(self) -> None:
        for account_id, under_way in (await self.house.db(exports.expected_of)).items():
            now, pause = self.house.clock(), UNDER_WAY_EVERY if under_way else NEW_EVERY
            if account_id not in self._looked or now - self._looked[account_id] >= pause:
                self._looked[account_id] = now
                await self._look_at(account_id)

    async def _look_at(self, account_id: int) -> None:
        account = await self.house.db(accounts.get, account_id)
        if account is None or account.credentials is None:
            await self.house.db(exports.forget, account_id)
            return
        try:
            smsc = self.house.sign_in(account)
            found = {task.id: task for task in await exports_of(account, self.house, self.house.clock())}
        except (NotConnected, SmscError) as error:
            await self._put_off(account, error)
            return
        for watch in await self.house.db(exports.watches, account_id):
            await self._notice(watch, found)
        this = Round(self.house, account, smsc, found)
        for awaited in await self.house.db(exports.awaited, account_id):
            await this.serve(awaited)

    async def _put_off(self, account: Account, error: Exception) -> None:
        if rejects(error):
            await self.house.db(accounts.stop, account.id, str(error), self.house.clock())
        log.info("the exports of account %s are looked for later: %s", account.id, type(error).__name__)

    async def _notice(self, watch: Watch, found: Mapping[str, Task]) -> None:
        """What is new since the last look is waited for like any other."""
        fresh = [task for task in found.values() if number_of(task) > watch.last_id]
        for task in fresh:
            awaited = Awaited(watch.chat_id, watch.thread_id, watch.account_id, task.id, self.house.clock())
            await self.house.db(exports.wait_for, awaited)
        if fresh:
            last = max(number_of(task) for task in fresh)
            await self.house.db(exports.watch, Watch(watch.chat_id, watch.thread_id, watch.account_id, last))


@dataclass
class Round:
    """One look at one account; a file for several chats is fetched once."""

    house: House
    account: Account
    smsc: Smsc
    found: Mapping[str, Task]
    _files: dict[str, File] = field(default_factory=dict)

    async def serve(self, awaited: Awaited) -> None:
        """Send the file if it is ready, say so if there will be none, else wait on."""
        chat = await self.house.db(chats.get, awaited.chat_id)
        if chat is None or chat.account_id != self.account.id:
            await self._over(awaited)
            return
        say = await language_of(awaited.chat_id, self.house)
        try:
            replies = await self._news(awaited, say)
            for number, reply in enumerate(replies or []):
                await self._send(reply, awaited, say, first=not number)
        except SmscError as error:
            log.info("export %s is fetched later: %s", awaited.task_id, type(error).__name__)
        except (NotNow, Perhaps):
            return
        except Undelivered as error:
            log.warning("export %s was not sent to chat %s: %s", awaited.task_id, awaited.chat_id, error)
            if isinstance(error, ChatGone):
                await parting.left(awaited.chat_id, str(error), self.house)
            await self._over(awaited)
        else:
            if replies is not None:
                await self._over(awaited)

    async def _news(self, awaited: Awaited, say: Say) -> list[Reply] | None:
        """What is to be said now; None while there is nothing."""
        task, age = self.found.get(awaited.task_id), self.house.clock() - awaited.asked_at
        if task is not None and task.status == TaskStatus.DONE:
            return await self._ready(awaited, task, say)
        if task is not None and task.status in UNDER_WAY:
            return [self._late(awaited, say)] if age > PATIENCE else None
        if task is None:
            return [self._missing(awaited, say)] if age > MISSING else None
        sentence = _("❌ There will be no export {id}: {state}\n{alias} · {name} · #export")
        values = {"id": task.id, "state": state_of(task, say), "alias": self.account.alias, "name": task.name[:60]}
        return [Reply(say(sentence, **values), loud=True)]

    async def _ready(self, awaited: Awaited, task: Task, say: Say) -> list[Reply]:
        try:
            if task.id not in self._files:
                self._files = {task.id: await fetched(self.smsc, f"id:{task.id}", name=task.name)}
        except Refused as error:
            return [Reply(explain(error, say) or "")]
        chat = await self.house.db(chats.get, awaited.chat_id)
        masked = masks(chat, Target(awaited.chat_id, awaited.thread_id, awaited.account_id))
        return await as_it_is(self._files[task.id], say, alias=self.account.alias, masked=masked)

    def _late(self, awaited: Awaited, say: Say) -> Reply:
        return Reply(say(_("⌛ Export {id} is not ready after a week\nI wait no longer: /tasks"), id=awaited.task_id))

    def _missing(self, awaited: Awaited, say: Say) -> Reply:
        return Reply(say(_("🤷 SMSC has no export {id} any more\nThe list: /tasks"), id=awaited.task_id))

    async def _send(self, reply: Reply, awaited: Awaited, say: Say, *, first: bool) -> None:
        place = Place(awaited.chat_id, awaited.thread_id)
        try:
            await deliver(reply, place, self.house, say)
        except Unsayable:
            if not first:
                raise
            note = say(_("📎 Telegram does not take the file here. Fetch it elsewhere: /tasks"))
            await deliver(Reply(f"{reply.text}\n{note}"), place, self.house, say)

    async def _over(self, awaited: Awaited) -> None:
        await self.house.db(exports.over, awaited, self.house.clock())
