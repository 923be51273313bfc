"""A Telegram on loopback: the Bot API for the bot; people, chats and messages for tests and the page."""

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat
from sandbox.telegram.documents import Document
from sandbox.telegram.entities import Entity
from sandbox.telegram.faults import Fault
from sandbox.telegram.keyboards import Button
from sandbox.telegram.messages import Contact, Message
from sandbox.telegram.people import Person
from sandbox.telegram.queries import Answer
from sandbox.telegram.standin import TelegramStandIn

__all__ = [
    "Answer",
    "Button",
    "Call",
    "Chat",
    "Contact",
    "Document",
    "Entity",
    "Fault",
    "Message",
    "Person",
    "TelegramStandIn",
]
