"""The portal as an ASGI application: `uvicorn portal.asgi:application`."""

import logging
import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_django = get_asgi_application()

from portal.notices.postman import Postman  # noqa: E402  # reads the models: only after Django is set up
from portal.pages.bodies import Receive, Scope, Send, bounded  # noqa: E402  # likewise

# Files go out from a thread; that it is one is Django's own business.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
_pages = bounded(_django)
_postman = Postman()
_log = logging.getLogger("shenhe.portal")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The pages, and the postman for as long as the server lives."""
    if scope["type"] != "lifespan":
        await _pages(scope, receive, send)
        return
    while True:
        event = await receive()
        kind = event["type"].removeprefix("lifespan.")
        if kind == "startup":
            _postman.start()
            _log.info("started")
        else:
            _postman.stop()
            _log.info("ended")
        await send({"type": f"lifespan.{kind}.complete"})
        if kind == "shutdown":
            return
