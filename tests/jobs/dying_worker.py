"""`python -m app work`, with a death of its own: SIGKILL between the mail server's answer and the mark."""

import os
import signal
import sys
from typing import NoReturn

from app import __main__
from app.messages import actions


async def die(*_args: object, **_kwargs: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


actions.mark_sent = die
sys.argv = ["app", "work"]
sys.exit(__main__.main())
