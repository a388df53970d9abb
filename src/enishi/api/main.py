"""The API and its documentation."""

from ninja import NinjaAPI

from enishi import __version__

api = NinjaAPI(title="Enishi", version=__version__, docs_url="/docs")
