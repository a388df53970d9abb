"""What a member sees: the frame, Today, the person page, the import page."""
