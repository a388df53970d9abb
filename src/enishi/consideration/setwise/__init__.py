"""The gate's rules over everybody at once, as relations: what `judge` says of one person, said of all.

Nothing here is imported when the desk starts: Ibis is heavy, and only reports ask these questions.
"""
