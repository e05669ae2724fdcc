"""The command line: ``attune`` and ``python -m attune``."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import Iterator

from attune import model_dir
from attune._core import main as run


@contextmanager
def _signals_as_natively() -> Iterator[None]:
    """Ctrl-C and a closed pipe end the program at once, as they end the native one: Python would only take note of them."""
    # Only the main thread may set handlers.
    mine = threading.current_thread() is threading.main_thread()
    changed = [getattr(signal, name) for name in ("SIGINT", "SIGPIPE") if mine and hasattr(signal, name)]
    before = [(number, signal.signal(number, signal.SIG_DFL)) for number in changed]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def main(arguments: list[str] | None = None) -> int:
    """Run ``attune`` with these arguments, by default those of the process; returns the exit code.

    0: done; 1: some records were bad; 2: usage; 3: cannot read or write.
    """
    given = sys.argv[1:] if arguments is None else arguments
    sys.stdout.flush()
    with _signals_as_natively():
        return run([os.fsencode(argument) for argument in ("attune", *given)], model_dir())


if __name__ == "__main__":
    sys.exit(main())
