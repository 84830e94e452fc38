"""Where the pages of records hang."""

from flask import Blueprint

bp = Blueprint("records", __name__)
