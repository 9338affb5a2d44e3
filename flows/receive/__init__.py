"""Receiving: what lies in the inbox is refused with a reason or kept whole under raw/, and nothing is lost."""

from flows.receive.inbox import Intake, Kept, Repeated, TurnedAway, receive, receive_bytes
from flows.receive.inspect_file import Identify, Identity
from flows.receive.receipts import receipt_from_json, receipt_to_json, receipts
from flows.receive.store import StoreError

__all__ = [
    "Identify",
    "Identity",
    "Intake",
    "Kept",
    "Repeated",
    "StoreError",
    "TurnedAway",
    "receipt_from_json",
    "receipt_to_json",
    "receipts",
    "receive",
    "receive_bytes",
]
