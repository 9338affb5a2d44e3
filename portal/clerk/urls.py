"""The addresses of a clerk's pages."""

from django.urls import path

from portal.clerk import handing_in, results, tasks, uploads

urlpatterns = [
    path("", tasks.tasks, name="clerk-tasks"),
    path("history/", tasks.history, name="clerk-history"),
    path("file/<int:number>/", results.result, name="clerk-file"),
    path("file/<int:number>/marked/", results.marked_workbook, name="clerk-marked"),
    path("file/<int:number>/list/", results.findings_list, name="clerk-list"),
    path("file/<int:number>/check/", uploads.check_again, name="clerk-check"),
    path("file/<int:number>/confirm/", handing_in.confirm, name="clerk-confirm"),
    path("file/<int:number>/withdraw/", handing_in.withdraw, name="clerk-withdraw"),
    path("file/<int:number>/receipt/", handing_in.receipt, name="clerk-receipt"),
    path("<slug:code>/<slug:period>/", uploads.upload, name="clerk-upload"),
    path("<slug:code>/<slug:period>/template/", tasks.template, name="clerk-template"),
]
