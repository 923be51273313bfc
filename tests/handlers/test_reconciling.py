"""A purchase whose answer was lost ends with the truth, which is read and never bought."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.commands import buy
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow
from handlers.house import Place
from handlers.watch.purchases import Reconciler, Signs
from handlers.words import Money
from sandbox.smsc import SmscStandIn
from smsc.phone import Phone
from storage import accounts, purchases
from storage.purchases import State
from tests.fakes import CHAT, Clock, Home, always, home_in, in_turn

FREE, OTHER, CARD = "74950001122", "74950003344", 7
SOON, TROUBLES = {"seconds": 20}, ("lost_answer", "truncated", "down", "html", "empty", "http500", "redirect")
DONE = {"lost_answer", "truncated"}


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    """A house whose SMSC keeps its limits by the same clock."""
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


async def confirmed(home, account, phone=FREE):
    """A quote of *phone* that a person has just confirmed; SMSC has not been asked yet."""
    tap = home.tap(account, "")
    assert await buy.quote(tap, Phone(phone), renew=True)
    [id] = [id for (id,) in await home.db(lambda db: db.execute("select max(id) from purchases").fetchall())]
    assert await home.db(purchases.begin, id, home.clock())
    await home.db(purchases.show_on, id, CARD)
    return await home.db(purchases.get, id)


async def bought_in(home, smsc, account, trouble, phone=FREE):
    """The purchase is asked for while SMSC has *trouble* with that one request."""
    offer = await confirmed(home, account, phone)
    smsc.set_trouble(trouble, script="receive_phones", times=1)
    await buy.carry_out(home.tap(account, str(offer.id)), offer)
    return await home.db(purchases.get, offer.id)


def purchases_asked(smsc):
    return [request for request in smsc.requests if request.action == "buy"]


def lists_asked(smsc):
    return [request for request in smsc.requests if request.action == "get"]


# The truth


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_lost_answer_leaves_the_purchase_unknown_until_it_is_looked_into(home, smsc, account, trouble):
    before = smsc.account("demo").balance

    offer = await bought_in(home, smsc, account, trouble)
    assert offer.state is State.UNKNOWN

    home.clock.passes(**SOON)
    await Reconciler(home.house).reconcile()

    known = await home.db(purchases.get, offer.id)
    spent = before - smsc.account("demo").balance
    assert known.state is (State.BOUGHT if trouble in DONE else State.REFUSED)
    assert known.charged == (spent if trouble in DONE else None)
    assert (FREE in smsc.account("demo").leases) is (trouble in DONE)
    assert spent == (offer.price if trouble in DONE else 0)
    assert known.balance_after == smsc.account("demo").balance
    assert len(purchases_asked(smsc)) == 1


@pytest.mark.parametrize(("trouble", "words"), [("lost_answer", "is yours"), ("down", "was not rented")])
async def test_the_truth_comes_onto_the_card(home, smsc, account, trouble, words):
    await bought_in(home, smsc, account, trouble)
    home.clock.passes(**SOON)

    await Reconciler(home.house).reconcile()

    [card] = home.mouth.edited
    assert (card.place, card.id) == (Place(CHAT), CARD)
    assert words in card.text
    assert "demo" in card.text


async def test_the_card_names_what_was_charged_and_what_is_left(home, smsc, account):
    offer = await bought_in(home, smsc, account, "lost_answer")
    home.clock.passes(**SOON)

    await Reconciler(home.house).reconcile()

    text = home.mouth.edited[0].text
    assert home.say.money(Money(offer.price, "RUR")) in text
    assert home.say.money(Money(smsc.account("demo").balance, "RUR")) in text


async def test_signs_that_contradict_each_other_leave_it_unknown_and_are_shown(home, smsc, account):
    offer = await bought_in(home, smsc, account, "down")
    smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)
    home.clock.passes(**SOON)

    await Reconciler(home.house).reconcile()

    assert (await home.db(purchases.get, offer.id)).state is State.UNKNOWN
    [card] = home.mouth.edited
    assert "not known" in card.text
    assert "still on offer" in card.text
    assert len(purchases_asked(smsc)) == 1


async def test_a_doubt_ends_when_the_signs_agree(home, smsc, account):
    offer = await bought_in(home, smsc, account, "down")
    reconciler = Reconciler(home.house)
    smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)
    home.clock.passes(**SOON)
    await reconciler.reconcile()

    smsc.top_up("demo", Decimal("3.50"))
    home.clock.passes(minutes=5)
    await reconciler.reconcile()

    assert (await home.db(purchases.get, offer.id)).state is State.REFUSED
    assert "was not rented" in home.mouth.edited[-1].text


async def test_a_number_of_unknown_end_is_bought_by_nobody(home, smsc, account):
    await bought_in(home, smsc, account, "down")

    with pytest.raises(AssertionError):
        await confirmed(home, account)
    await confirmed(home, account, OTHER)

    assert len(purchases_asked(smsc)) == 1


async def test_a_purchase_that_a_crash_cut_off_is_looked_into_after_the_start(home, smsc, account):
    offer = await confirmed(home, account)
    await home.db(purchases.doubt_begun, home.clock())
    home.clock.passes(**SOON)

    await Reconciler(home.house).reconcile()

    assert (await home.db(purchases.get, offer.id)).state is State.REFUSED
    assert "was not rented" in home.mouth.edited[0].text
    assert purchases_asked(smsc) == []


# Signs

BEFORE = Decimal("1530.00")


@pytest.mark.parametrize(
    ("listed", "spent", "state"),
    [
        (False, "187.10", State.BOUGHT),
        (False, "187.11", State.BOUGHT),
        (False, "187.09", State.BOUGHT),
        (False, "187.12", None),
        (False, "0", None),
        (True, "0", State.REFUSED),
        (True, "0.01", State.REFUSED),
        (True, "-0.01", State.REFUSED),
        (True, "0.02", None),
        (True, "187.10", None),
    ],
)
async def test_list_and_balance_must_say_the_same_to_the_cent(home, account, listed, spent, state):
    offer = await confirmed(home, account)
    offer = replace(offer, price=Decimal("187.10"), balance_before=BEFORE)

    found = Signs(listed, BEFORE - Decimal(spent)).verdict(offer)

    assert (found.state if found else None) is state
    if state is State.BOUGHT:
        assert found.charged == Decimal(spent)


async def test_without_a_price_or_a_balance_nobody_can_tell(home, account):
    offer = await confirmed(home, account)

    assert Signs(listed=False, balance=BEFORE).verdict(replace(offer, price=None)) is None
    assert Signs(listed=True, balance=BEFORE).verdict(replace(offer, balance_before=None)) is None


# How often SMSC is asked


async def test_smsc_is_left_alone_while_it_may_still_be_working(home, smsc, account):
    await bought_in(home, smsc, account, "lost_answer")
    asked = len(smsc.requests)
    home.clock.passes(seconds=19)

    await Reconciler(home.house).reconcile()

    assert len(smsc.requests) == asked


async def test_a_doubt_that_lasts_is_looked_into_ever_less_often(home, smsc, account):
    await bought_in(home, smsc, account, "down")
    smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)
    reconciler, asked = Reconciler(home.house), len(lists_asked(smsc))

    for _quarter_of_a_minute in range(4 * 60):
        home.clock.passes(seconds=15)
        await reconciler.reconcile()

    assert 5 <= len(lists_asked(smsc)) - asked <= 9


async def test_while_smsc_is_down_the_purchase_waits(home, smsc, account):
    offer = await bought_in(home, smsc, account, "lost_answer")
    smsc.set_trouble("down")
    reconciler = Reconciler(home.house)
    home.clock.passes(**SOON)
    await reconciler.reconcile()
    assert (await home.db(purchases.get, offer.id)).state is State.UNKNOWN

    smsc.set_trouble(None)
    home.clock.passes(minutes=2)
    await reconciler.reconcile()

    assert (await home.db(purchases.get, offer.id)).state is State.BOUGHT


async def test_without_credentials_the_purchase_waits(home, smsc, account):
    offer = await bought_in(home, smsc, account, "lost_answer")
    await home.db(accounts.forget_credentials, account.id)
    home.clock.passes(**SOON)

    await Reconciler(home.house).reconcile()

    assert (await home.db(purchases.get, offer.id)).state is State.UNKNOWN


# The card


async def test_a_card_telegram_does_not_take_now_shows_the_truth_the_next_time(home, smsc, account):
    await bought_in(home, smsc, account, "lost_answer")
    home.clock.passes(**SOON)
    home.mouth.on_edit = in_turn(NotNow(timedelta(0)))

    await Reconciler(home.house).reconcile()
    assert home.mouth.edited == []
    await Reconciler(home.house).reconcile()
    await Reconciler(home.house).reconcile()

    assert len(home.mouth.edited) == 1


@pytest.mark.parametrize(("error", "chat"), [(MessageGone("gone"), CHAT), (Moved(-100500), -100500)])
async def test_a_card_that_is_gone_comes_again(home, smsc, account, error, chat):
    await bought_in(home, smsc, account, "lost_answer")
    home.clock.passes(**SOON)
    home.mouth.on_edit = always(error)

    await Reconciler(home.house).reconcile()

    assert [card.place.chat_id for card in home.mouth.sent] == [chat]
    assert "is yours" in home.mouth.sent[0].text


async def test_a_chat_that_is_gone_is_not_tried_for_ever(home, smsc, account, caplog):
    offer = await bought_in(home, smsc, account, "lost_answer")
    home.clock.passes(**SOON)
    home.mouth.on_edit = always(ChatGone("kicked"))

    for _round in range(3):
        await Reconciler(home.house).reconcile()

    assert len(home.mouth.tried) == 1
    assert (await home.db(purchases.get, offer.id)).state is State.BOUGHT


# Others beside it


async def test_what_was_paid_for_another_number_meanwhile_is_not_taken_for_this_one(home, smsc, account):
    doubtful = await bought_in(home, smsc, account, "down")
    home.clock.passes(seconds=25)
    other = await confirmed(home, account, OTHER)
    await buy.carry_out(home.tap(account, str(other.id)), other)
    del smsc.world.offers[FREE]  # a stranger rents it, at the same price

    home.clock.passes(seconds=65)
    await Reconciler(home.house).reconcile()

    assert (await home.db(purchases.get, other.id)).state is State.BOUGHT
    assert (await home.db(purchases.get, doubtful.id)).state is State.UNKNOWN


async def test_what_was_paid_for_another_number_meanwhile_does_not_hide_this_one(home, smsc, account):
    doubtful = await bought_in(home, smsc, account, "lost_answer")
    home.clock.passes(seconds=25)
    other = await confirmed(home, account, OTHER)
    await buy.carry_out(home.tap(account, str(other.id)), other)

    home.clock.passes(seconds=65)
    await Reconciler(home.house).reconcile()

    assert (await home.db(purchases.get, doubtful.id)).state is State.BOUGHT


async def test_of_two_doubts_of_one_price_nobody_can_tell_which_was_paid(home, smsc, account):
    first = await bought_in(home, smsc, account, "down")
    home.clock.passes(seconds=25)
    second = await bought_in(home, smsc, account, "lost_answer", OTHER)
    del smsc.world.offers[FREE]

    home.clock.passes(seconds=65)
    await Reconciler(home.house).reconcile()

    assert {(await home.db(purchases.get, one.id)).state for one in (first, second)} == {State.UNKNOWN}


# A kill between the end and its card


async def test_what_ended_just_before_a_kill_is_shown_after_the_start(home, account):
    offer = await confirmed(home, account)
    await buy.carry_out(home.tap(account, str(offer.id)), offer)  # and the bot dies before it can show the answer

    home.clock.passes(minutes=1)
    await home.db(purchases.doubt_begun, home.clock())
    await Reconciler(home.house).reconcile()
    await Reconciler(home.house).reconcile()

    [card] = home.mouth.edited
    assert card.id == CARD
    assert card.text.startswith("✅")
    assert (await home.db(purchases.get, offer.id)).state is State.BOUGHT


async def test_what_ended_long_before_a_start_is_not_shown_again(home, account):
    offer = await confirmed(home, account)
    await buy.carry_out(home.tap(account, str(offer.id)), offer)

    home.clock.passes(minutes=11)
    await home.db(purchases.doubt_begun, home.clock())
    await Reconciler(home.house).reconcile()

    assert home.mouth.tried == []
