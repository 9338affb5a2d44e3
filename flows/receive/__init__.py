"""Receiving: what lies in the inbox is refused with a reason or kept whole under raw/, and nothing is lost."""

from flows.receive.arrivals import Lying, look
from flows.receive.folders import sender, unknown_folder
from flows.receive.inbox import forget, one_round, receive, receive_bytes
from flows.receive.inspect_file import Inspected, Understand, inspect_file, labelled
from flows.receive.intake import Intake, Kept, KeptFile, Repeated, TurnedAway
from flows.receive.receipts import in_order, receipt_from_json, receipt_to_json, receipts, unentered
from flows.receive.sorting import Tell
from record.errors import StoreError

__all__ = [
    "Inspected",
    "Intake",
    "Kept",
    "KeptFile",
    "Lying",
    "Repeated",
    "StoreError",
    "Tell",
    "TurnedAway",
    "Understand",
    "forget",
    "in_order",
    "inspect_file",
    "labelled",
    "look",
    "one_round",
    "receipt_from_json",
    "receipt_to_json",
    "receipts",
    "receive",
    "receive_bytes",
    "sender",
    "unentered",
    "unknown_folder",
]
