"""Who may sign in: accounts, passwords, sign-ins, one-time links, and texts kept over an expired sign-in."""
