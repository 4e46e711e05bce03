"""Bare ASGI, on any ASGI server: ``uvicorn examples.webhook.asgi:application``. It answers every path."""

from examples.webhook.bot import app

application = app.asgi()  # calls after_sent() when the last byte has been sent
