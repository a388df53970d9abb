"""What every page's frame needs."""

from django.http import HttpRequest

from enishi import __version__
from enishi.kernel.words import language


def frame(request: HttpRequest) -> dict[str, object]:
    return {"enishi_version": __version__, "language": language()}
