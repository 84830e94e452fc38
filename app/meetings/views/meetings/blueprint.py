"""The blueprint of the pages of bodies and meetings."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)
