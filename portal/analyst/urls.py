"""The addresses of the analyst's pages, below data/."""

from django.urls import path, register_converter

from portal.analyst import catalogue, downloads, interface_page, items, keys, origin, table_page, use, vintages
from portal.analyst.converters import PeriodCode, TableCode, Vintage

register_converter(TableCode, "table")
register_converter(PeriodCode, "period")
register_converter(Vintage, "vintage")

_EDITION = "<table:code>/<period:period>/<vintage:vintage>/"
_NUMBER = f"{_EDITION}<str:unit>/<str:row>/<slug:number>/"

urlpatterns = [
    path("", catalogue.catalogue, name="analyst-catalogue"),
    path("keys/", keys.keys, name="analyst-keys"),
    path("keys/end/", keys.end, name="analyst-key-end"),
    path("interface/", interface_page.interface_page, name="analyst-interface"),
    path("editions/<period:period>/<vintage:vintage>/<str:name>", downloads.download, name="analyst-download"),
    path("<table:code>/", table_page.choose, name="analyst-choose"),
    path("<table:code>/items/<slug:number>/", items.item, name="analyst-item"),
    path("<table:code>/vintages/", vintages.compare, name="analyst-vintages"),
    path(_EDITION, table_page.table_page, name="analyst-table"),
    path(f"{_EDITION}use/", use.use, name="analyst-use"),
    path(_NUMBER, origin.origin, name="analyst-origin"),
    path(f"{_NUMBER}file/", origin.kept_file, name="analyst-kept-file"),
]
