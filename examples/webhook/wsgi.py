"""Bare WSGI, on any WSGI server: ``gunicorn --workers 2 examples.webhook.wsgi:application``. It answers every path."""

from examples.webhook.bot import app

application = app.wsgi()  # calls after_sent() when the server closes the body it has sent
