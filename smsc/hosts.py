"""SMSC's reserve hosts: https://smscentre.com/api/http/ names www2, SMSC's own libraries go on to www5."""

from urllib.parse import urlsplit

# One service under several names. An unknown host, a stand-in at 127.0.0.1 say, has no reserves to guess at.
_DOMAINS = frozenset({"smsc.ru", "smsc.kz", "smsc.ua", "smsc.tj", "smscentre.com"})
_RESERVES = ("www2", "www3", "www4", "www5")


def hosts_of(base_url: str) -> list[str]:
    """The addresses at which *base_url*'s service can be asked, itself first, none with a slash at the end."""
    first = base_url.rstrip("/")
    url = urlsplit(first)
    domain = (url.hostname or "").removeprefix("www.")
    if domain not in _DOMAINS:
        return [first]
    port = f":{url.port}" if url.port else ""
    reserves = [url._replace(netloc=f"{name}.{domain}{port}").geturl() for name in _RESERVES]
    return [first, *reserves]
