"""Reads workbooks one by one, each in a process of its own; prints what it took as JSON: rule, seconds, peak in MB.

python -m tests.support.measured_reading FILE...
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from forms.questionnaire import load_all
from forms.workbook import Unusable, read

#: The process as a whole, with Python and the libraries it needs.
ADDRESS_SPACE = 600 * 1024 * 1024


def one(path: Path) -> str:
    """The rule that refuses the file, "" where it was read, the exception's name where it got through."""
    try:
        with path.open("rb") as stream:
            read(stream, load_all())
    except Unusable as error:
        return error.rule
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def measured(path: Path) -> dict[str, object]:
    """Read it in a child."""
    begun, (out, into) = time.monotonic(), os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        os.write(into, one(path).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as said:
        rule = said.read().decode()
    _, status, used = os.wait4(child, 0)
    seconds = time.monotonic() - begun
    return {
        "rule": rule if not status else f"status {status}",
        "seconds": seconds,
        "peak": used.ru_maxrss / 1024,
    }


if __name__ == "__main__":
    load_all()
    print(json.dumps({name: measured(Path(name)) for name in sys.argv[1:]}))
