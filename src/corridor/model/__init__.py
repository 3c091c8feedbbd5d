"""How people move: the rules, one small module each, and the step that runs them in order. Arrays and numbers only."""
