"""Measurements of what has to be quick: `make bench`. Each prints figures and ratios; nothing here is a test.

Every measurement runs in processes of its own, so that none warms, fills or slows another.
"""
