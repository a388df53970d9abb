"""The append-only ledger of every contact, and the readers of other systems' logs."""
