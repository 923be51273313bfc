"""What is there when the program starts is there until it ends: the garbage collector need not look at it again.

A connection leaves cycles behind, so under load a full collection comes several times a second; each would go through
every module, and all callbacks wait for it. docs/decisions.md has the figures.
"""

import gc


def settle() -> None:
    """To be called once, when everything is imported (https://docs.python.org/3/library/gc.html#gc.freeze)."""
    gc.collect()
    gc.freeze()
