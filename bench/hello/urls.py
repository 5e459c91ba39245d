import time

from django.http import HttpResponse
from django.urls import path


def greet(request):
    return HttpResponse("Hello, world!")


def wait(request):
    """Keep a thread busy for a while."""
    time.sleep(0.1)
    return greet(request)


urlpatterns = [path("", greet), path("slow/", wait)]
