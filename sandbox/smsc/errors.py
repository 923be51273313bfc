"""What SMSC refuses with: a number, and a text that was recorded from the live service."""

TEXTS = {
    1: "parameters error",
    2: "authorise error",
    3: "no money",
    4: "ip is blocked, https://smsc.ru/faq/99/",
    5: "operation failed",
    6: "message is denied",
    7: "invalid number",
    8: "can't to deliver",
    9: "duplicate request, wait a minute",
    10: "not enough money",
}

NO_RECORDS = "no records"
NOT_FOUND = "not found"


class ApiError(Exception):
    """A refusal; HTTP stays 200. *id* is the message that was given a number and refused all the same."""

    def __init__(self, code: int, text: str = "", *, id: str = "") -> None:
        super().__init__(code, text or TEXTS[code])
        self.code = code
        self.text = text or TEXTS[code]
        self.id = id
