"""What a committee reads about one section before it hears it, from what was submitted. Pure: records in, tables out.

Words of questions and choices are those of the round's own definitions.
"""

from reports.dossier.projects import ProjectPart, of_projects, project_parts
from reports.dossier.said import Before, Said, said

__all__ = ["Before", "ProjectPart", "Said", "of_projects", "project_parts", "said"]
