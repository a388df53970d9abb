"""Read only: what a log of contacts says about reach, burden and response. Ibis expressions on the canonical touch table."""
