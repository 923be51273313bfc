"""What happens outside: subscribers write and call, messages arrive or fail; the handler hears of it."""

from dataclasses import replace

from sandbox.smsc import burst, calls
from sandbox.smsc.burst import BurstReport
from sandbox.smsc.callbacks import CORRECT, compose, kind_of
from sandbox.smsc.courier import Courier, Delivered
from sandbox.smsc.events import call_fields, sms_fields, status_fields
from sandbox.smsc.messages import Draft, Incoming, Kind, Message
from sandbox.smsc.money import NOTHING
from sandbox.smsc.phones import digits, sender
from sandbox.smsc.world import World

SHARED_NUMBER = "79037676877"


class Happenings:
    """Every event changes the account first, so that polling sees it too, and is then told to the handler."""

    def __init__(self, world: World, courier: Courier) -> None:
        self.world = world
        self.courier = courier

    async def sms_arrives(
        self, *, login: str, phone: str, text: str, to: str | None = None, sms_id: str | None = None
    ) -> Delivered:
        """An SMS from *phone* to *to* (or to the first rented number); *sms_id* is the message it answers."""
        account, now = self.world.accounts[login], self.world.clock()
        receiver = to or next(iter(account.leases), SHARED_NUMBER)
        message = Incoming(next(self.world.ids), sender(phone), text, receiver, now, now, sms_id or "")
        account.inbox.append(message)
        return await self.callback(login, sms_fields(message))

    async def call_comes(self, *, login: str, phone: str, at: float | None = None, force: bool = False) -> Delivered:
        """A subscriber calls: told and charged if wait_call was asked at most 15 minutes before *at*.

        With *force* the handler hears of it in any case; a call nobody waits for is free.
        """
        account, now = self.world.accounts[login], self.world.clock()
        caller, moment = digits(phone), now if at is None else at
        awaited = account.awaited.get(caller)
        number = awaited.number if awaited else calls.numbers_for(caller)[0]
        if awaited and awaited.counts_at(moment):
            del account.awaited[caller]
            account.move(-calls.PRICE, f"call from {caller}", now)
        elif not force:
            return Delivered(login, "call", None, 0, now, error="nobody waits for this call")
        account.inbox.append(Incoming(next(self.world.ids), caller, calls.TEXT, number, moment, moment))
        return await self.callback(login, call_fields(caller, moment))

    async def message_sent(self, *, login: str, phone: str, text: str, sender: str = "") -> str:
        """The client's own program sends an SMS over the API: charged, passed to the operator; its id."""
        draft = Draft((digits(phone),), text, sender)
        return self.world.post(self.world.accounts[login], draft)[0].id

    async def status_changes(
        self,
        *,
        login: str,
        id: str,
        phone: str,
        status: int,
        err: int | None = None,
        abroad: bool = False,
        **extra: object,
    ) -> Delivered:
        """A message gets a status; an unknown one is taken for sent long ago. *extra* fields are told too.

        *abroad* is where an HLR query finds the subscriber.
        """
        account, now = self.world.accounts[login], self.world.clock()
        known = account.messages.get((id, digits(phone))) or _forgotten(id, digits(phone), now)
        message = replace(known, status=status, status_at=now, err=err or 0, abroad=abroad)
        account.messages[id, message.phone] = message
        told = status_fields(message) | {name: str(value) for name, value in extra.items()}
        return await self.callback(login, told)

    async def burst(
        self, *, login: str, count: int, failures: float = 0.02, repeats: float = 0.05, seconds: float = 0
    ) -> BurstReport:
        """A mailing paid for earlier ends: *count* statuses, some failed, some told twice, over *seconds*."""
        account = self.world.accounts[login]
        messages = burst.mailing(str(next(self.world.ids)), count, failures, self.world.clock())
        account.messages |= {(message.id, message.phone): message for message in messages}
        told = [status_fields(message) for message in burst.with_repeats(messages, repeats)]
        if account.handler is None:
            return burst.report(messages, [])
        callbacks = [compose(account.handler, fields) for fields in told]
        return burst.report(messages, await self.courier.deliver_all(login, callbacks, seconds=seconds))

    async def callback(
        self,
        login: str,
        fields: dict[str, str],
        *,
        signature: str | None = CORRECT,
        body: bytes | None = None,
    ) -> Delivered:
        """Any fields, signed correctly, with *signature* in place of the hash, or (None) unsigned.

        *body* is posted as it is in place of what the fields would give.
        """
        account = self.world.accounts[login]
        if account.handler is None:
            return Delivered(login, kind_of(fields), None, 0, self.world.clock(), error="no handler")
        callback = compose(account.handler, fields, signature=signature)
        return await self.courier.deliver(login, callback if body is None else replace(callback, body=body))

    async def retry_now(self) -> list[Delivered]:
        """Repeat at once what handlers have not taken yet."""
        return await self.courier.retry_now()


def _forgotten(id: str, phone: str, now: float) -> Message:
    return Message(id, phone, "", "", Kind.SMS, 1, NOTHING, now, 0, now)
