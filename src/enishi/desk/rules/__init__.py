"""What the desk says and draws, as pure values: sentences, moments in words, and the geometry of its pictures."""
