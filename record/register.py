"""What may change on file, and how: each function is one transaction with its entries in the audit trail.

Whoever calls says what time it is and who they are. What comes back are nouns of schemas/, never models.
"""

from record.approvals import approved, published_under_other_rules
from record.attempts import attempts
from record.board import board
from record.corrections import corrections, end_correction, permit_correction
from record.counts import counts, uploads
from record.editions import editions, publish_edition
from record.entering import register, register_all
from record.explanations import explain, explanations, explanations_of
from record.handing_in import confirm, handed_in, withdraw
from record.nights import (
    begin_night,
    check_day,
    check_lease,
    end_night,
    last_night,
    nights,
    nights_cut_short,
    nights_until,
    release_lease,
    renew_lease,
    take_lease,
)
from record.notes import put_release_note, release_note
from record.past import past
from record.reviews import decisions, review
from record.submissions import (
    before,
    contents,
    current,
    findings,
    history,
    is_closed,
    kept,
    on_file,
    periods,
    sent,
    submission,
)
from record.usefulness import rule_uses
from record.verdicts import asked_about, claim_questions, keep_verdict, keep_verdicts, verdict
from record.waivers import concerned, end_waiver, expired, waive, waivers

__all__ = [
    "approved",
    "asked_about",
    "attempts",
    "before",
    "begin_night",
    "board",
    "check_day",
    "check_lease",
    "claim_questions",
    "concerned",
    "confirm",
    "contents",
    "corrections",
    "counts",
    "current",
    "decisions",
    "editions",
    "end_correction",
    "end_night",
    "end_waiver",
    "expired",
    "explain",
    "explanations",
    "explanations_of",
    "findings",
    "handed_in",
    "history",
    "is_closed",
    "keep_verdict",
    "keep_verdicts",
    "kept",
    "last_night",
    "nights",
    "nights_cut_short",
    "nights_until",
    "on_file",
    "past",
    "periods",
    "permit_correction",
    "publish_edition",
    "published_under_other_rules",
    "put_release_note",
    "register",
    "register_all",
    "release_lease",
    "release_note",
    "renew_lease",
    "review",
    "rule_uses",
    "sent",
    "submission",
    "take_lease",
    "uploads",
    "verdict",
    "waive",
    "waivers",
    "withdraw",
]
