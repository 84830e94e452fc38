"""The secretariat's pages of the organisation; one module per subject, all on one blueprint."""

from app.organisation.views import departments, reshaping, sections
from app.organisation.views.common import bp

__all__ = ["bp", "departments", "reshaping", "sections"]
