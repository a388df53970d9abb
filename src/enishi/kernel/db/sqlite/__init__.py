"""Django's SQLite back end, with one queue per process for writers."""
