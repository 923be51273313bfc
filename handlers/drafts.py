"""What somebody wants to send: the words of `/send`, read into kind, phone and text. What is doubtful is asked."""

import re
from dataclasses import dataclass, replace

from handlers.problems import Problem
from handlers.quoted import phones_in
from handlers.words import _
from smsc.messages import MOST_CHARACTERS, MessageKind, Outgoing
from smsc.phone import BadPhone, Phone

KINDS = {
    "sms": MessageKind.SMS,
    "смс": MessageKind.SMS,
    "call": MessageKind.CALL,
    "voice": MessageKind.CALL,
    "голосом": MessageKind.CALL,
    "звонок": MessageKind.CALL,
    "hlr": MessageKind.HLR,
}
DIGITS = re.compile(r"[+＋]?[\d()./‐-―−-]+")
SENDER = re.compile(r"(?:from|от)=([A-Za-z0-9._-]{1,11}|\d{1,15})(?=\s|$)", re.IGNORECASE)
INCOMING = "📩"  # how a card of an incoming SMS begins; after the arrow stands our own number


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is perhaps not complete yet."""

    kind: MessageKind = MessageKind.SMS
    phone: Phone | None = None
    text: str = ""
    sender: str = ""

    @property
    def message(self) -> Outgoing | None:
        """The message, if nothing is missing."""
        if self.phone is None or (not self.text and self.kind is not MessageKind.HLR):
            return None
        return Outgoing(self.phone, self.text, self.kind, self.sender)

    def pack(self) -> str:
        """All but the text, for the question that asks for what is missing."""
        return f"{self.kind.value}:{self.phone.digits if self.phone else ''}:{self.sender}"

    @classmethod
    def unpack(cls, packed: str) -> "Draft":
        kind, phone, sender = packed.split(":", 2)
        return cls(MessageKind(int(kind)), Phone(phone) if phone else None, sender=sender)


def read(written: str, quoted: str = "") -> Draft:
    """`79991234567 Text`, `call …`, `hlr …`; without a number, the one in the *quoted* message. Raises Problem and
    BadPhone."""
    kind, rest = kind_of(written)
    try:
        phone, text = number_first(rest)
    except BadPhone:
        if (answered := sender_in(quoted)) is None:
            raise
        phone, text = answered, rest
    return checked(Draft(kind, phone or sender_in(quoted), *signed(text)))


def kind_of(written: str) -> tuple[MessageKind, str]:
    word, _space, rest = written.partition(" ")
    return (KINDS[word.lower()], rest.strip()) if word.lower() in KINDS else (MessageKind.SMS, written.strip())


def number_first(written: str) -> tuple[Phone | None, str]:
    """The number at the beginning, and what follows it. Blanks in it are fine as long as it can end in one place."""
    if not written:
        return None, ""
    first, _newline, rest = written.partition("\n")
    words = first.split()
    many = next((n for n, word in enumerate(words) if not DIGITS.fullmatch(word)), len(words))
    found = [(n, phone) for n in range(1, many + 1) if (phone := possible(" ".join(words[:n])))]
    if not found:
        return Phone.parse(" ".join(words[: max(1, many)])), ""  # raises what is wrong with it
    if len(found) > 1 and found[0][0] != 1:
        raise Problem(_("🤔 Where does the number end?\nWrite it without blanks: <code>/send 79991234567 Text</code>"))
    n, phone = found[0]
    return phone, "\n".join(filter(None, [after(first, n), rest.strip()]))


def possible(text: str) -> Phone | None:
    try:
        return Phone.parse(text)
    except BadPhone:
        return None


def after(line: str, words: int) -> str:
    """*line* behind its first *words* words, the blanks between the others as they are."""
    return re.sub(rf"^\s*(?:\S+\s*){{{words}}}", "", line)


def signed(text: str) -> tuple[str, str]:
    """Text and sender's name: `from=SHOP Text`."""
    found = SENDER.match(text)
    return (text[found.end() :].strip(), found[1]) if found else (text.strip(), "")


def checked(draft: Draft) -> Draft:
    """Raises Problem for what SMSC would not take."""
    if len(draft.text) > MOST_CHARACTERS:
        raise Problem(
            _("❌ {n} characters in the text; at most {most} go\nNothing was sent. Make it shorter."),
            n=len(draft.text),
            most=MOST_CHARACTERS,
        )
    return replace(draft, text="") if draft.kind is MessageKind.HLR else draft


def sender_in(quoted: str) -> Phone | None:
    """Whose message is replied to. Raises Problem where several people wrote."""
    heads = [line.partition("→")[0] for line in quoted.splitlines() if line.startswith(INCOMING)]
    found = phones_in("\n".join(heads) if heads else quoted)
    if len(found) > 1:
        raise Problem(_("🤔 There are several numbers in that message\nSay which: <code>/send 79991234567 Text</code>"))
    return found[0] if found else None
