"""What an HLR query found out about a number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hlr:
    """SMSC's own field names; what was not told is empty.

    *imsi* is the SIM card's, *msc* the service centre's number, *mcc* and *mnc* are the codes of country and
    operator, *cn* and *net* their names at home, *rcn* and *rnet* where the subscriber is roaming.
    """

    imsi: str = ""
    msc: str = ""
    mcc: str = ""
    mnc: str = ""
    cn: str = ""
    net: str = ""
    rcn: str = ""
    rnet: str = ""
