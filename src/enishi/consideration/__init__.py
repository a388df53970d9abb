"""What people told us (refusal, pause, wish, consent), the policy, and the gate (門)."""
