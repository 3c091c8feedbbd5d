"""How it is shown: findings, worked out once, as text and as pictures."""
