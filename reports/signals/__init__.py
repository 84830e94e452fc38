"""Contradictions across a section's forms, found by rules over what was submitted. Pure: records in, signals out.

Every rule is written once, with its sentence and the question one would ask the section. What the rules speak of are
the questions of the shipped definitions (`overall`, `a`, `b`, `c`); a round whose definitions lack one of them simply
has nothing to be found there. Hearings build on the same signals.
"""

from reports.signals.checks import contradictions
from reports.signals.hearing import HearingSignal, hearing_signals
from reports.signals.hearing_rules import HEARING_RULES, HEAVIEST, HearingRule
from reports.signals.rules import RULES, Rule
from reports.signals.signal import Place, Signal
from reports.signals.sources import Source, source

__all__ = [
    "HEARING_RULES",
    "HEAVIEST",
    "RULES",
    "HearingRule",
    "HearingSignal",
    "Place",
    "Rule",
    "Signal",
    "Source",
    "contradictions",
    "hearing_signals",
    "source",
]
