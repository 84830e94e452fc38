"""The blueprint of the pages of questions."""

from flask import Blueprint

bp = Blueprint("questions", __name__)
