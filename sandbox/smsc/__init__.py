"""A local SMSC that really keeps state; start with SmscStandIn."""

from sandbox.smsc.accounts import Account
from sandbox.smsc.burst import BurstReport
from sandbox.smsc.courier import Delivered
from sandbox.smsc.errors import ApiError
from sandbox.smsc.journal import Request
from sandbox.smsc.messages import Message
from sandbox.smsc.standin import SmscStandIn

__all__ = ["Account", "ApiError", "BurstReport", "Delivered", "Message", "Request", "SmscStandIn"]
