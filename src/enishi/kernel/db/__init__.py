"""Database back ends of ours."""
