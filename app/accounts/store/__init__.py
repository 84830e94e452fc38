"""Rows of accounts, sign-ins, one-time links and failed tries. Secrets come in as fingerprints only."""
