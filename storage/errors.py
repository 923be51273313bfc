"""What can be wrong with the storage, named by what the caller can do about it."""


class Unusable(Exception):
    """The database cannot be opened; the sentence says what was found and what to do. Nothing was changed."""


class InUse(Unusable):
    """Another program of ours holds the database."""


class NotStored(Exception):
    """The write did not happen (disk full, I/O error, closed): whoever sent it may try again."""
