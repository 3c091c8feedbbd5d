"""How people move: the rules, one small module each, and the step that runs them in order; arrays and numbers only."""
