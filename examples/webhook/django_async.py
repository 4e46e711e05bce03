"""Django with an async view: ``uvicorn examples.webhook.django_async:application``."""

import asyncio

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from examples.webhook.bot import app
from larkline import Received

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])  # your project has a settings.py


class WebhookResponse(HttpResponse):
    def __init__(self, received: Received) -> None:
        super().__init__(received.body, status=received.status, headers=received.headers)
        self.after_sent, self.loop = received.after_sent, asyncio.get_running_loop()

    def close(self) -> None:  # Django calls it, in a thread, when the response has been sent
        super().close()
        asyncio.run_coroutine_threadsafe(self.after_sent(), self.loop)


@csrf_exempt  # the platform signs its requests
@require_POST
async def webhook(request: HttpRequest) -> HttpResponse:
    return WebhookResponse(await app.receive(request.headers, request.body))


urlpatterns = [path("webhook/event", webhook)]
application = get_asgi_application()
