"""Sheets of counts as ministries and agencies send them, read through a column map that a person wrote and saved."""
