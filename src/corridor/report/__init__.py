"""How it is shown: findings, every number worked out once, as text, tables and pictures."""
