"""Other people's data coming in: rows of options, sheets and texts, tried before they are added."""
