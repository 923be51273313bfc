"""The chat page of the sandbox."""

from sandbox.page.page import Page

__all__ = ["Page"]
