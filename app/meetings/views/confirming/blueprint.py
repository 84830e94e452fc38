"""The blueprint of the pages of a confirmation."""

from flask import Blueprint

bp = Blueprint("confirming", __name__)
