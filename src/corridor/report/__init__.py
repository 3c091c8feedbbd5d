"""How it is shown: words, tables, pictures."""
