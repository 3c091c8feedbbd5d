"""Draft claims from a text: which figures it states, of what, and who is said to say them.

The rules stand in the modules of this package, the words they use in one data file for each language.
"""

from corridor.intake.texts.drafts import Draft, extract
from corridor.intake.texts.lexicon import LANGUAGES, language_of

__all__ = ["LANGUAGES", "Draft", "extract", "language_of"]
