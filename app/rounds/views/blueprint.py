"""The blueprint both modules add their routes to."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
