"""Addresses of the administrator's pages, below accounts/."""

from django.urls import path

from portal.accounts import administration

urlpatterns = [
    path("", administration.accounts, name="account-list"),
    path("add/", administration.add, name="account-add"),
    path("<int:number>/", administration.one, name="account"),
    path("<int:number>/password/", administration.give_password, name="account-password"),
    path("<int:number>/end/", administration.end, name="account-end"),
    path("<int:number>/reopen/", administration.reopen, name="account-reopen"),
    path("<int:number>/assign/", administration.assign, name="account-assign"),
]
