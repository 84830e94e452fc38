"""Rounds (調査の一回): the definition snapshot, the sections asked, open and closed, rules on non-answers."""
