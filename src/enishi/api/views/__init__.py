"""Operations: each checks its scope, makes one call into a room and answers."""
