"""The secretariat's pages of the organisation; one module per subject, all on one blueprint."""

from app.organisation.views import departments, files, reshaping, sections
from app.organisation.views.common import bp

__all__ = ["bp", "departments", "files", "reshaping", "sections"]
