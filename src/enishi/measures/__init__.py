"""Read only: what a log of contacts says about reach, burden and response, in figures and pictures. Ibis on one canonical touch table."""
