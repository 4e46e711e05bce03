"""Django with a plain view: ``gunicorn --workers 2 examples.webhook.django_sync:application``."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from examples.webhook.bot import app

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])  # your project has a settings.py
hook = app.wsgi()  # for views that cannot await


class WebhookResponse(HttpResponse):
    def __init__(self, request: HttpRequest) -> None:
        self.received = hook.receive(request.headers, request.body)
        super().__init__(self.received.body, status=self.received.status, headers=self.received.headers)

    def close(self) -> None:  # Django calls it when the response has been sent
        super().close()
        self.received.after_sent()


@csrf_exempt  # the platform signs its requests
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    return WebhookResponse(request)


urlpatterns = [path("webhook/event", webhook)]
application = get_wsgi_application()
