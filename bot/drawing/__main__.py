"""The worker: charts come in as lines of JSON, each goes out as a PNG behind its length (4 bytes; 0: not drawn).

Ends when its input does. Started by `studio`; it knows no token and no database.
"""

import struct
import sys
import traceback

from bot.drawing.paint import png
from bot.drawing.wire import CHART


def main() -> None:
    for line in sys.stdin.buffer:
        try:
            picture = png(CHART.validate_json(line))
        except Exception:
            traceback.print_exc()
            picture = b""
        sys.stdout.buffer.write(struct.pack(">I", len(picture)) + picture)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
