"""What the desk gathers from several rooms for one page."""
