"""wait_call.php: https://smscentre.com/api/http/miscellaneous/waitcall/"""

from sandbox.smsc import calls
from sandbox.smsc.answers import Answer, element, leaf, to_json
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError


def wait_call(query: Query) -> Answer:
    """Remember that a call is awaited; nothing is charged before it comes."""
    phone, account = query.phone(), query.account
    if phone in account.black_list:
        raise ApiError(5, "phone is in the black list")
    if account.allowed_prefixes and not phone.startswith(account.allowed_prefixes):
        raise ApiError(6, "can't get the cost")
    if account.balance < calls.PRICE:
        raise ApiError(3)
    numbers = calls.numbers_for(phone)
    account.awaited[phone] = calls.AwaitedCall(phone, numbers[0], query.now)
    return _answer(numbers)


def _answer(numbers: list[str]) -> Answer:
    every = ",".join(numbers)
    all_phones = element("all_phones", *(leaf("phone", number) for number in numbers))
    return Answer(
        text=f"phone = {numbers[0]}, all_phones = {every}",
        commas=every,
        xml=element("result", leaf("phone", numbers[0]), all_phones),
        json=to_json({"phone": numbers[0], "all_phones": numbers}),
    )
