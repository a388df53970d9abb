"""One small router: `/live` is native async, everything else is Django as WSGI in a fixed pool of threads.

Server-sent events inside Django's own ASGI hold a database connection each, and the eleventh viewer of a pool of ten
hangs every request; in this shape viewers cost a task each.
"""

import asyncio
import contextlib
import os

from enishi.config.live import Receive, Scope, Send, live
from enishi.config.pages import Pages
from enishi.config.wsgi import application as django
from enishi.kernel.live import watch

THREADS = int(os.environ.get("ENISHI_THREADS", "8"))

_pages = Pages(django, THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The server's entry: `uvicorn enishi.config.asgi:application`."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def _lifespan(receive: Receive, send: Send) -> None:
    watching: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            watching = asyncio.create_task(watch())
            await send({"type": "lifespan.startup.complete"})
        else:
            if watching:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
            await send({"type": "lifespan.shutdown.complete"})
            return
