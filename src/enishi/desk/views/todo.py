from django.http import HttpResponse


def todo(request, **kw):
    return HttpResponse("todo")
