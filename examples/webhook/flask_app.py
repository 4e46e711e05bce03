"""Flask: ``flask --app examples.webhook.flask_app run``, in production ``gunicorn examples.webhook.flask_app:web``."""

from flask import Flask, Response, request

from examples.webhook.bot import app

web = Flask(__name__)
hook = app.wsgi()  # for views that cannot await


@web.post("/webhook/event")
def webhook() -> Response:
    received = hook.receive(request.headers, request.get_data(), method=request.method)
    response = Response(received.body, received.status, received.headers)
    response.call_on_close(received.after_sent)
    return response
