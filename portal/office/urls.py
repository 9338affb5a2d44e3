"""Addresses of the data office's pages."""

from django.urls import path

from portal.office.arranging import settings, units, units_file
from portal.office.board import board, board_file
from portal.office.comparing import quality, quality_file
from portal.office.deciding import decisions, end_correction, end_waiver, permit, waive
from portal.office.drafting import draft_file, drafts
from portal.office.publishing import note_file, publish
from portal.office.reviewing import kept_file, review
from portal.office.surveying import own_transfers, sums, transfers
from portal.office.waiting import queue

urlpatterns = [
    path("board/", board, name="office-board"),
    path("board.csv", board_file, name="office-board-file"),
    path("queue/", queue, name="office-queue"),
    path("review/<int:number>/", review, name="office-review"),
    path("review/<int:number>/file", kept_file, name="office-file"),
    path("decisions/", decisions, name="office-decisions"),
    path("decisions/waive/", waive, name="office-waive"),
    path("decisions/waivers/<int:number>/end/", end_waiver, name="office-end-waiver"),
    path("decisions/permit/", permit, name="office-permit"),
    path("decisions/corrections/<int:number>/end/", end_correction, name="office-end-correction"),
    path("sums/", sums, name="office-sums"),
    path("transfers/", transfers, name="office-transfers"),
    path("transfers/own/", own_transfers, name="clerk-transfers"),
    path("publish/", publish, name="office-publish"),
    path("publish/<str:period>/<int:vintage>/CHANGES.txt", note_file, name="office-note"),
    path("drafts/", drafts, name="office-drafts"),
    path("drafts/<str:kind>.txt", draft_file, name="office-draft-file"),
    path("quality/", quality, name="office-quality"),
    path("quality.csv", quality_file, name="office-quality-file"),
    path("settings/", settings, name="office-settings"),
    path("units/", units, name="office-units"),
    path("units.csv", units_file, name="office-units-file"),
]
