"""The first page after signing in: what is owed, how do we stand."""
