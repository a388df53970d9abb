"""Read only: what a log of contacts says about reach, burden and response, in figures and in pictures. Ibis on the canonical touch table."""
