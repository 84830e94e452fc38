"""The blueprint of the pages on which minutes are written."""

from flask import Blueprint

bp = Blueprint("writing", __name__)
